import type { Selectable } from 'kysely'
import type { Source } from '../domain/source.ts'
import { expectOne, refuseTaken } from './conditions.ts'
import { type Connection, writeSealed } from './connection.ts'
import { readKept } from './kept-text.ts'
import type { Sealer } from './sealing.ts'
import type { Tables } from './tables.ts'

/** The sources; their configurations are sealed as a whole. */
export class Sources {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Throws `conflict` when the name is taken. */
  async insert(source: Source): Promise<void> {
    await refuseTaken(`source "${source.name}"`, () =>
      writeSealed(this.#connection, ({ db, sealer }) => db.insertInto('source').values(rowOf(source, sealer)).execute()),
    )
  }

  /** Writes everything but the folder. Throws `not_found`, or `conflict` when the name is taken. */
  async update(source: Source): Promise<void> {
    const updated = await refuseTaken(`source "${source.name}"`, () =>
      writeSealed(this.#connection, ({ db, sealer }) => {
        const { id, folder: _, ...row } = rowOf(source, sealer)
        return db.updateTable('source').set(row).where('id', '=', id).executeTakeFirst()
      }),
    )
    expectOne(updated.numUpdatedRows, `source ${source.name}`)
  }

  async setIdentity(id: string, identity: string): Promise<void> {
    await this.#connection.db.updateTable('source').set({ identity }).where('id', '=', id).execute()
  }

  async find(id: string): Promise<Source | null> {
    const row = await this.#connection.db.selectFrom('source').selectAll().where('id', '=', id).executeTakeFirst()
    return row === undefined ? null : this.#read(row)
  }

  async findByName(name: string): Promise<Source | null> {
    const row = await this.#connection.db.selectFrom('source').selectAll().where('name', '=', name).executeTakeFirst()
    return row === undefined ? null : this.#read(row)
  }

  /** By name. */
  async list(): Promise<Source[]> {
    const rows = await this.#connection.db.selectFrom('source').selectAll().orderBy('name').execute()
    return rows.map((row) => this.#read(row))
  }

  /** What each is called, by its id. Opens no configuration, so it costs next to nothing. */
  async names(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.#connection.db.selectFrom('source').select(['id', 'name']).execute()
    return new Map(rows.map(({ id, name }) => [id, name]))
  }

  /** Its backups stay and belong to no source from then on. Plans that use it are the caller's to look at first. */
  async remove(id: string): Promise<void> {
    await this.#connection.db.deleteFrom('source').where('id', '=', id).execute()
  }

  /** Seals every configuration with another key. Run it in a transaction. */
  async reseal(next: Sealer): Promise<void> {
    const { db, sealer } = this.#connection
    for (const { id, config } of await db.selectFrom('source').select(['id', 'config']).execute()) {
      const resealed = next.seal(sealer.open(config, contextOf(id)), contextOf(id))
      await db.updateTable('source').set({ config: resealed }).where('id', '=', id).execute()
    }
  }

  #read(row: Selectable<Tables['source']>): Source {
    return {
      id: row.id,
      name: row.name,
      dialect: row.dialect,
      config: readKept(this.#connection.sealer.open(row.config, contextOf(row.id)), `source "${row.name}"`),
      identity: row.identity,
      folder: row.folder,
      createdAt: new Date(row.created_at),
      updatedAt: new Date(row.updated_at),
    }
  }
}

function rowOf(source: Source, sealer: Sealer): Selectable<Tables['source']> {
  return {
    id: source.id,
    name: source.name,
    dialect: source.dialect,
    config: sealer.seal(JSON.stringify(source.config), contextOf(source.id)),
    identity: source.identity,
    folder: source.folder,
    created_at: source.createdAt.getTime(),
    updated_at: source.updatedAt.getTime(),
  }
}

function contextOf(id: string): string {
  return `configuration of source ${id}`
}
