import type { Backup } from '../domain/backup.ts'
import type { Plan } from '../domain/plan.ts'
import type { RetainedBackup } from '../domain/retention.ts'
import type { Nouns } from '../store/store.ts'

/** More than any plan keeps; what is beyond is not decided about, and so not removed. */
const backupsMax = 1_000_000

/** Jobs that stand on a backup as long as they are not at their end. */
const usingKinds = ['restore', 'verify', 'copy'] as const
const jobsMax = 100_000

/** A backup beside what retention sees of it. */
export interface Seen {
  readonly backup: Backup
  readonly retained: RetainedBackup
}

/** Everything that retention must know of to decide about a plan. */
export interface SeenPlan {
  /** What it decides about: the plan's own, and safety backups of its sources that belong to no plan. The newest first. */
  readonly own: readonly Seen[]
  /**
   * What it never decides about, but what refers to something of the plan or is referred to by it: backups elsewhere, and those whose removal has
   * begun, because as long as their archives are there they hold what they refer to.
   */
  readonly others: readonly Seen[]
}

/** All that there is of a plan. Read it in the transaction that acts on it. */
export async function seenPlan(plan: Pick<Plan, 'id' | 'sourceIds' | 'settings'>, nouns: Nouns): Promise<SeenPlan> {
  const all = await nouns.backups.list({ planId: plan.id }, { limit: backupsMax })
  const safety: Backup[] = []
  for (const sourceId of plan.sourceIds) {
    const found = await nouns.backups.list({ sourceId, purpose: 'safety', state: 'kept' }, { limit: backupsMax })
    safety.push(...found.filter(({ planId }) => planId === null))
  }
  const own = [...all.filter(({ state }) => state === 'kept'), ...safety]
  const going = all.filter(({ state }) => state === 'delete_pending')
  const others = [...going, ...(await bystanders([...own, ...going], nouns))]
  const toSeen = await seer([...own, ...others], nouns)
  const isWhole = ({ scope }: Backup) => scope !== 'partial' || plan.settings.tables !== null
  return {
    own: own.map((backup) => ({ backup, retained: fitted(toSeen(backup), isWhole(backup)) })),
    // As if somebody had uploaded them: they fill no count and set no age, and nothing removes them or what they need.
    others: others.map((backup) => ({ backup, retained: { ...toSeen(backup), purpose: 'upload' as const } })),
  }
}

/** A few tables made by hand are no backup of what the plan is about. */
function fitted(retained: RetainedBackup, isWhole: boolean): RetainedBackup {
  return isWhole ? retained : { ...retained, isGood: false }
}

/** Whatever outside of these refers to one of them or is referred to, and so on. */
async function bystanders(backups: readonly Backup[], nouns: Nouns): Promise<Backup[]> {
  const known = new Set(backups.map(({ id }) => id))
  const found: Backup[] = []
  let edge = backups
  while (edge.length > 0) {
    const touched = await nouns.backups.dependantsOf(edge.map(({ id }) => id))
    for (const { needs } of edge) for (const id of needs) touched.add(id)
    const fresh = [...touched].filter((id) => !known.has(id))
    for (const id of fresh) known.add(id)
    edge = fresh.length === 0 ? [] : await nouns.backups.findMany(fresh)
    found.push(...edge)
  }
  return found
}

/** How retention sees each of these backups. */
export async function seer(backups: readonly Backup[], nouns: Nouns): Promise<(backup: Backup) => RetainedBackup> {
  const held = await nouns.verifications.failedChains()
  const present = await presentAmong(backups, nouns)
  const used = await backupsInUse(nouns)
  return (backup) => {
    const { id, startedAt, sizeBytes, trust, mode, isSizePlausible, isPinned, purpose, needs, chain, state } = backup
    const isGood = state === 'kept' && present.has(id)
    const known = { id, startedAt, sizeBytes, trust, mode, isSizePlausible, isPinned, purpose, needs }
    return { ...known, line: lineOf(backup), isGood, chainHeld: held.has(chain.root), isInUse: used.has(id), isRemovable: true }
  }
}

/** Backups of one source are one line, also when the source is gone. */
export function lineOf({ sourceId, source }: Pick<Backup, 'sourceId' | 'source'>): string {
  return sourceId ?? source.digest
}

/** The backups that a job stands on that runs or waits. */
export async function backupsInUse(nouns: Pick<Nouns, 'jobs'>): Promise<Set<string>> {
  const used = new Set<string>()
  for (const kind of usingKinds) {
    const jobs = await nouns.jobs.list({ kind, states: ['pending', 'running'] }, { limit: jobsMax })
    for (const { backupId } of jobs) if (backupId !== null) used.add(backupId)
  }
  return used
}

/** The ids of those of which some copy is neither missing nor damaged: nothing else counts as a backup to fall back on. */
async function presentAmong(backups: readonly Backup[], nouns: Nouns): Promise<Set<string>> {
  const present = new Set<string>()
  const ids = backups.map(({ id }) => id)
  for (let from = 0; from < ids.length; from += 1000) {
    const copies = await nouns.copies.listMany(ids.slice(from, from + 1000))
    for (const [id, some] of copies) if (some.some(({ state }) => state === 'kept')) present.add(id)
  }
  return present
}
