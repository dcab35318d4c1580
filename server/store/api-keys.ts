import type { Selectable } from 'kysely'
import type { Role } from '../domain/role.ts'
import type { Connection } from './connection.ts'
import { inTransaction } from './in-transaction.ts'
import { readKept } from './kept-text.ts'
import { takeNumber } from './principal-numbers.ts'
import type { Tables } from './tables.ts'
import { dateOf, timeOf } from './times.ts'

/** What a program comes in with. */
export interface ApiKey {
  /** 32 hex digits. */
  readonly id: string
  readonly number: number
  readonly name: string
  /** How the secret begins, as it is shown. */
  readonly prefix: string
  readonly secretHash: string
  readonly role: Role
  /** The only sources that it may see and touch; null for all of them. */
  readonly sourceIds: readonly string[] | null
  readonly expiresAt: Date | null
  /** To the minute. */
  readonly lastUsedAt: Date | null
  /** `user:3`, `key:5`; null for the command line. */
  readonly createdBy: string | null
  readonly createdAt: Date
  readonly revokedAt: Date | null
}

/** The keys of programs. One that was revoked stays, so that what it did keeps its name. */
export class ApiKeys {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  get #db() {
    return this.#connection.db
  }

  /** Resolves with the key and its number. */
  async insert(given: Omit<ApiKey, 'number' | 'lastUsedAt' | 'revokedAt'>): Promise<ApiKey> {
    return inTransaction(this.#connection, async (locked) => {
      const apiKey: ApiKey = { ...given, number: await takeNumber(locked, 'key', given.id), lastUsedAt: null, revokedAt: null }
      await locked.db.insertInto('api_key').values(rowOf(apiKey)).execute()
      return apiKey
    })
  }

  async find(id: string): Promise<ApiKey | null> {
    const row = await this.#db.selectFrom('api_key').selectAll().where('id', '=', id).executeTakeFirst()
    return row === undefined ? null : apiKeyOf(row)
  }

  async findByHash(secretHash: string): Promise<ApiKey | null> {
    const row = await this.#db.selectFrom('api_key').selectAll().where('secret_hash', '=', secretHash).executeTakeFirst()
    return row === undefined ? null : apiKeyOf(row)
  }

  async findByNumber(number: number): Promise<ApiKey | null> {
    const row = await this.#db.selectFrom('api_key').selectAll().where('number', '=', number).executeTakeFirst()
    return row === undefined ? null : apiKeyOf(row)
  }

  /** By number; those that were revoked too. */
  async list(): Promise<ApiKey[]> {
    return (await this.#db.selectFrom('api_key').selectAll().orderBy('number').execute()).map(apiKeyOf)
  }

  /** Remembers a use, unless one was remembered since `unlessSince`. */
  async seeUse(id: string, at: Date, unlessSince: Date): Promise<void> {
    await this.#db
      .updateTable('api_key')
      .set({ last_used_at: at.getTime() })
      .where('id', '=', id)
      .where((where) => where.or([where('last_used_at', 'is', null), where('last_used_at', '<=', unlessSince.getTime())]))
      .execute()
  }

  /** False when it was revoked before, or never was. */
  async revoke(id: string, at: Date): Promise<boolean> {
    const revoked = await this.#db
      .updateTable('api_key')
      .set({ revoked_at: at.getTime() })
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .executeTakeFirst()
    return revoked.numUpdatedRows === 1n
  }
}

function rowOf(apiKey: ApiKey): Selectable<Tables['api_key']> {
  return {
    id: apiKey.id,
    number: apiKey.number,
    name: apiKey.name,
    prefix: apiKey.prefix,
    secret_hash: apiKey.secretHash,
    role: apiKey.role,
    source_ids: apiKey.sourceIds === null ? null : JSON.stringify(apiKey.sourceIds),
    expires_at: timeOf(apiKey.expiresAt),
    last_used_at: timeOf(apiKey.lastUsedAt),
    created_by: apiKey.createdBy,
    created_at: apiKey.createdAt.getTime(),
    revoked_at: timeOf(apiKey.revokedAt),
  }
}

function apiKeyOf(row: Selectable<Tables['api_key']>): ApiKey {
  return {
    id: row.id,
    number: row.number,
    name: row.name,
    prefix: row.prefix,
    secretHash: row.secret_hash,
    role: row.role,
    sourceIds: row.source_ids === null ? null : readKept(row.source_ids, `key "${row.name}"`),
    expiresAt: dateOf(row.expires_at),
    lastUsedAt: dateOf(row.last_used_at),
    createdBy: row.created_by,
    createdAt: new Date(row.created_at),
    revokedAt: dateOf(row.revoked_at),
  }
}
