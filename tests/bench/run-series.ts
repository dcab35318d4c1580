import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { shell } from './command.ts'
import { measure, run } from './measure.ts'
import type { Outcome, Run } from './outcome.ts'
import { type Attempt, isNeeded, type Series, type Step } from './series.ts'
import { sizeOf } from './size.ts'

export interface Frame {
  readonly runs: number
  readonly only: RegExp
  readonly folder: string
  readonly installed: ReadonlySet<string>
  readonly signal: AbortSignal
  /** What was measured so far; it is reported after an abort, too. */
  readonly outcomes: Map<string, Outcome>
  say(line: string): void
}

/** Goes through the series `runs` times; within each, the tools take turns at every step. One that fails is reported as such and the rest goes on. */
export async function runSeries(series: Series, frame: Frame): Promise<void> {
  for (let turn = 1; turn <= frame.runs; turn++) {
    const folder = join(frame.folder, series.name)
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true })
    const steps = await series.begin(folder)
    for (const step of steps) {
      const attempts = step.attempts.filter((attempt) => isNeeded(attempt, { series, steps, step, only: frame.only }))
      if (attempts.length > 0) await step.prepare?.()
      for (const attempt of attempts) {
        const result = await runAttempt(attempt, frame)
        record(frame.outcomes, { series, step, attempt }, result)
        frame.say(`${series.name}/${step.name}/${attempt.tool} ${turn}/${frame.runs}: ${describe(result)}`)
      }
    }
    await rm(folder, { recursive: true, force: true })
  }
}

type Result = Run | { readonly problem: string; readonly isSkipped: boolean }

async function runAttempt(attempt: Attempt, frame: Frame): Promise<Result> {
  const missing = attempt.programs.filter((program) => !frame.installed.has(program))
  if (missing.length > 0) return { problem: `${missing.join(', ')} not installed`, isSkipped: true }
  try {
    await attempt.before?.()
    const sizeBefore = attempt.storesIn === undefined ? 0 : await sizeOf(attempt.storesIn)
    // What was written before must not be written back at this command's expense.
    await run({ ...shell('sync -f .'), folder: frame.folder }, frame.signal)
    const { usage, output } = await measure(attempt.command(), frame.signal)
    const storedBytes = attempt.storesIn === undefined ? null : (await sizeOf(attempt.storesIn)) - sizeBefore
    await attempt.check?.(output)
    return { ...usage, storedBytes }
  } catch (error) {
    frame.signal.throwIfAborted()
    return { problem: error instanceof Error ? error.message : String(error), isSkipped: false }
  }
}

function record(outcomes: Map<string, Outcome>, place: { series: Series; step: Step; attempt: Attempt }, result: Result): void {
  const { series, step, attempt } = place
  const key = [series.name, step.name, attempt.tool].join('\0')
  const outcome = outcomes.get(key) ?? {
    series: series.name,
    seriesTitle: series.title,
    step: step.name,
    stepTitle: step.title,
    tool: attempt.tool,
    runs: [],
    problem: null,
    isSkipped: false,
  }
  outcomes.set(
    key,
    'problem' in result
      ? { ...outcome, problem: result.problem, isSkipped: result.isSkipped }
      : { ...outcome, runs: [...outcome.runs, result] },
  )
}

function describe(result: Result): string {
  if ('problem' in result) return `${result.isSkipped ? 'skipped' : 'FAILED'}: ${result.problem.slice(0, 500)}`
  const { wallSeconds, cpuSeconds, treePeakBytes, storedBytes, othersCpuSeconds } = result
  const stored = storedBytes === null ? '' : `, ${(storedBytes / 1e6).toFixed(2)} MB stored`
  const others = othersCpuSeconds > wallSeconds / 4 ? `, others used ${othersCpuSeconds.toFixed(1)} s` : ''
  return `${wallSeconds.toFixed(2)} s, CPU ${cpuSeconds.toFixed(2)} s, ${(treePeakBytes / 2 ** 20).toFixed(0)} MiB${stored}${others}`
}
