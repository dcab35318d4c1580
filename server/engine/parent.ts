import type { Call, Target } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import type { CommitRecord } from '../archive/record.ts'
import type { ArchiveParent } from '../archive/reference-table.ts'
import { openArchive } from './archives.ts'
import { listArchives } from './catalog.ts'

export interface ParentRequest {
  readonly target: Target
  readonly prefix: string
  readonly mode: 'incremental' | 'differential'
  /** The source's digest, as commit records carry it. */
  readonly source: string
  readonly scope: CommitRecord['scope']
  readonly identities: readonly string[]
  /** No more backups than this may stand behind the chain's full one; null for no bound. */
  readonly lengthMax: number | null
  /** Ids of archives that the backup must not refer to, directly or through its parent. */
  readonly avoid: readonly string[]
}

/** The archive to refer to; or, with `parent` null, why there is none and the backup must be a full one. */
export type ParentChoice =
  | { readonly parent: ArchiveParent; readonly record: CommitRecord; readonly reason: null }
  | { readonly parent: null; readonly record: null; readonly reason: string }

/** The newest fitting backup of the same source (for a differential: the newest full one) whose archives are all there. */
export async function chooseParent(request: ParentRequest, call: Call): Promise<ParentChoice> {
  const entries = await listArchives(request.target, request.prefix, call)
  const fitting = entries.filter(({ record }) => record !== null && fits(record, request))
  const newest = fitting.findLast(({ record }) => record !== null && !isAvoided(record, request.avoid))
  if (newest?.record === undefined || newest.record === null) {
    return none(
      fitting.length === 0
        ? 'there is no earlier backup of this source to refer to'
        : 'every earlier backup of this source failed its verification or is being removed',
    )
  }
  if (request.lengthMax !== null && newest.record.chain.length >= request.lengthMax) {
    return none(`the chain has its ${request.lengthMax} backups behind the full one`)
  }
  try {
    const reader = await openArchive({ target: request.target, key: newest.key, identities: request.identities }, call)
    const missing = newest.record.archives.find(({ name }) => !entries.some(({ record }) => record?.name === name))
    if (missing !== undefined) return none(`${missing.name}, which the newest backup refers to, is gone`)
    const { id, name, sha256, sizeBytes } = newest.record
    if (reader.manifest.id !== id) return none(`${name} is not the archive that its commit record names`)
    return { parent: { reader, reference: { id, name, sha256, sizeBytes } }, record: newest.record, reason: null }
  } catch (error) {
    call.signal.throwIfAborted()
    if (error instanceof Failure && error.code !== 'unavailable')
      return none(`${newest.record.name} can't be referred to: ${error.message.replace(/\.$/, '')}`)
    throw error
  }
}

function fits(record: CommitRecord, request: ParentRequest): boolean {
  return record.source === request.source && record.scope === request.scope && (request.mode === 'incremental' || record.mode === 'full')
}

function isAvoided(record: CommitRecord, avoid: readonly string[]): boolean {
  return avoid.includes(record.id) || record.archives.some(({ id }) => avoid.includes(id))
}

function none(reason: string): ParentChoice {
  return { parent: null, record: null, reason }
}
