import type { Bytes } from '../../plugins/contract.ts'
import type { Watch } from './watch.ts'

/** Bytes on loan to a plugin: what was taken, and how it ended. */
export interface Lent extends Bytes {
  readonly sizeBytes: number
  /** The plugin read it to its end. */
  readonly ended: boolean
  /** What the source threw, wrapped because it may be anything. */
  readonly failed: { readonly error: unknown } | null
}

export interface LendOptions {
  readonly watch: Watch
  readonly onBytes: (sizeBytes: number) => void
}

/** `source` for a plugin to read: counted, and ended with the call however deep the source sleeps. */
export function lend(source: Bytes, { watch, onBytes }: LendOptions): Lent {
  const state = { sizeBytes: 0, ended: false, failed: null as Lent['failed'] }
  async function* read(): AsyncGenerator<Uint8Array, void, void> {
    const iterator = source[Symbol.asyncIterator]()
    let waiting = false
    try {
      for (;;) {
        waiting = true
        const next = await pull(iterator)
        waiting = false
        if (next.done === true) break
        state.sizeBytes += next.value.byteLength
        onBytes(next.value.byteLength)
        yield next.value
      }
      state.ended = true
    } finally {
      // A source that still sleeps in `next` answers `return` only after that, so nobody waits for it.
      const returned = state.ended || state.failed !== null ? undefined : iterator.return?.()
      if (waiting) void Promise.resolve(returned).catch(() => {})
      else await returned
    }
  }
  async function pull(iterator: AsyncIterator<Uint8Array>): Promise<IteratorResult<Uint8Array>> {
    try {
      return await watch.forSource(iterator.next())
    } catch (error) {
      if (!watch.signal.aborted) state.failed = { error }
      throw error
    }
  }
  return Object.assign(state, { [Symbol.asyncIterator]: read })
}

/** What a plugin yields, each step watched. `start` is called at the first step, so that what it throws is thrown there. */
export async function* receive<Item>(start: () => AsyncIterable<Item>, watch: Watch): AsyncGenerator<Item, void, void> {
  const iterator = start()[Symbol.asyncIterator]()
  let finished = false
  let waiting = false
  try {
    for (;;) {
      waiting = true
      const next = await watch.forPlugin(iterator.next())
      waiting = false
      if (next.done === true) break
      watch.signal.throwIfAborted()
      yield next.value
    }
    finished = true
  } finally {
    const returned = finished ? undefined : iterator.return?.()
    if (waiting) void Promise.resolve(returned).catch(() => {})
    else await returned
  }
}
