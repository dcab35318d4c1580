import type { FailureRecord } from '../../../plugins/failure.ts'
import type { Backup, Copy } from '../../domain/backup.ts'
import { referrersOf } from '../../domain/chain-rule.ts'
import type { RemoveResult, RemoveSpecification } from '../../domain/job.ts'
import type { Target } from '../../domain/target.ts'
import type { Nouns } from '../../store/store.ts'
import { frame, targetUse } from '../freeze.ts'
import type { Work } from '../procedure.ts'

/** After so many backups it is written down what became of them: whoever is killed then has little to do again. */
const atOnce = 200
/** So many archives are told of in the result of the job. */
const toldMax = 1000

export interface Removed {
  readonly id: string
  readonly name: string
  readonly reason: string
}

/** What became of removals that had begun. */
export interface Removals {
  readonly result: RemoveResult
  readonly removed: readonly Removed[]
  /** Sentences about what could not be removed yet. */
  readonly refusals: readonly string[]
}

/** What of the work a removal takes. */
type Removing = Pick<Work, 'installation' | 'step' | 'record'>

/** A copy that is to go, where it is, and what became of that. */
interface Doomed {
  readonly copy: Copy
  readonly target: Target
  readonly failure: FailureRecord | null
}

/**
 * Removes the archives of backups that are marked for it, and forgets each when no copy is left. Those that refer go before those that are referred
 * to: what something needs that could not be removed stays. What is refused stays marked, with the reason, for the next try.
 */
export async function finishRemovals(work: Removing, ids: readonly string[]): Promise<Removals> {
  const archives: RemoveResult['archives'][number][] = []
  const removed: Removed[] = []
  const refusals: string[] = []
  let waiting = ids
  for (;;) {
    const { ready, blocked } = await split(waiting, work.installation.store)
    for (let from = 0; from < ready.length; from += atOnce) {
      const some = ready.slice(from, from + atOnce)
      const doomed = await removeArchives(work, some)
      const settled = await work.record((nouns) => settleAll(some, { doomed, nouns, work }))
      archives.push(...doomed.slice(0, toldMax - archives.length).map(({ copy, failure }) => ({ key: copy.key, failure })))
      removed.push(...settled.removed)
      refusals.push(...settled.refusals)
    }
    waiting = blocked.map(({ id }) => id)
    if (ready.length > 0) continue
    refusals.push(...blocked.map(({ name }) => `${name} is kept for now, because what refers to it could not be removed yet.`))
    return { result: { kind: 'remove', archives }, removed, refusals }
  }
}

/** Of these those that nothing refers to any more, and those that must wait for that. What isn't marked or is gone is in neither. */
async function split(ids: readonly string[], nouns: Nouns): Promise<{ ready: Backup[]; blocked: Backup[] }> {
  const backups = (await nouns.backups.findMany(ids)).filter(({ state }) => state === 'delete_pending')
  const referring = await nouns.backups.dependantsOf(backups.map(({ id }) => id))
  const referrers = referrersOf(await nouns.backups.findMany([...referring]))
  const { ready = [], blocked = [] } = Object.groupBy(backups, ({ id }) => (referrers.has(id) ? 'blocked' : 'ready'))
  return { ready, blocked }
}

/** One step for all copies of these backups, wherever they are; a target that isn't there costs the others nothing. */
async function removeArchives(work: Removing, backups: readonly Backup[]): Promise<Doomed[]> {
  const { installation } = work
  const targets = new Map((await installation.store.targets.list()).map((target) => [target.id, target]))
  const copies = [...(await installation.store.copies.listMany(backups.map(({ id }) => id))).values()].flat()
  if (copies.length === 0) return []
  const placed = copies.map((copy) => ({ copy, target: targets.get(copy.targetId)! }))
  const specification: RemoveSpecification = {
    ...frame(installation),
    kind: 'remove',
    archives: placed.map(({ copy, target }) => ({ target: targetUse(target), key: copy.key })),
  }
  const { archives } = (await work.step('remove', specification)) as RemoveResult
  return placed.map((place, at) => ({ ...place, failure: archives[at]!.failure }))
}

interface Settling {
  readonly doomed: readonly Doomed[]
  readonly nouns: Nouns
  readonly work: Removing
}

async function settleAll(backups: readonly Backup[], settling: Settling): Promise<Pick<Removals, 'removed' | 'refusals'>> {
  const byBackup = Map.groupBy(settling.doomed, ({ copy }) => copy.backupId)
  const removed: Removed[] = []
  const refusals: string[] = []
  for (const backup of backups) {
    const refused = await settleCopies(byBackup.get(backup.id) ?? [], settling.nouns)
    const reason = await settle(backup, refused, settling)
    if (refused.length === 0) removed.push({ id: backup.id, name: backup.name, reason })
    for (const { copy, target, failure } of refused) refusals.push(`${copy.key} is still at ${target.name}: ${sentence(failure?.message)}`)
  }
  return { removed, refusals }
}

/** Forgets the copies that are gone, and resolves with those that are not. */
async function settleCopies(doomed: readonly Doomed[], nouns: Nouns): Promise<Doomed[]> {
  const refused = doomed.filter(({ failure }) => failure !== null)
  for (const { copy, failure } of doomed) {
    if (failure === null) await nouns.copies.forget(copy)
    else await nouns.copies.setState(copy, 'delete_pending', failure.message)
  }
  return refused
}

/** Writes into the history how the removal went on, forgets the backup if nothing is left of it, and resolves with why it was ordered. */
async function settle(backup: Backup, refused: readonly Doomed[], { nouns, work }: Settling): Promise<string> {
  const { id: backupId, name: backupName, planId, sizeBytes } = backup
  const isGone = refused.length === 0
  const failure = isGone ? null : refused.map((one) => `${one.target.name}: ${one.failure?.message}`).join('; ')
  const outcome = { at: work.installation.seams.clock.now(), outcome: isGone ? ('removed' as const) : ('delete_pending' as const), failure }
  const ordered = await nouns.cleanups.settle(backupId, outcome)
  const reason = ordered ?? 'Its removal had begun before.'
  if (ordered === null)
    await nouns.cleanups.insert({ id: work.installation.newId(), backupId, backupName, planId, sizeBytes, reason, ...outcome })
  if (isGone) await nouns.backups.forget(backupId)
  return reason
}

function sentence(message = 'nobody knows why'): string {
  return /[.!?]$/.test(message) ? message : `${message}.`
}
