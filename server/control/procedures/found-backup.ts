import type { Backup } from '../../domain/backup.ts'
import type { ArchiveRecord, CopyProof, FoundArchive } from '../../domain/job.ts'
import { splitKey } from '../../domain/name.ts'
import type { Plan } from '../../domain/plan.ts'
import type { Source } from '../../domain/source.ts'
import type { Target } from '../../domain/target.ts'

export interface FoundWhole {
  readonly key: string
  readonly record: ArchiveRecord
  readonly manifest: FoundArchive['manifest']
  readonly proof: CopyProof | null
  readonly target: Target
}

/** The nouns that an archive may belong to, read once for many archives. */
export interface Owners {
  readonly plans: readonly Plan[]
  readonly sources: readonly Source[]
}

/**
 * What the metadata says of an archive that it didn't know. The plan is the one whose folder it lies in, the source the one with its digest. Why it
 * was made is not written beside it: it counts as a regular backup.
 */
export function foundBackup({ key, record, manifest, proof, target }: FoundWhole, owners: Owners): Backup {
  const folder = splitKey(key.slice(target.prefix.length)).folder.slice(0, -1)
  const plan = owners.plans.find((one) => one.folder === folder)
  const sources = owners.sources.filter(({ identity }) => identity === record.source)
  const source = sources.find(({ id }) => plan?.sourceIds.includes(id)) ?? sources[0]
  const { label, dialect, engine, version } = manifest?.source ?? { label: null, dialect: null, engine: null, version: null }
  return {
    id: record.id,
    name: record.name,
    sourceId: source?.id ?? null,
    planId: plan?.id ?? null,
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
