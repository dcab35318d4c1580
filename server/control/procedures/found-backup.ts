import type { Backup } from '../../domain/backup.ts'
import type { ArchiveRecord, CopyProof, FoundArchive } from '../../domain/job.ts'
import type { Target } from '../../domain/target.ts'
import { type Owners, ownerOf } from '../../services/ownership.ts'

export interface FoundWhole {
  readonly key: string
  readonly record: ArchiveRecord
  readonly manifest: FoundArchive['manifest']
  readonly proof: CopyProof | null
  readonly target: Target
}

/**
 * What the metadata says of an archive that it didn't know. Why it was made is not written beside it: it counts as a regular backup until the
 * settings say otherwise.
 */
export function foundBackup({ key, record, manifest, proof, target }: FoundWhole, owners: Owners): Backup {
  const owner = ownerOf({ key, target, digest: record.source }, owners)
  const { label, dialect, engine, version } = manifest?.source ?? { label: null, dialect: null, engine: null, version: null }
  return {
    id: record.id,
    name: record.name,
    ...owner,
    purpose: 'regular',
    scope: record.scope,
    mode: record.mode,
    trigger: record.trigger,
    startedAt: new Date(record.startedAt),
    finishedAt: new Date(record.finishedAt),
    sizeBytes: record.sizeBytes,
    plainBytes: manifest?.plainBytes ?? null,
    sha256: record.sha256,
    isSealed: record.sealed,
    chain: record.chain,
    needs: record.archives.map(({ id }) => id),
    source: { label, dialect, engine, version, digest: record.source },
    tableCount: manifest?.tables ?? null,
    trust: proof?.level ?? 'stored',
    warnings: record.warnings,
    isPinned: false,
    isSizePlausible: true,
    description: '',
    state: 'kept',
    jobId: null,
  }
}
