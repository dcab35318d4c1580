import { Failure } from '../../plugins/failure.ts'
import type { Plan } from '../domain/plan.ts'
import type { Source } from '../domain/source.ts'
import type { Target } from '../domain/target.ts'
import type { Job } from '../domain/work.ts'
import { memberIds } from '../plugins/bundle-members.ts'
import type { Nouns } from '../store/store.ts'
import type { Noun } from './names.ts'

/** What removing a noun would break. */
export interface Consequences {
  readonly noun: Noun
  readonly name: string
  /** The plans that lose it, by name. */
  readonly plans: readonly string[]
  /** Those of them that then have no source or no target left, and are paused. */
  readonly pausedPlans: readonly string[]
  /** The bundles that it is a member of, by name. As long as there is one nothing is removed: they would no longer be whole. */
  readonly bundles: readonly string[]
  /** They are cancelled. */
  readonly pendingJobs: number
  /** As long as there is one nothing is removed. */
  readonly runningJobs: number
  /** They stay, but belong to no such source or plan any more: retention leaves them alone. */
  readonly backups: number
  /** They stay where they are, but are forgotten until the target is added and rescanned. */
  readonly copies: number
  /** Backups of which every copy is among these: they are forgotten too. */
  readonly forgottenBackups: number
}

const jobsMax = 100_000
const unfinished = ['pending', 'running'] as const

export async function consequencesOfSource(source: Source, nouns: Nouns): Promise<Consequences> {
  const plans = (await nouns.plans.list()).filter(({ sourceIds }) => sourceIds.includes(source.id))
  const bundles = (await nouns.sources.list()).filter((one) => memberIds(one).includes(source.id))
  return {
    ...nothing('source', source.name),
    bundles: bundles.map(({ name }) => name),
    ...affected(plans, ({ sourceIds }) => sourceIds.length === 1),
    ...countJobs(await nouns.jobs.list({ sourceId: source.id, states: unfinished }, { limit: jobsMax })),
    backups: await nouns.backups.count({ sourceId: source.id }),
  }
}

export async function consequencesOfTarget(target: Target, nouns: Nouns): Promise<Consequences> {
  const plans = (await nouns.plans.list()).filter(({ targetIds }) => targetIds.includes(target.id))
  return {
    ...nothing('target', target.name),
    ...affected(plans, ({ targetIds }) => targetIds.length === 1),
    ...countJobs(await jobsAtTarget(target, plans, nouns)),
    copies: await nouns.copies.countAtTarget(target.id),
    forgottenBackups: await nouns.copies.countOnlyAtTarget(target.id),
  }
}

export async function consequencesOfPlan(plan: Plan, nouns: Nouns): Promise<Consequences> {
  return {
    ...nothing('plan', plan.name),
    ...countJobs(await nouns.jobs.list({ planId: plan.id, states: unfinished }, { limit: jobsMax })),
    backups: await nouns.backups.count({ planId: plan.id }),
  }
}

/** Throws `conflict` unless nothing would break, or it is wished all the same; and always while a job runs or a bundle is made that stands on it. */
export function refuseRemoval(consequences: Consequences, { isForced }: { readonly isForced: boolean }): void {
  const { noun, name, runningJobs } = consequences
  const detail = { consequences }
  refuseMember(consequences)
  if (runningJobs > 0) {
    throw new Failure(
      'conflict',
      `The ${noun} "${name}" is in use: ${counted(runningJobs, 'job')} with it ${verb(runningJobs, 'is', 'are')} running.`,
      {
        remedy: 'Wait for the end, or cancel what runs; "holdfast jobs" shows it.',
        detail,
      },
    )
  }
  const sentences = describeConsequences(consequences)
  if (isForced || sentences.length === 0) return
  throw new Failure('conflict', `Removing the ${noun} "${name}" has consequences. ${sentences.join(' ')}`, {
    remedy: 'If that is meant, force it: --force on the command line, ?force=true in a request.',
    detail,
  })
}

function refuseMember(consequences: Consequences): void {
  const { noun, name, bundles } = consequences
  if (bundles.length === 0) return
  throw new Failure('conflict', `The ${noun} "${name}" belongs to ${list('bundle', bundles)}.`, {
    remedy: `Give it other members first ("holdfast source set ${bundles[0]} --set members=…"), or remove the bundle.`,
    detail: { consequences },
  })
}

