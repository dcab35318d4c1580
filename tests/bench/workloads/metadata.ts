import { createHash } from 'node:crypto'
import Database from 'better-sqlite3'
import { rowOf as backupRow } from '../../../server/store/backup-row.ts'
import { rowOf as jobRow } from '../../../server/store/job-row.ts'
import type { Store } from '../../../server/store/store.ts'
import { sampleBackup, sampleJob, samplePlan, sampleSource, sampleTarget } from '../../server/store/samples.ts'

const planCount = 100
const chainLength = 10
const firstAt = Date.UTC(2024, 0, 1)

/** One backup a minute, in chains of ten, of a hundred plans, each with its job, copy and verification. The store has the file at `path` open. */
export async function fillStore(store: Store, path: string, count: number): Promise<void> {
  for (const id of ['target-1', 'target-2']) await store.targets.insert(sampleTarget({ id }))
  for (let at = 0; at < planCount; at++) {
    await store.sources.insert(sampleSource({ id: `source-${at}` }))
    await store.plans.insert(samplePlan({ id: `plan-${at}`, sourceIds: [`source-${at}`], targetIds: ['target-1'] }))
  }
  const file = new Database(path)
  try {
    file.pragma('foreign_keys = OFF')
    file.pragma('synchronous = OFF')
    const insert = inserter(file)
    file.transaction(() => {
      for (let at = 0; at < count; at++) insertOne(at, insert)
    })()
    file.pragma('wal_checkpoint(TRUNCATE)')
  } finally {
    file.close()
  }
}

type Row = Readonly<Record<string, string | number | null>>
type Insert = (table: string, row: Row) => void

function inserter(file: Database.Database): Insert {
  const statements = new Map<string, Database.Statement>()
  return (table, row) => {
    const statement = statements.get(table) ?? file.prepare(insertion(table, Object.keys(row)))
    statements.set(table, statement)
    statement.run(row)
  }
}

function insertion(table: string, columns: readonly string[]): string {
  return `insert into ${table} (${columns.join(', ')}) values (${columns.map((column) => `@${column}`).join(', ')})`
}

function insertOne(at: number, insert: Insert): void {
  const plan = at % planCount
  const place = Math.floor(at / planCount) % chainLength
  const [id, jobId] = [idOf(`backup ${at}`), idOf(`job ${at}`)]
  const root = place === 0 ? id : idOf(`backup ${at - place * planCount}`)
  const startedAt = new Date(firstAt + at * 60_000)
  const known = { planId: `plan-${plan}`, sourceId: `source-${plan}` }
  const backup = sampleBackup({
    id,
    ...known,
    jobId,
    startedAt,
    name: `backup_auto_${startedAt.toISOString().slice(0, 19).replace('T', '_').replaceAll(/[-:]/g, '')}.sql.zip`,
    description: `Number ${at} of those that were taken on their own`,
    chain: { root, parent: place === 0 ? null : root, length: place },
    source: { label: 'app', dialect: 'sqlite', digest: `digest-${plan}`, engine: 'sqlite', version: '3' },
    state: at % 10_000 === 7 ? 'delete_pending' : 'kept',
  })
  insert('backup', backupRow(backup))
  if (place > 0) insert('backup_need', { backup_id: id, needs_id: root })
  const copy = { backup_id: id, key: `app/${backup.name}`, state: 'kept', verified_at: null, reason: null }
  insert('copy', { ...copy, target_id: 'target-1' })
  if (at < 5) insert('copy', { ...copy, target_id: 'target-2' })
  const verified = { level: 'stored', duration_ms: 900, evidence: '[]', failure: null, target_id: 'target-1' }
  const is_passed = at % 1000 === 3 ? 0 : 1
  insert('verification', { id: idOf(`verification ${at}`), backup_id: id, job_id: jobId, is_passed, at: startedAt.getTime(), ...verified })
  const times = { queuedAt: startedAt, notBefore: startedAt, startedAt, finishedAt: startedAt }
  const job = sampleJob({ id: jobId, state: at % 500 === 0 ? 'failed' : 'completed', ...known, backupId: id, ...times })
  insert('job', { ...jobRow(job), has_backup: 1 })
  insert('record', { job_id: jobId, backup_id: id, source_id: known.sourceId, trigger_kind: 'auto', created_at: startedAt.getTime() })
}

/** 32 hex digits in no order, as ids are. */
function idOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
