import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { mapInOrder } from '../../../server/archive/parallel.ts'
import { seeded } from './seeded.ts'

const signal = new AbortController().signal

async function collect<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const all: Value[] = []
  for await (const value of values) all.push(value)
  return all
}

async function turns(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await turn()
}

/** Counts up, and keeps a record of how it was ended. */
function counting(limit: number) {
  const state = { given: 0, closed: 0 }
  async function* numbers() {
    try {
      for (let n = 0; n < limit; n++) {
        state.given++
        yield n
      }
    } finally {
      await turns(3)
      state.closed++
    }
  }
  return { state, numbers: numbers() }
}

describe('results in order', () => {
  test('come in the order of the items, whichever is done first, from any kind of source', async () => {
    const random = seeded()
    const items = Array.from({ length: 60 }, (_, n) => n)
    const work = async (n: number) => {
      await turns(random.below(8))
      return n * 2
    }
    const expected = items.map((n) => n * 2)
    for (const parallel of [1, 2, 5, 100]) {
      expect(await collect(mapInOrder(items, { parallel, signal }, work)), `seed ${random.seed}`).toEqual(expected)
      expect(await collect(mapInOrder(counting(60).numbers, { parallel, signal }, work)), `seed ${random.seed}`).toEqual(expected)
    }
  })

  test('of nothing are none', async () => {
    expect(await collect(mapInOrder([], { parallel: 3, signal }, async () => 1))).toEqual([])
  })

  test('are worked on side by side, but never more than allowed, and never far ahead of a slow reader', async () => {
    let running = 0
    let most = 0
    const { state, numbers } = counting(30)
    const results = mapInOrder(numbers, { parallel: 4, signal }, async () => {
      most = Math.max(most, ++running)
      await turns(3)
      running--
    })
    let read = 0
    for await (const _ of results) {
      read++
      await turns(10)
      expect(state.given - read).toBeLessThanOrEqual(4)
    }
    expect([most, read]).toEqual([4, 30])
  })

  test('reach the reader while the source is still waiting for its next item', async () => {
    const held = Promise.withResolvers<void>()
    async function* slow() {
      yield 1
      await held.promise
      yield 2
    }
    const results = mapInOrder(slow(), { parallel: 4, signal }, async (n) => n)
    expect(await results.next()).toEqual({ done: false, value: 1 })
    held.resolve()
    expect(await collect(results)).toEqual([2])
  })
})

describe('an error', () => {
  test('of the work reaches the reader after the source is closed and the other work is over', async () => {
    const { state, numbers } = counting(1000)
    let running = 0
    const results = mapInOrder(numbers, { parallel: 4, signal }, async (n) => {
      running++
      await turns(n === 5 ? 1 : 6)
      running--
      if (n === 5) throw new Error('five')
      return n
    })
    await expect(collect(results)).rejects.toThrow('five')
    expect([running, state.closed]).toEqual([0, 1])
    expect(state.given).toBeLessThan(12)
  })

  test('of work whose turn never comes stays unheard', async () => {
    const results = mapInOrder([0, 1, 2], { parallel: 3, signal }, async (n) => {
      if (n > 0) throw new Error(`late ${n}`)
      return n
    })
    expect(await results.next()).toEqual({ done: false, value: 0 })
    await turns(5)
    await results.return(undefined)
    // An unhandled rejection would fail the whole run.
    await turns(5)
  })

  test('of the source passes through once the work under way is over', async () => {
    let running = 0
    function* breaking() {
      yield 1
      throw new Error('source')
    }
    const results = mapInOrder(breaking(), { parallel: 4, signal }, async () => {
      running++
      await turns(5)
      running--
    })
    await expect(collect(results)).rejects.toThrow('source')
    expect(running).toBe(0)
  })

  test('of closing the source does not hide the one before it', async () => {
    async function* stubborn() {
      try {
        for (;;) yield 1
      } finally {
        // biome-ignore lint/correctness/noUnsafeFinally: a source that fails on closing is what is tested
        throw new Error('closing')
      }
    }
    const failing = mapInOrder(stubborn(), { parallel: 2, signal }, async () => Promise.reject(new Error('work')))
    await expect(collect(failing)).rejects.toThrow('work')
    const stopped = mapInOrder(stubborn(), { parallel: 2, signal }, async (n) => n)
    await stopped.next()
    await expect(stopped.return(undefined)).rejects.toThrow('closing')
  })
})

describe('stopping', () => {
  test('by the reader closes the source and waits for the work', async () => {
    const { state, numbers } = counting(1000)
    let running = 0
    const results = mapInOrder(numbers, { parallel: 3, signal }, async (n) => {
      running++
      await turns(n === 0 ? 0 : 5)
      running--
      return n
    })
    for await (const _ of results) break
    expect([running, state.closed]).toEqual([0, 1])
    expect(state.given).toBeLessThanOrEqual(4)
  })

  test('by the signal passes its reason through and closes the source', async () => {
    const { state, numbers } = counting(1000)
    const abort = new AbortController()
    const reason = new Error('enough')
    const results = mapInOrder(numbers, { parallel: 3, signal: abort.signal }, async (n) => {
      if (n === 7) abort.abort(reason)
      return n
    })
    await expect(collect(results)).rejects.toBe(reason)
    expect(state.closed).toBe(1)
  })
})