/** What would break, as English sentences; none when nothing would. */
export function describeConsequences(consequences: Consequences): string[] {
  const { noun, plans, bundles, pausedPlans, pendingJobs, backups, copies, forgottenBackups } = consequences
  const sentences: string[] = []
  if (bundles.length > 0) sentences.push(`It belongs to ${list('bundle', bundles)}.`)
  if (plans.length > 0) sentences.push(`${list('Plan', plans)} ${verb(plans.length, 'loses', 'lose')} it.`)
  if (pausedPlans.length > 0) {
    sentences.push(
      `${list('Plan', pausedPlans)} ${verb(pausedPlans.length, 'has', 'have')} no other ${noun} and ${verb(pausedPlans.length, 'is', 'are')} paused.`,
    )
  }
  if (pendingJobs > 0) sentences.push(`${counted(pendingJobs, 'waiting job')} ${verb(pendingJobs, 'is', 'are')} cancelled.`)
  if (backups > 0)
    sentences.push(`${counted(backups, 'backup')} ${verb(backups, 'stays', 'stay')}, but no retention looks after them any more.`)
  if (copies > 0) {
    sentences.push(
      `${counted(copies, 'copy', 'copies')} there ${verb(copies, 'is', 'are')} forgotten; the archives stay, and a rescan finds them again.`,
    )
  }
  if (forgottenBackups > 0) {
    sentences.push(
      `${counted(forgottenBackups, 'backup')} with no copy elsewhere ${verb(forgottenBackups, 'is', 'are')} forgotten as well.`,
    )
  }
  return sentences
}

/** Run it in a transaction, after `refuseRemoval`. */
export async function removeSource(source: Source, nouns: Nouns, now: Date): Promise<void> {
  const waiting = await nouns.jobs.list({ sourceId: source.id, states: ['pending'] }, { limit: jobsMax })
  await cancelAll(waiting, nouns, now)
  for (const plan of await nouns.plans.list()) {
    if (!plan.sourceIds.includes(source.id)) continue
    await nouns.plans.update(withoutLosses({ ...plan, sourceIds: plan.sourceIds.filter((id) => id !== source.id) }, now))
  }
  await nouns.sources.remove(source.id)
}

/** Run it in a transaction, after `refuseRemoval`. */
export async function removeTarget(target: Target, nouns: Nouns, now: Date): Promise<void> {
  const plans = (await nouns.plans.list()).filter(({ targetIds }) => targetIds.includes(target.id))
  await cancelAll(await jobsAtTarget(target, plans, nouns), nouns, now)
  for (const plan of plans) {
    await nouns.plans.update(withoutLosses({ ...plan, targetIds: plan.targetIds.filter((id) => id !== target.id) }, now))
  }
  await nouns.copies.forgetTarget(target.id)
  await nouns.targets.remove(target.id)
}

/** Run it in a transaction, after `refuseRemoval`. */
export async function removePlan(plan: Plan, nouns: Nouns, now: Date): Promise<void> {
  const waiting = await nouns.jobs.list({ planId: plan.id, states: ['pending'] }, { limit: jobsMax })
  await cancelAll(waiting, nouns, now)
  await nouns.plans.remove(plan.id)
}

/** A plan with nothing to back up, or nowhere to, rests until somebody gives it that again and resumes it. */
function withoutLosses(plan: Plan, now: Date): Plan {
  const updated = { ...plan, updatedAt: now }
  if (plan.sourceIds.length > 0 && plan.targetIds.length > 0) return updated
  return { ...updated, isPaused: true, nextSlot: null, nextRunAt: null, nextVerifyAt: null }
}

/** Everything unfinished that writes there, or that is about a backup with a copy there. */
async function jobsAtTarget(target: Target, plans: readonly Plan[], nouns: Nouns): Promise<Job[]> {
  const planIds = new Set(plans.map(({ id }) => id))
  const jobs: Job[] = []
  for (const job of await nouns.jobs.list({ states: unfinished }, { limit: jobsMax })) {
    const isNamed = job.targetId === target.id || (job.request.kind === 'backup' && job.request.targetIds?.includes(target.id) === true)
    const isOfPlan = job.planId !== null && planIds.has(job.planId)
    if (isNamed || isOfPlan || (await isCopyOf(job.backupId, target, nouns))) jobs.push(job)
  }
  return jobs
}

async function isCopyOf(backupId: string | null, target: Target, nouns: Nouns): Promise<boolean> {
  if (backupId === null) return false
  return (await nouns.copies.list(backupId)).some(({ targetId }) => targetId === target.id)
}

async function cancelAll(jobs: readonly Job[], nouns: Nouns, now: Date): Promise<void> {
  for (const { id } of jobs) await nouns.jobs.requestCancel(id, now)
}

function nothing(noun: Noun, name: string): Consequences {
  return { noun, name, plans: [], bundles: [], pausedPlans: [], pendingJobs: 0, runningJobs: 0, backups: 0, copies: 0, forgottenBackups: 0 }
}

function affected(plans: readonly Plan[], losesAll: (plan: Plan) => boolean): Pick<Consequences, 'plans' | 'pausedPlans'> {
  const names = (some: readonly Plan[]) => some.map(({ name }) => name)
  return { plans: names(plans), pausedPlans: names(plans.filter((plan) => losesAll(plan) && !plan.isPaused)) }
}

function countJobs(jobs: readonly Job[]): Pick<Consequences, 'pendingJobs' | 'runningJobs'> {
  const runningJobs = jobs.filter(({ state }) => state === 'running').length
  return { runningJobs, pendingJobs: jobs.length - runningJobs }
}

function counted(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`
}

function verb(number: number, one: string, many: string): string {
  return number === 1 ? one : many
}

function list(noun: string, names: readonly string[]): string {
  return `${noun}${names.length === 1 ? '' : 's'} ${names.map((name) => `"${name}"`).join(', ')}`
}
