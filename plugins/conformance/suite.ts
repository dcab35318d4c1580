/** The two functions that vitest, node:test, mocha and others share. */
export interface Runner {
  describe(name: string, body: () => void): unknown
  test(name: string, body: () => Promise<void>): unknown
}

export interface Trial {
  /** A sentence about what a right plugin does. */
  readonly name: string
  /** Rejects when the plugin doesn't. */
  run(): Promise<void>
}

export interface Group {
  readonly name: string
  readonly trials: readonly Trial[]
}

/** Hands every trial to a test runner. */
export function register(groups: readonly Group[], title: string, runner: Runner): void {
  runner.describe(title, () => {
    for (const group of groups) {
      runner.describe(group.name, () => {
        for (const trial of group.trials) runner.test(trial.name, trial.run)
      })
    }
  })
}

export interface TrialResult {
  readonly group: string
  readonly name: string
  /** Null when it passed. */
  readonly error: unknown
}

/** Runs every trial without any test runner, one after the other. */
export async function* runTrials(groups: readonly Group[]): AsyncGenerator<TrialResult, void, void> {
  for (const group of groups) {
    for (const { name, run } of group.trials) {
      let error: unknown = null
      try {
        await run()
      } catch (thrown) {
        error = thrown ?? new Error('it threw nothing')
      }
      yield { group: group.name, name, error }
    }
  }
}
