import type { Selectable } from 'kysely'
import type { Backup } from '../domain/backup.ts'
import { readKept } from './kept-text.ts'
import type { Tables } from './tables.ts'

type Row = Selectable<Tables['backup']>

/** A backup as its table keeps it. */
export function rowOf(backup: Backup): Row {
  const { digest, ...facts } = backup.source
  return {
    id: backup.id,
    name: backup.name,
    source_id: backup.sourceId,
    plan_id: backup.planId,
    purpose: backup.purpose,
    scope: backup.scope,
    mode: backup.mode,
    trigger_kind: backup.trigger,
    started_at: backup.startedAt.getTime(),
    finished_at: backup.finishedAt.getTime(),
    size_bytes: backup.sizeBytes,
    plain_bytes: backup.plainBytes,
    sha256: backup.sha256,
    is_sealed: backup.isSealed ? 1 : 0,
    chain_root: backup.chain.root,
    chain_parent: backup.chain.parent,
    chain_length: backup.chain.length,
    source_facts: JSON.stringify(facts),
    source_digest: digest,
    table_count: backup.tableCount,
    trust: backup.trust,
    warnings: backup.warnings,
    is_pinned: backup.isPinned ? 1 : 0,
    is_size_plausible: backup.isSizePlausible ? 1 : 0,
    description: backup.description,
    state: backup.state,
    job_id: backup.jobId,
  }
}

export function backupOf(row: Row, needs: readonly string[]): Backup {
  return {
    id: row.id,
    name: row.name,
    sourceId: row.source_id,
    planId: row.plan_id,
    purpose: row.purpose,
    scope: row.scope,
    mode: row.mode,
    trigger: row.trigger_kind,
    startedAt: new Date(row.started_at),
    finishedAt: new Date(row.finished_at),
    sizeBytes: row.size_bytes,
    plainBytes: row.plain_bytes,
    sha256: row.sha256,
    isSealed: row.is_sealed === 1,
    chain: { root: row.chain_root, parent: row.chain_parent, length: row.chain_length },
    needs,
    source: { ...readKept<Omit<Backup['source'], 'digest'>>(row.source_facts, `backup ${row.id}`), digest: row.source_digest },
    tableCount: row.table_count,
    trust: row.trust,
    warnings: row.warnings,
    isPinned: row.is_pinned === 1,
    isSizePlausible: row.is_size_plausible === 1,
    description: row.description,
    state: row.state,
    jobId: row.job_id,
  }
}
