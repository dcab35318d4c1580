import type { Bytes } from '../../plugins/contract.ts'

interface Turn {
  readonly result: IteratorResult<Uint8Array>
  readonly next: { turn?: Promise<Turn> }
}

export interface BroadcastReader {
  readonly bytes: Bytes
  /** Takes no more, so that the others don't wait for this one. Call it when the reader's work has ended, well or badly; twice is fine. */
  leave(): Promise<void>
}

/**
 * One stream for several readers, each at the pace of the slowest: a piece is taken from the source when every reader has asked for it.
 * A reader that leaves lets the others go on; an error of the source reaches them all. The source is ended when all have left.
 */
export class Broadcast {
  readonly readers: readonly BroadcastReader[]
  readonly #source: AsyncIterator<Uint8Array>
  #active: number
  #waiting = 0
  #release: () => void = () => {}
  #gate: Promise<void>

  constructor(source: Bytes, count: number) {
    this.#source = source[Symbol.asyncIterator]()
    this.#active = count
    this.#gate = this.#nextGate()
    const first: Turn['next'] = {}
    this.readers = Array.from({ length: count }, () => this.#reader(first))
  }

  #reader(first: Turn['next']): BroadcastReader {
    let place = first
    let here = true
    const leave = async () => {
      if (!here) return
      here = false
      await this.#leave()
    }
    const next = async (): Promise<IteratorResult<Uint8Array>> => {
      if (!here) return { done: true, value: undefined }
      await this.#allHere()
      const turn = await (place.turn ??= this.#pull())
      place = turn.next
      return turn.result
    }
    const finish = async (): Promise<IteratorResult<Uint8Array>> => {
      await leave()
      return { done: true, value: undefined }
    }
    return { bytes: { [Symbol.asyncIterator]: () => ({ next, return: finish }) }, leave }
  }

  async #pull(): Promise<Turn> {
    return { result: await this.#source.next(), next: {} }
  }

  /** Resolves when every active reader asks for its next piece. */
  async #allHere(): Promise<void> {
    const gate = this.#gate
    this.#waiting++
    this.#openIfComplete()
    await gate
  }

  async #leave(): Promise<void> {
    this.#active--
    if (this.#active === 0) await this.#source.return?.()
    else this.#openIfComplete()
  }

  #openIfComplete(): void {
    if (this.#waiting < this.#active) return
    this.#waiting = 0
    const release = this.#release
    this.#gate = this.#nextGate()
    release()
  }

  #nextGate(): Promise<void> {
    return new Promise((resolve) => {
      this.#release = resolve
    })
  }
}
