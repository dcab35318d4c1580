import { Failure } from '../../plugins/failure.ts'
import type { Backup, BackupTable, Copy, Verification } from '../domain/backup.ts'
import { whatBreaks } from '../domain/chain-rule.ts'
import type { Job, WorkRequest } from '../domain/work.ts'
import type { BackupFilter } from '../store/backup-filter.ts'
import type { Page } from '../store/page.ts'
import type { Nouns } from '../store/store.ts'
import type { Installation } from './installation.ts'
import { JobService } from './jobs.ts'
import { findNoun } from './names.ts'
import { lineOf, seer } from './retained.ts'

/** A chain is never longer than this. */
const chainMax = 10_000
const lineMax = 1_000_000
const evidenceMax = 100

/** Everything that is known of a backup. */
export interface BackupDetail {
  readonly backup: Backup
  readonly copies: readonly Copy[]
  readonly tables: readonly BackupTable[]
  /** All of its chain that is known, itself included, the oldest first. */
  readonly chain: readonly Backup[]
  /** What could not be restored without it. */
  readonly breaks: readonly Backup[]
  /** The newest first. */
  readonly verifications: readonly Verification[]
}

export interface RemoveOptions {
  /** Removes what could not be restored without these as well. */
  readonly withDependants: boolean
  /** Also when it is the last good backup of its source in its plan. */
  readonly isForced: boolean
  /** Why, for the history; empty for no more than that somebody did. */
  readonly reason?: string
  /** Who asks, as `actorOf` writes it. */
  readonly requestedBy?: string | null
}

/** The backups, as everybody sees them. */
export class BackupService {
  readonly #installation: Installation

  constructor(installation: Installation) {
    this.#installation = installation
  }

  /** By its id, the start of it, or its name. Throws `not_found`, or `invalid` when several are meant. */
  async find(text: string): Promise<Backup> {
    const found = text.length < 4 ? [] : await this.#installation.store.backups.findAlike(text, 3)
    const exact = found.find(({ id }) => id === text)
    if (exact !== undefined) return exact
    if (found.length === 1) return found[0]!
    if (found.length === 0) {
      throw new Failure('not_found', `There is no backup "${text}".`, {
        remedy: 'Give at least four characters of its id, or its whole name; "holdfast backups" lists them.',
      })
    }
    const listed = found.map(({ id, name }) => `${id.slice(0, 12)} (${name})`).join(', ')
    throw new Failure('invalid', `Several backups are meant by "${text}", among them ${listed}.`, { remedy: 'Give more of the id.' })
  }

  /** The newest first. */
  async list(filter: BackupFilter, page: Page): Promise<Backup[]> {
    return this.#installation.store.backups.list(filter, page)
  }

  async count(filter: BackupFilter): Promise<number> {
    return this.#installation.store.backups.count(filter)
  }

  async copies(ids: readonly string[]): Promise<ReadonlyMap<string, readonly Copy[]>> {
    return this.#installation.store.copies.listMany(ids)
  }

  /** Throws like `find`. */
  async show(text: string): Promise<BackupDetail> {
    const { store } = this.#installation
    const backup = await this.find(text)
    const chain = await chainOf(backup, store)
    const broken = new Set(whatBreaks(backup.id, chain))
    return {
      backup,
      copies: await store.copies.list(backup.id),
      tables: await store.backups.tables(backup.id),
      chain: chain.toReversed(),
      breaks: chain.filter(({ id }) => broken.has(id)),
      verifications: await store.verifications.list(backup.id, evidenceMax),
    }
  }

  /** Keeps it whatever retention says, until it is unpinned. Throws `conflict` once its removal has begun. */
  async pin(id: string): Promise<void> {
    await this.#installation.store.transaction(async (nouns) => {
      if ((await expectKept(id, nouns)).isPinned) return
      await nouns.backups.change(id, { isPinned: true })
    })
  }

  async unpin(id: string): Promise<void> {
    await this.#installation.store.backups.change(id, { isPinned: false })
  }

  async describe(id: string, description: string): Promise<void> {
    if (description.length > 2000)
      throw new Failure('invalid', 'The description is longer than 2000 characters.', { remedy: 'Shorten it.' })
    await this.#installation.store.backups.change(id, { description })
  }

  /** Says that a backup which was called surprisingly small has the size that it should have: from now on it counts as the others do. */
  async acceptSize(id: string): Promise<void> {
    await this.#installation.store.backups.change(id, { isSizePlausible: true })
  }

  /** Queues a copy of it, with what it refers to, at a target. Throws `not_found` for either. */
  async copy(id: string, targetNameOrId: string, requestedBy: string | null): Promise<Job> {
    const target = await findNoun(targetNameOrId, 'target', this.#installation.store.targets)
    const request: WorkRequest = { kind: 'copy', backupId: id, targetId: target.id }
    return new JobService(this.#installation).enqueue(request, { trigger: 'manual', requestedBy })
  }

  /** What `remove` would throw of a backup; null where it would not. Throws `not_found`. */
  async refusalOf(id: string, terms: RemovalTerms): Promise<Failure | null> {
    return this.#installation.store.transaction(async (nouns) => {
      const refused = (error: unknown) => {
        if (error instanceof Failure && error.code === 'conflict') return error
        throw error
      }
      return removable([id], terms, nouns).then(() => null, refused)
    })
  }

  /**
   * Queues the removal of these backups with every copy. Throws `conflict` for a pinned one, when others could not be restored without them unless
   * those are removed too, and for the last good one of its source in its plan unless forced. A restore that reads from one is waited for.
   */
  async remove(ids: readonly string[], options: RemoveOptions): Promise<Job> {
    return this.#installation.store.transaction(async (nouns) => {
      const all = await removable(ids, options, nouns)
      const request: WorkRequest = { kind: 'prune', planId: null, backupIds: all.map(({ id }) => id), reason: options.reason ?? '' }
      return new JobService(this.#installation).enqueueIn(nouns, request, { trigger: 'manual', requestedBy: options.requestedBy ?? null })
    })
  }
}

