import type { Selectable } from 'kysely'
import type { Target } from '../domain/target.ts'
import { expectOne, refuseTaken } from './conditions.ts'
import { type Connection, writeSealed } from './connection.ts'
import { readKept } from './kept-text.ts'
import type { Sealer } from './sealing.ts'
import type { Tables } from './tables.ts'

/** The targets; their configurations are sealed as a whole. */
export class Targets {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Throws `conflict` when the name is taken. */
  async insert(target: Target): Promise<void> {
    await refuseTaken(`target "${target.name}"`, () =>
      writeSealed(this.#connection, ({ db, sealer }) => db.insertInto('target').values(rowOf(target, sealer)).execute()),
    )
  }

  /** Throws `not_found`, or `conflict` when the name is taken. */
  async update(target: Target): Promise<void> {
    const updated = await refuseTaken(`target "${target.name}"`, () =>
      writeSealed(this.#connection, ({ db, sealer }) => {
        const { id, ...row } = rowOf(target, sealer)
        return db.updateTable('target').set(row).where('id', '=', id).executeTakeFirst()
      }),
    )
    expectOne(updated.numUpdatedRows, `target ${target.name}`)
  }

  async setIdentity(id: string, identity: string): Promise<void> {
    await this.#connection.db.updateTable('target').set({ identity }).where('id', '=', id).execute()
  }

  async find(id: string): Promise<Target | null> {
    const row = await this.#connection.db.selectFrom('target').selectAll().where('id', '=', id).executeTakeFirst()
    return row === undefined ? null : this.#read(row)
  }

  async findByName(name: string): Promise<Target | null> {
    const row = await this.#connection.db.selectFrom('target').selectAll().where('name', '=', name).executeTakeFirst()
    return row === undefined ? null : this.#read(row)
  }

  /** By name. */
  async list(): Promise<Target[]> {
    const rows = await this.#connection.db.selectFrom('target').selectAll().orderBy('name').execute()
    return rows.map((row) => this.#read(row))
  }

  /** What each is called, by its id. Opens no configuration, so it costs next to nothing. */
  async names(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.#connection.db.selectFrom('target').select(['id', 'name']).execute()
    return new Map(rows.map(({ id, name }) => [id, name]))
  }

  /** Copies there must be forgotten before: the database refuses to remove a target that has any. */
  async remove(id: string): Promise<void> {
    await this.#connection.db.deleteFrom('target').where('id', '=', id).execute()
  }

  /** Seals every configuration with another key. Run it in a transaction. */
  async reseal(next: Sealer): Promise<void> {
    const { db, sealer } = this.#connection
    for (const { id, config } of await db.selectFrom('target').select(['id', 'config']).execute()) {
      const resealed = next.seal(sealer.open(config, contextOf(id)), contextOf(id))
      await db.updateTable('target').set({ config: resealed }).where('id', '=', id).execute()
    }
  }

  #read(row: Selectable<Tables['target']>): Target {
    return {
      id: row.id,
      name: row.name,
      kind: row.kind,
      config: readKept(this.#connection.sealer.open(row.config, contextOf(row.id)), `target "${row.name}"`),
      identity: row.identity,
      prefix: row.prefix,
      createdAt: new Date(row.created_at),
      updatedAt: new Date(row.updated_at),
    }
  }
}

function rowOf(target: Target, sealer: Sealer): Selectable<Tables['target']> {
  return {
    id: target.id,
    name: target.name,
    kind: target.kind,
    config: sealer.seal(JSON.stringify(target.config), contextOf(target.id)),
    identity: target.identity,
    prefix: target.prefix,
    created_at: target.createdAt.getTime(),
    updated_at: target.updatedAt.getTime(),
  }
}

function contextOf(id: string): string {
  return `configuration of target ${id}`
}
