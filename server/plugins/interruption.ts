/**
 * Ends waits from outside. Unlike `Promise.race` against one long-lived promise, a wait that is over leaves nothing behind, so a stream of a
 * million waits holds no memory.
 */
export class Interruption {
  readonly #waiting = new Set<(reason: unknown) => void>()
  #ended: { readonly reason: unknown } | null = null

  /** Every wait, running and future, rejects with `reason`. Only the first call counts. */
  interrupt(reason: unknown): void {
    if (this.#ended !== null) return
    this.#ended = { reason }
    for (const reject of this.#waiting) reject(reason)
    this.#waiting.clear()
  }

  /** What `work` gives, or the interruption's reason if that comes first; `work` itself goes on, its late failure ignored. */
  wait<T>(work: PromiseLike<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#ended !== null) reject(this.#ended.reason)
      else this.#waiting.add(reject)
      work.then(
        (value) => {
          this.#waiting.delete(reject)
          resolve(value)
        },
        (error) => {
          this.#waiting.delete(reject)
          reject(error)
        },
      )
    })
  }
}
