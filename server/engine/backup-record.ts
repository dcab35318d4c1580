import { hash } from 'node:crypto'
import type { CommitRecord } from '../archive/record.ts'
import type { ArchiveWriter } from '../archive/writer.ts'
import type { BackupResult } from '../domain/job.ts'
import type { StoreOutcome } from './store-archive.ts'

/** The commit record of an archive that was just stored. */
export function recordOf(of: {
  writer: ArchiveWriter
  outcome: StoreOutcome
  name: string
  sealed: boolean
  identity: string
}): CommitRecord {
  const { manifest } = of.writer
  return {
    format: 1,
    id: manifest.id,
    name: of.name,
    ...of.outcome.written,
    startedAt: manifest.startedAt,
    finishedAt: manifest.finishedAt,
    trigger: manifest.trigger,
    scope: manifest.scope,
    mode: manifest.mode,
    sealed: of.sealed,
    source: digestOf(of.identity),
    chain: manifest.chain,
    archives: manifest.archives.map(({ id, name }) => ({ id, name })),
    warnings: manifest.warnings.length,
  }
}

/** What the job says of it. */
export function resultOf(of: {
  record: CommitRecord
  writer: ArchiveWriter
  keys: readonly string[]
  fellBack: string | null
}): BackupResult {
  const { manifest } = of.writer
  const { chunks, stored, delta, reused } = manifest.totals
  return {
    kind: 'backup',
    id: manifest.id,
    name: of.record.name,
    keys: of.keys,
    mode: manifest.mode,
    fellBack: of.fellBack,
    sizeBytes: of.record.sizeBytes,
    sha256: of.record.sha256,
    plainBytes: manifest.totals.plainBytes,
    chunks: { total: chunks, stored, delta, reused },
    tables: manifest.parts.reduce((sum, part) => sum + part.tables.length, 0),
    trust: 'stored',
  }
}

/** A source's identity as commit records carry it. */
export function digestOf(identity: string): string {
  return hash('sha256', identity, 'hex')
}
