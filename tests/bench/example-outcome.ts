import type { Outcome, Run } from './outcome.ts'

/** An outcome with what a test doesn't care about filled in. */
export function exampleOutcome(given: Partial<Omit<Outcome, 'runs'>> & { readonly runs?: readonly Partial<Run>[] }): Outcome {
  const { runs = [{}], ...rest } = given
  return {
    series: 'sqlite',
    seriesTitle: 'SQLite',
    step: 'first',
    stepTitle: 'first backup',
    tool: 'holdfast',
    problem: null,
    isSkipped: false,
    ...rest,
    runs: runs.map((run) => ({
      wallSeconds: 1,
      cpuSeconds: 1,
      treePeakBytes: 2 ** 20,
      largestPeakBytes: 2 ** 20,
      othersCpuSeconds: 0,
      storedBytes: 1e6,
      ...run,
    })),
  }
}
