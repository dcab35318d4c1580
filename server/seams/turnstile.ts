import { Failure } from '../../plugins/failure.ts'

export interface TurnstileLimits {
  /** What is too much where too many come: "Too many …". */
  readonly work: string
  /** How many work at once. */
  readonly runningMax: number
  /** How many may wait for their turn. */
  readonly waitingMax: number
}

/** Lets some work at once and some wait; whoever comes then is turned away, so that a flood takes neither memory nor threads. */
export class Turnstile {
  readonly #limits: TurnstileLimits
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor(limits: TurnstileLimits) {
    this.#limits = limits
  }

  /** Throws `unavailable` when too many wait already. */
  async pass<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#running >= this.#limits.runningMax) await this.#turn()
    else this.#running += 1
    try {
      return await work()
    } finally {
      // A place is handed over, not given back and taken anew: nobody slips in between.
      const next = this.#waiting.shift()
      if (next === undefined) this.#running -= 1
      else next()
    }
  }

  #turn(): Promise<void> {
    if (this.#waiting.length >= this.#limits.waitingMax) {
      throw new Failure('unavailable', `Too many ${this.#limits.work} at this moment.`, { remedy: 'Try again in a few seconds.' })
    }
    return new Promise((resolve) => this.#waiting.push(resolve))
  }
}
