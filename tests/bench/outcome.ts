import type { Usage } from './measure.ts'
import { median } from './median.ts'

export interface Run extends Usage {
  /** Null where nothing is stored. */
  readonly storedBytes: number | null
}

/** All runs of one tool at one step. */
export interface Outcome {
  readonly series: string
  readonly seriesTitle: string
  readonly step: string
  readonly stepTitle: string
  readonly tool: string
  readonly runs: readonly Run[]
  /** Why a run failed or none was tried; figures of a tool that failed once are not shown. */
  readonly problem: string | null
  readonly isSkipped: boolean
}

/** The median of each figure; null when a run failed, was wrong, or was skipped. */
export function medianRun(outcome: Outcome): Run | null {
  if (outcome.problem !== null || outcome.runs.length === 0) return null
  const of = (figure: (run: Run) => number) => median(outcome.runs.map(figure))
  return {
    wallSeconds: of((run) => run.wallSeconds),
    cpuSeconds: of((run) => run.cpuSeconds),
    treePeakBytes: of((run) => run.treePeakBytes),
    largestPeakBytes: of((run) => run.largestPeakBytes),
    othersCpuSeconds: of((run) => run.othersCpuSeconds),
    storedBytes: outcome.runs.some((run) => run.storedBytes === null) ? null : of((run) => run.storedBytes ?? 0),
  }
}
