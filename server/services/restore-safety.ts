import type { ProbeResult } from '../domain/job.ts'
import type { Plan } from '../domain/plan.ts'
import type { RestoreProblem } from '../domain/restore.ts'
import type { Source } from '../domain/source.ts'
import type { Target } from '../domain/target.ts'
import type { RestoreFacts } from './restore-facts.ts'

/** What is at the destination: its report, nothing, or the reason why nobody can tell. */
export type Presence =
  | { readonly report: ProbeResult; readonly problem: null }
  | { readonly report: null; readonly problem: RestoreProblem | null }

/** What a safety backup is made with: where its targets are, and whose it then is. */
export interface SafetyChoice {
  readonly isNeeded: boolean
  /** Why it is not made, or not needed. */
  readonly reason: string
  /** Where it may go, in the order in which they are tried. */
  readonly targets: readonly Target[]
  readonly source: Source | null
  readonly plan: Plan | null
}

/** True or false where it is known whether a restore would overwrite anything. */
export function holdsData({ report, problem }: Presence): boolean | null {
  if (report === null) return problem === null ? false : null
  if (report.isEmpty !== undefined) return !report.isEmpty
  return report.tableCount > 0 ? true : null
}

/** Whether and where the destination is backed up first: to the targets of its plan, else to where the backup lies, else to any. */
export function chooseSafety(facts: RestoreFacts, presence: Presence): SafetyChoice {
  const { request, destination, targets, copies } = facts
  const source = destination.source ?? sameSource(facts, presence)
  const plans = source === null ? [] : facts.plans.filter(({ sourceIds }) => sourceIds.includes(source.id))
  const plan = plans.find(({ id }) => id === facts.backup?.planId) ?? plans[0] ?? null
  const ofPlan = (plan?.targetIds ?? []).flatMap((id) => targets.find((target) => target.id === id) ?? [])
  const ofCopy = copies.slice(0, 1).map(({ target }) => target)
  const chosen = ofPlan.length > 0 ? ofPlan : ofCopy.length > 0 ? ofCopy : targets
  return { ...needOfSafety(request, presence), targets: chosen, source, plan }
}

function needOfSafety({ isSafe, existing }: RestoreFacts['request'], presence: Presence): Pick<SafetyChoice, 'isNeeded' | 'reason'> {
  if (holdsData(presence) === false)
    return { isNeeded: false, reason: 'There is nothing at the destination yet that would have to be kept safe.' }
  if (!isSafe) return { isNeeded: false, reason: 'No safety backup was wished for: this restore can not be undone.' }
  if (existing === 'refuse') return { isNeeded: false, reason: 'Nothing that is there is touched.' }
  return { isNeeded: true, reason: 'What is there now is backed up first, so that the restore can be undone.' }
}

/** A place may be one that is kept as a source. */
function sameSource({ sources, destination }: RestoreFacts, { report }: Presence): Source | null {
  if (report === null) return null
  return sources.find(({ identity, dialect }) => identity === report.identity && dialect === destination.dialect) ?? null
}
