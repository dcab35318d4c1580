import type { ColumnDefinitionBuilder, Kysely } from 'kysely'

/** What a row is found by. */
export const key = (column: ColumnDefinitionBuilder) => column.primaryKey().notNull()

export const required = (column: ColumnDefinitionBuilder) => column.notNull()

/** Makes the indexes of a table, each by its name and columns. */
export async function makeIndexes(db: Kysely<unknown>, table: string, indexes: Readonly<Record<string, readonly string[]>>): Promise<void> {
  for (const [name, columns] of Object.entries(indexes)) {
    await db.schema
      .createIndex(name)
      .on(table)
      .columns([...columns])
      .execute()
  }
}
