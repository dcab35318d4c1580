import { Failure, failureCodes, toFailure } from '../../plugins/failure.ts'
import type { Clock } from '../seams/clock.ts'
import { scrubFailure } from './secrets.ts'
import { Watch } from './watch.ts'

export interface GuardOptions {
  readonly clock: Clock
  /** Calls that move nothing for this long end with `unavailable`; null means never. */
  readonly idleMs: number | null
  /** Texts that no error may show, see `secretTexts`. */
  readonly secrets: readonly string[]
  /** Told the number of bytes each time some pass. */
  readonly onBytes?: (sizeBytes: number) => void
}

const tries = 3
const firstPauseMs = 200

/** What the guards of targets and dialects share: one life, watched calls, retries, and errors fit to be shown. */
export class Guard {
  readonly #options: GuardOptions
  readonly #label: string
  readonly #instance: AsyncDisposable
  #disposal: Promise<void> | null = null

  constructor(label: string, instance: AsyncDisposable, options: GuardOptions) {
    this.#label = label
    this.#instance = instance
    this.#options = options
  }

  /** A watched call; whoever asked for it disposes it. Throws `internal` after dispose, and the signal's reason when it has aborted. */
  watch(doing: string, signal: AbortSignal): Watch {
    if (this.#disposal !== null) {
      throw new Failure('internal', `${this.#label}: ${doing} after it was closed`, {
        remedy: 'Report this: a caller kept what it had closed.',
      })
    }
    signal.throwIfAborted()
    return new Watch({ clock: this.#options.clock, idleMs: this.#options.idleMs, signal, doing: `${this.#label}: ${doing}` })
  }

  /** One call that gives one answer, tried again while `unavailable`. */
  async answer<T>(doing: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    using watch = this.watch(doing, signal)
    return await this.retrying(watch, () => watch.forPlugin(work(watch.signal)))
  }

  /** Up to three tries, and only of what is safe to try again. */
  async retrying<T>(watch: Watch, work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work()
      } catch (error) {
        const reason = this.reason(error, watch)
        if (attempt === tries || !isUnavailable(reason) || watch.signal.aborted) throw reason
        await this.pause(attempt, watch)
      }
    }
  }

  /** The wait before try number `attempt + 1`. */
  async pause(attempt: number, watch: Watch): Promise<void> {
    await this.#options.clock.sleep(firstPauseMs * 4 ** (attempt - 1), watch.signal)
  }

  /** What to throw for `error`: the reason of an abort as it is, else a `Failure` without secrets. */
  reason(error: unknown, watch: Watch): unknown {
    if (watch.signal.aborted) return watch.signal.reason
    return scrubFailure(asFailure(error, watch.doing), this.#options.secrets)
  }

  moved(sizeBytes: number): void {
    this.#options.onBytes?.(sizeBytes)
  }

  async dispose(): Promise<void> {
    this.#disposal ??= Promise.resolve(this.#instance[Symbol.asyncDispose]())
    try {
      await this.#disposal
    } catch (error) {
      throw scrubFailure(asFailure(error, `${this.#label}: closing`), this.#options.secrets)
    }
  }
}

/** Like `toFailure`, but also knows the failures of a plugin that brings its own copy of the class. */
export function asFailure(error: unknown, doing: string): Failure {
  if (error instanceof Error && error.name === 'Failure' && !(error instanceof Failure) && 'code' in error) {
    const { code, message, remedy, detail } = error as Failure
    if (failureCodes.includes(code))
      return new Failure(code, message, { ...(typeof remedy === 'string' ? { remedy } : {}), detail: detail ?? {}, cause: error })
  }
  return toFailure(error, doing)
}

export function isUnavailable(error: unknown): boolean {
  return error instanceof Failure && error.code === 'unavailable'
}