type RemovalTerms = Pick<RemoveOptions, 'withDependants' | 'isForced'>

/** All that goes with these, in the order in which it may go. Throws what `BackupService.remove` throws. */
async function removable(ids: readonly string[], terms: RemovalTerms, nouns: Nouns): Promise<Backup[]> {
  const all = await withBroken(ids, terms, nouns)
  refusePinned(all)
  if (!terms.isForced) await refuseLastGood(all, nouns)
  return all
}

/** What is named, and what refers to it: those that refer first. Throws unless all of it may go together. */
async function withBroken(ids: readonly string[], { withDependants }: RemovalTerms, nouns: Nouns): Promise<Backup[]> {
  const named = new Map<string, Backup>()
  for (const id of ids) named.set(id, await expectBackup(id, nouns))
  const all = new Map<string, Backup>()
  for (const backup of named.values()) {
    const chain = new Map((await chainOf(backup, nouns)).map((member) => [member.id, member]))
    const broken = whatBreaks(backup.id, [...chain.values()]).map((id) => chain.get(id)!)
    const unnamed = broken.filter(({ id, state }) => !named.has(id) && state === 'kept')
    if (unnamed.length > 0 && !withDependants) throw breaking(backup, unnamed)
    for (const member of [...broken, backup]) all.set(member.id, member)
  }
  return [...all.values()]
}

function breaking(backup: Backup, broken: readonly Backup[]): Failure {
  const names = broken.slice(0, 5).map(({ name }) => name)
  const more = broken.length > names.length ? ` and ${broken.length - names.length} more` : ''
  return new Failure('conflict', `Without ${backup.name} these could not be restored any more: ${names.join(', ')}${more}.`, {
    remedy:
      'Keep it, or remove those first, or all of them at once: --with-dependants, or ?with_dependants=true in a request of the native API.',
    detail: { breaks: broken.map(({ id }) => id) },
  })
}

function refusePinned(backups: readonly Backup[]): void {
  const pinned = backups.find(({ isPinned }) => isPinned)
  if (pinned === undefined) return
  throw new Failure('conflict', `${pinned.name} is pinned, so it is not removed.`, {
    remedy: 'Unpin it first.',
    detail: { backupId: pinned.id },
  })
}

/** Nobody shall remove by mistake what a restore of that source would need. */
async function refuseLastGood(going: readonly Backup[], nouns: Nouns): Promise<void> {
  const ids = new Set(going.map(({ id }) => id))
  const byPlan = Map.groupBy(
    going.filter(({ planId, purpose }) => planId !== null && purpose === 'regular'),
    ({ planId }) => planId!,
  )
  for (const [planId, some] of byPlan) {
    const all = await nouns.backups.list({ planId, state: 'kept', purpose: 'regular' }, { limit: lineMax })
    const toSeen = await seer(all, nouns)
    const good = all.filter((backup) => toSeen(backup).isGood)
    const left = new Set(good.filter(({ id }) => !ids.has(id)).map(lineOf))
    const last = some.find((backup) => !left.has(lineOf(backup)) && good.some(({ id }) => id === backup.id))
    if (last === undefined) continue
    throw new Failure('conflict', `${last.name} is the last good backup of its source in this plan.`, {
      remedy: 'Make another one first, or remove it all the same: --force, or ?force=true in a request of the native API.',
      detail: { backupId: last.id },
    })
  }
}

/** The newest first. */
async function chainOf(backup: Backup, nouns: Pick<Nouns, 'backups'>): Promise<Backup[]> {
  return nouns.backups.list({ chainRoot: backup.chain.root }, { limit: chainMax })
}

async function expectBackup(id: string, nouns: Pick<Nouns, 'backups'>): Promise<Backup> {
  const backup = await nouns.backups.find(id)
  if (backup !== null) return backup
  throw new Failure('not_found', `There is no backup ${id}.`, { remedy: 'It may have been removed. Look at the list again.' })
}

async function expectKept(id: string, nouns: Pick<Nouns, 'backups'>): Promise<Backup> {
  const backup = await expectBackup(id, nouns)
  if (backup.state === 'kept') return backup
  throw new Failure('conflict', `The removal of ${backup.name} has begun already.`, {
    remedy: 'Make a new backup if its content is still needed.',
  })
}
