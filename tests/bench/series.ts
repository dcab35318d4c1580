import type { Command } from './command.ts'

/** One command that is measured. */
export interface Attempt {
  /** As the table names it. */
  readonly tool: string
  /** What must be installed. */
  readonly programs: readonly string[]
  /** Which repository it works on; one that writes to it also runs when only a later one on the same repository was asked for. */
  readonly repository?: string
  readonly isWriter?: boolean
  /** The file or folder whose growth is what was stored. */
  readonly storesIn?: string
  /** Not measured. */
  before?(): Promise<void>
  command(): Command
  /** Not measured. Throws when the command's result is not what it should be. */
  check?(output: string): Promise<void>
}

/** Commands that do the same, in the order in which they take turns. Ours comes first. */
export interface Step {
  readonly name: string
  readonly title: string
  /** Not measured: brings the source into the state that the commands meet. */
  prepare?(): Promise<void>
  readonly attempts: readonly Attempt[]
}

/** Steps on one workload; each run goes through all of them with repositories of its own. */
export interface Series {
  readonly name: string
  readonly title: string
  /** `folder` is empty and is removed after the run. */
  begin(folder: string): Promise<readonly Step[]>
}

/** Whether an attempt must run: it was asked for, or it writes what one that was asked for reads. */
export function isNeeded(attempt: Attempt, place: { series: Series; steps: readonly Step[]; step: Step; only: RegExp }): boolean {
  const { series, steps, step, only } = place
  const isAskedFor = (at: Step, candidate: Attempt) => only.test(`${series.name}/${at.name}/${candidate.tool}`)
  if (isAskedFor(step, attempt)) return true
  if (attempt.isWriter !== true) return false
  const later = steps.slice(steps.indexOf(step) + 1)
  return later.some((at) => at.attempts.some((other) => other.repository === attempt.repository && isAskedFor(at, other)))
}
