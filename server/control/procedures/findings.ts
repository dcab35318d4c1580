import { Failure } from '../../../plugins/failure.ts'
import type { Backup, Copy } from '../../domain/backup.ts'
import type { ArchiveRecord, CopyProof, FoundArchive, TrustLevel } from '../../domain/job.ts'
import type { Target } from '../../domain/target.ts'
import type { Owners } from '../../services/ownership.ts'
import type { Nouns } from '../../store/store.ts'
import type { Work } from '../procedure.ts'
import { foundBackup } from './found-backup.ts'

const ranks = { stored: 0, parsed: 1, proven: 2 } as const satisfies Record<TrustLevel, number>

interface FindingsOptions {
  readonly target: Target
  /** What was removed after it may still have been listed. */
  readonly startedAt: Date
  readonly work: Pick<Work, 'job' | 'installation' | 'log'>
}

/** An archive whose record was read and fits what lies beside it. */
interface Whole {
  readonly key: string
  readonly record: ArchiveRecord
  readonly manifest: FoundArchive['manifest']
  readonly proof: CopyProof | null
}

/** What a rescan came upon so far. */
export class Findings {
  readonly addedIds: string[] = []
  readonly unreadable: { readonly key: string; readonly reason: string }[] = []
  seen = 0
  readonly #options: FindingsOptions
  readonly #ids = new Set<string>()
  readonly #keys = new Set<string>()
  #owners: Owners = { plans: [], sources: [] }

  constructor(options: FindingsOptions) {
    this.#options = options
  }

  /** Whether anything of this copy was listed, be it readable or not. */
  has({ backupId, key }: Pick<Copy, 'backupId' | 'key'>): boolean {
    return this.#ids.has(backupId) || this.#keys.has(key)
  }

  /** Takes a batch in. Run it in a transaction. */
  async take(archives: readonly FoundArchive[], nouns: Nouns): Promise<void> {
    this.#owners = { plans: await nouns.plans.list(), sources: await nouns.sources.list() }
    for (const { key, record, manifest, proof, failure } of archives) {
      this.seen += 1
      this.#keys.add(key)
      if (record === null || failure !== null) await this.#takeBroken({ key, record, failure }, nouns)
      else await this.#takeWhole({ key, record, manifest, proof: proof ?? null }, nouns)
    }
  }

  /** Unknown, it is left alone; known, its copy is no longer one to rely on. */
  async #takeBroken({ key, record, failure }: Pick<FoundArchive, 'key' | 'record' | 'failure'>, nouns: Nouns): Promise<void> {
    const reason = failure?.message ?? 'its commit record says nothing'
    this.unreadable.push({ key, reason })
    const known = record === null ? null : await this.#copyOf(record.id, nouns)
    if (known === null || known.key !== key || known.state === 'delete_pending') return
    await nouns.copies.setState(known, failure?.code === 'not_found' ? 'missing' : 'damaged', reason)
  }

  async #takeWhole(found: Whole, nouns: Nouns): Promise<void> {
    const { key, record } = found
    const backup = await nouns.backups.find(record.id)
    if (backup === null) await this.#add(found, nouns)
    else if (backup.sha256 !== record.sha256) this.unreadable.push({ key, reason: `it claims to be ${backup.name} and is something else` })
    else await this.#meet(backup, found, nouns)
    this.#ids.add(record.id)
  }

  async #add(found: Whole, nouns: Nouns): Promise<void> {
    const { record, key } = found
    const { target, startedAt, work } = this.#options
    const removedAt = await nouns.cleanups.removedAt(record.id)
    // It was listed before it was removed: storage is the truth, but not the truth of a moment ago.
    if (removedAt !== null && removedAt >= startedAt) return
    await nouns.backups.put(foundBackup({ ...found, target }, this.#owners))
    await nouns.copies.put({ backupId: record.id, targetId: target.id, key, state: 'kept', verifiedAt: verifiedAt(found), reason: null })
    if (found.proof !== null) await this.#keepProof(record.id, found.proof, nouns)
    this.addedIds.push(record.id)
    work.log('info', `${key} was taken in.`)
  }

  async #meet(backup: Backup, found: Whole, nouns: Nouns): Promise<void> {
    const { target, work } = this.#options
    const copy = await this.#copyOf(backup.id, nouns)
    if (copy === null) {
      const state = backup.state === 'kept' ? 'kept' : 'delete_pending'
      await nouns.copies.put({
        backupId: backup.id,
        targetId: target.id,
        key: found.key,
        state,
        verifiedAt: verifiedAt(found),
        reason: null,
      })
    } else if (copy.key !== found.key) {
      // Moved by hand, or there twice: the place that is known stays as long as something is there.
      if (copy.state !== 'missing') work.log('info', `${found.key} is ${backup.name} as well, which is known at ${copy.key}.`)
      else await nouns.copies.put({ ...copy, key: found.key, state: 'kept', reason: null })
    } else if (copy.state === 'missing') await nouns.copies.setState(copy, 'kept', null)
    if (found.proof !== null && ranks[found.proof.level] > ranks[backup.trust]) {
      await nouns.backups.setTrust(backup.id, found.proof.level)
      await this.#keepProof(backup.id, found.proof, nouns)
    }
  }

  async #copyOf(backupId: string, nouns: Nouns): Promise<Copy | null> {
    const copies = await nouns.copies.list(backupId)
    return copies.find(({ targetId }) => targetId === this.#options.target.id) ?? null
  }

  /** The evidence itself is lost with the metadata; that there was some, when and in what time is not. */
  async #keepProof(backupId: string, { level, at, durationMs, compared }: CopyProof, nouns: Nouns): Promise<void> {
    const { target, work } = this.#options
    await nouns.verifications.insert({
      id: work.installation.newId(),
      backupId,
      targetId: target.id,
      jobId: work.job.id,
      level,
      isPassed: true,
      at: new Date(at),
      durationMs,
      evidence: [{ foundAtTarget: true, compared }],
      failure: null,
    })
  }
}

/** Throws `not_found`. */
export async function expectTarget(id: string, nouns: Pick<Nouns, 'targets'>): Promise<Target> {
  const target = await nouns.targets.find(id)
  if (target !== null) return target
  throw new Failure('not_found', 'The target was removed while the job waited.', { remedy: 'Add it again, then rescan it.' })
}

function verifiedAt({ proof }: Whole): Date | null {
  return proof === null ? null : new Date(proof.at)
}
