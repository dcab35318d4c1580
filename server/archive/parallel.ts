export interface ParallelOptions {
  /** How many items are being worked on or wait to be read at most. */
  readonly parallel: number
  readonly signal: AbortSignal
}

/**
 * The results of `work`, in the order of the items, with at most `parallel` of them under way; items are taken only while the reader waits for a result.
 * When `work` or the source throws, the signal aborts or the reader stops, no further item is taken, the source is closed and the work under
 * way is awaited; only then does the iteration end. So both must honour the signal themselves.
 */
export async function* mapInOrder<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  options: ParallelOptions,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const source = new Source(items)
  const running: Promise<Result>[] = []
  try {
    for (;;) {
      options.signal.throwIfAborted()
      const head = running[0]
      const next = running.length < options.parallel ? source.next() : null
      if (next === null && head === undefined) return
      const arrived = await firstOf(next, head)
      if (arrived === null) {
        running.shift()
        yield await head!
      } else if (!source.accept(arrived)) {
        running.push(observed(work(arrived.value)))
      }
    }
  } catch (error) {
    // What closing throws now would hide the cause.
    await source.close().catch(() => undefined)
    throw error
  } finally {
    try {
      await source.close()
    } finally {
      await Promise.allSettled(running)
    }
  }
}

/** The next item, or null once the head is done. A ready item goes first, which keeps the work under way. */
function firstOf<Item>(
  next: Promise<IteratorResult<Item>> | null,
  head: Promise<unknown> | undefined,
): Promise<IteratorResult<Item> | null> {
  const done = head?.then(() => null)
  if (next === null) return done!
  return done === undefined ? next : Promise.race([next, done])
}

/** One reader's view of the items: at most one `next` is outstanding, however often it is asked for. */
class Source<Item> {
  readonly #iterator: AsyncIterator<Item> | Iterator<Item>
  #outstanding: Promise<IteratorResult<Item>> | null = null
  #ended = false

  constructor(items: AsyncIterable<Item> | Iterable<Item>) {
    this.#iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]()
  }

  /** Null after the last item. */
  next(): Promise<IteratorResult<Item>> | null {
    // A failure that is not taken yet must be met, although it ended the source.
    if (this.#outstanding === null && this.#ended) return null
    return (this.#outstanding ??= observed(this.#advance()))
  }

  /** Takes what `next` brought; true if it was the end. */
  accept(arrived: IteratorResult<Item>): arrived is IteratorReturnResult<unknown> {
    this.#outstanding = null
    if (arrived.done === true) this.#ended = true
    return arrived.done === true
  }

  /** Does nothing after the end and the second time. */
  async close(): Promise<void> {
    if (this.#ended) return
    this.#ended = true
    await this.#iterator.return?.()
    await this.#outstanding?.catch(() => undefined)
  }

  async #advance(): Promise<IteratorResult<Item>> {
    try {
      return await this.#iterator.next()
    } catch (error) {
      this.#ended = true
      throw error
    }
  }
}

/** Its failure is met when its turn comes; until then nobody waits for it, which must not end the process. */
function observed<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => undefined)
  return promise
}
