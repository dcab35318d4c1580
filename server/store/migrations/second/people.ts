import type { Kysely } from 'kysely'
import { key, makeIndexes, required } from '../first/columns.ts'

/** Who may come in, by what, and what they did. */
export async function peopleTables(db: Kysely<unknown>): Promise<void> {
  for (const make of [makePrincipalNumbers, makeUsers, makeSessions, makeApiKeys, makeAudit]) await make(db)
}

/** One sequence for users and keys. A row outlives whom it numbers, so that nobody ever gets the number of somebody else. */
async function makePrincipalNumbers(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('principal_number')
    .addColumn('number', 'integer', (column) => column.primaryKey().autoIncrement().notNull())
    .addColumn('kind', 'text', required)
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .execute()
}

async function makeUsers(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('user')
    .addColumn('id', 'text', key)
    .addColumn('number', 'integer', (column) => column.notNull().unique())
    .addColumn('name', 'text', required)
    .addColumn('folded_name', 'text', (column) => column.notNull().unique())
    .addColumn('password_hash', 'text', required)
    .addColumn('role', 'text', required)
    .addColumn('is_disabled', 'integer', required)
    .addColumn('totp_secret', 'text')
    .addColumn('totp_last_step', 'bigint')
    .addColumn('recovery_codes', 'text', required)
    .addColumn('epoch', 'integer', required)
    .addColumn('created_at', 'bigint', required)
    .addColumn('updated_at', 'bigint', required)
    .addColumn('last_login_at', 'bigint')
    .execute()
}

async function makeSessions(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('session')
    .addColumn('id', 'text', key)
    .addColumn('user_id', 'text', (column) => column.notNull().references('user.id').onDelete('cascade'))
    .addColumn('expires_at', 'bigint', required)
    .addColumn('created_at', 'bigint', required)
    .addColumn('address', 'text')
    .addColumn('agent', 'text')
    .execute()
  await makeIndexes(db, 'session', { session_of_user: ['user_id', 'created_at'], session_to_forget: ['expires_at'] })
}

async function makeApiKeys(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('api_key')
    .addColumn('id', 'text', key)
    .addColumn('number', 'integer', (column) => column.notNull().unique())
    .addColumn('name', 'text', required)
    .addColumn('prefix', 'text', required)
    .addColumn('secret_hash', 'text', (column) => column.notNull().unique())
    .addColumn('role', 'text', required)
    .addColumn('source_ids', 'text')
    .addColumn('expires_at', 'bigint')
    .addColumn('last_used_at', 'bigint')
    .addColumn('created_by', 'text')
    .addColumn('created_at', 'bigint', required)
    .addColumn('revoked_at', 'bigint')
    .execute()
}

/** Nothing in it refers to a row elsewhere: it must outlive everything that it tells of. */
async function makeAudit(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('audit')
    .addColumn('seq', 'integer', (column) => column.primaryKey().notNull())
    .addColumn('at', 'bigint', required)
    .addColumn('actor', 'text')
    .addColumn('actor_name', 'text', required)
    .addColumn('action', 'text', required)
    .addColumn('subject', 'text')
    .addColumn('address', 'text')
    .addColumn('detail', 'text', required)
    .addColumn('previous_hash', 'text', required)
    .addColumn('hash', 'text', required)
    .execute()
  await makeIndexes(db, 'audit', {
    audit_of_actor: ['actor', 'seq'],
    audit_of_action: ['action', 'seq'],
    audit_of_subject: ['subject', 'seq'],
  })
}
