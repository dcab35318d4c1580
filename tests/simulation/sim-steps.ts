import { Failure } from '../../plugins/failure.ts'
import type { StartStep } from '../../server/control/procedure.ts'
import type { JobEvent, JobSpecification } from '../../server/domain/job.ts'
import type { EndReason } from '../../server/engine/conclusion.ts'
import type { Terminal } from '../../server/engine/context.ts'
import type { RunningJob } from '../../server/engine/runner.ts'
import { type Life, never } from './life.ts'
import { leavePartial, perform, type SimWorkOptions } from './sim-work.ts'

export interface SimStepOptions extends SimWorkOptions {
  readonly life: Life
  /** How often a step fails for no reason of its own. */
  failing(): number
}

/** Steps that do to the simulated world what the real ones do to the real one, in simulated time; some fail, some die half-way. */
export function simSteps(options: SimStepOptions): StartStep {
  return (specification, signal) => new SimStep(specification, signal, options)
}

class SimStep implements RunningJob {
  readonly pid = null
  readonly outcome: Promise<Terminal>
  readonly #events: JobEvent[] = []
  readonly #ending = new AbortController()
  #reason: EndReason = 'cancelled'

  constructor(specification: JobSpecification, signal: AbortSignal, options: SimStepOptions) {
    if (signal.aborted) this.#ending.abort()
    else signal.addEventListener('abort', () => this.cancel('cancelled'), { once: true })
    this.outcome = options.life.isOver ? never : this.#run(specification, options)
  }

  get events(): AsyncIterable<JobEvent> {
    return this.#read()
  }

  cancel(reason: EndReason): void {
    if (this.#ending.signal.aborted) return
    this.#reason = reason
    this.#ending.abort()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cancel('cancelled')
    await this.outcome
  }

  async *#read(): AsyncGenerator<JobEvent, void, void> {
    await this.outcome
    yield* this.#events
  }

  async #run(specification: JobSpecification, options: SimStepOptions): Promise<Terminal> {
    const { clock, chance, life } = options
    let isDone = false
    const act = () => {
      isDone = true
      return perform(specification, options, (event) => this.#events.push(event))
    }
    // Whoever dies may have done it all and told nobody, or left a part of it.
    life.onEnd(() => {
      if (isDone || this.#ending.signal.aborted) return
      if (chance.hits(0.3)) void quietly(act)
      else leavePartial(specification, options)
    })
    try {
      await clock.sleep(500 + chance.below(8000), this.#ending.signal)
    } catch {
      return life.isOver ? never : { type: 'cancelled', reason: this.#reason }
    }
    if (life.isOver) return never
    try {
      if (chance.hits(options.failing())) throw chance.pick(troubles)()
      return { type: 'completed', result: act(), warnings: 0 }
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      return { type: 'failed', failure: error.toJSON() }
    }
  }
}

const troubles = [
  () => new Failure('unavailable', 'the server is away'),
  () => new Failure('exhausted', 'the disk is full'),
  () => new Failure('denied', 'the password is wrong'),
]

function quietly(act: () => unknown): void {
  try {
    act()
  } catch {}
}
