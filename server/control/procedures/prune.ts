import type { Backup } from '../../domain/backup.ts'
import { describeReason, type RetentionDecision } from '../../domain/retention.ts'
import type { RequestOf } from '../../domain/work.ts'
import { previewRetention } from '../../services/retention.ts'
import type { Nouns } from '../../store/store.ts'
import type { Outcome, Work } from '../procedure.ts'
import { finishRemovals } from './removals.ts'

/** Sentences beyond this number are left out: a job that removes ten thousand backups must stay readable. */
const sentencesMax = 100

/**
 * Removes what retention lets go of at this moment, or exactly what was named; in both cases also what an earlier try left behind. First all of it
 * is marked, in one transaction with the decision; only what is marked is ever touched at a target.
 */
export async function runPruneJob(work: Work<'prune'>): Promise<Outcome> {
  const { planId } = work.request
  const begun = await work.record((nouns) => (planId === null ? beginNamed(work, nouns) : beginByPolicy(work, planId, nouns)))
  for (const sentence of begun.warnings.slice(0, sentencesMax)) work.warn(sentence)
  const { result, removed, refusals } = await finishRemovals(work, begun.ids)
  for (const { name, reason } of removed.slice(0, sentencesMax)) work.note(`${name} was removed. ${reason}`)
  if (removed.length > sentencesMax) work.note(`${removed.length - sentencesMax} more were removed; the history names each.`)
  for (const sentence of refusals.slice(0, sentencesMax)) work.warn(sentence)
  if (refusals.length > sentencesMax) work.warn(`${refusals.length - sentencesMax} more could not be removed yet.`)
  if (removed.length === 0 && refusals.length === 0 && begun.warnings.length === 0) work.note('There is nothing to remove.')
  return { result, backupIds: removed.slice(0, 1000).map(({ id }) => id) }
}

interface Begun {
  /** What is to be removed now. */
  readonly ids: readonly string[]
  readonly warnings: readonly string[]
}

/** The decision and the marks are one transaction, so that nothing can come to need or to hold on to a backup in between. */
async function beginByPolicy({ installation }: Work<'prune'>, planId: string, nouns: Nouns): Promise<Begun> {
  const plan = await nouns.plans.find(planId)
  if (plan === null) return { ids: [], warnings: ['The plan was removed in the meantime, so nothing is removed by its retention.'] }
  const now = installation.seams.clock.now()
  const { refusal, removals, decisions } = await previewRetention(plan, plan.settings.retention, { nouns, now })
  if (refusal !== null) return { ids: [], warnings: [refusal] }
  const pending = await nouns.backups.list({ planId, state: 'delete_pending' }, { limit: 1_000_000 })
  const decided = new Map(decisions.map((decision) => [decision.backup.id, decision]))
  for (const id of removals) {
    const decision = decided.get(id)!
    await mark(decision.backup, { nouns, now, id: installation.newId(), reason: sentencesOf(decision) })
  }
  return { ids: [...removals, ...pending.map(({ id }) => id)], warnings: [] }
}

/** Of what was named: what nothing else that is kept refers to, and what nobody has pinned in the meantime. */
async function beginNamed({ request, installation }: Work<'prune'>, nouns: Nouns): Promise<Begun> {
  const now = installation.seams.clock.now()
  const found = await nouns.backups.findMany(request.backupIds)
  const { fit, warnings } = await fitAmong(
    found.filter(({ state }) => state === 'kept'),
    nouns,
  )
  for (const backup of fit) await mark(backup, { nouns, now, id: installation.newId(), reason: reasonOf(request) })
  const pending = found.filter(({ state }) => state === 'delete_pending')
  return { ids: [...fit, ...pending].map(({ id }) => id), warnings }
}

async function fitAmong(named: readonly Backup[], nouns: Nouns): Promise<{ fit: Backup[]; warnings: string[] }> {
  const candidates = new Map(named.map((backup) => [backup.id, backup]))
  const warnings: string[] = []
  for (let isStable = false; !isStable; ) {
    isStable = true
    for (const backup of [...candidates.values()]) {
      const holder = await holderOf(backup, candidates, nouns)
      if (holder === null) continue
      warnings.push(`${backup.name} is not removed: ${holder}.`)
      candidates.delete(backup.id)
      isStable = false
    }
  }
  return { fit: [...candidates.values()], warnings }
}

/** Why it must stay; null when it may go together with the other candidates. */
async function holderOf(backup: Backup, candidates: ReadonlyMap<string, Backup>, nouns: Nouns): Promise<string | null> {
  if (backup.isPinned) return 'it is pinned'
  const ids = (await nouns.backups.dependants(backup.id)).filter((id) => !candidates.has(id))
  const kept = (await nouns.backups.findMany(ids)).find(({ state }) => state === 'kept')
  return kept === undefined ? null : `${kept.name}, which is kept, refers to it`
}

/** From here on nothing new may refer to it, and it is no longer offered; how its removal goes on is written into the same entry of the history. */
async function mark(backup: Backup, by: { nouns: Nouns; now: Date; id: string; reason: string }): Promise<void> {
  const { nouns, now, id, reason } = by
  if (!(await nouns.backups.markForRemoval(backup.id))) return
  for (const copy of await nouns.copies.list(backup.id)) await nouns.copies.setState(copy, 'delete_pending', null)
  const { id: backupId, name: backupName, planId, sizeBytes } = backup
  await nouns.cleanups.insert({ id, backupId, backupName, planId, at: now, sizeBytes, reason, outcome: 'delete_pending', failure: null })
}

function sentencesOf({ reasons }: RetentionDecision): string {
  return reasons.map(describeReason).join(' ')
}

function reasonOf({ reason }: RequestOf<'prune'>): string {
  return reason === '' ? 'Somebody removed it.' : reason
}
