import { expect, test } from 'vitest'
import { Hub, type Numbered } from '../../../server/control/hub.ts'

const keptMax = 1000

function log(number: number) {
  return { type: 'log', jobId: 'a', line: { at: '', level: 'info', message: `${number}` } } as const
}

function publish(hub: Hub, count: number): void {
  for (let number = 0; number < count; number += 1) hub.publish(log(number))
}

async function collect(events: AsyncIterable<Numbered>): Promise<number[]> {
  const ids: number[] = []
  for await (const { id } of events) ids.push(id)
  return ids
}

test('every subscriber gets every event once and in order, until its signal aborts', async () => {
  const hub = new Hub()
  const ending = new AbortController()
  const readers = [collect(hub.subscribe(ending.signal)), collect(hub.subscribe(ending.signal))]
  publish(hub, 3)
  await new Promise(setImmediate)
  publish(hub, 2)
  ending.abort()
  expect(await Promise.all(readers)).toEqual([
    [1, 2, 3, 4, 5],
    [1, 2, 3, 4, 5],
  ])
  expect(hub.size).toBe(0)
})

test('who comes back gets what came after the last event that it saw, as far as it is kept', async () => {
  const hub = new Hub()
  publish(hub, keptMax + 10)
  const ending = new AbortController()
  const after = collect(hub.subscribe(ending.signal, keptMax + 5))
  const all = collect(hub.subscribe(ending.signal, 0))
  await new Promise(setImmediate)
  ending.abort()
  expect(await after).toEqual([1006, 1007, 1008, 1009, 1010])
  const ids = await all
  expect(ids).toHaveLength(keptMax)
  expect(ids.at(-1)).toBe(keptMax + 10)
})

test('a subscriber that does not read is dropped once it is too far behind, and the others notice nothing', async () => {
  const hub = new Hub()
  const { signal } = new AbortController()
  const slow = hub.subscribe(signal)
  const first = slow.next()
  const ending = new AbortController()
  const quick = collect(hub.subscribe(ending.signal))
  for (let round = 0; round < 5; round += 1) {
    publish(hub, keptMax / 2)
    await new Promise(setImmediate)
  }
  expect(hub.size).toBe(1)
  expect((await first).value).toMatchObject({ id: 1 })
  const rest = await collect(slow)
  expect(rest.length).toBeLessThanOrEqual(keptMax)
  expect(rest).toEqual(rest.map((_, at) => at + 2))
  ending.abort()
  expect(await quick).toHaveLength(2500)
})

test('a subscriber that leaves is forgotten', async () => {
  const hub = new Hub()
  const events = hub.subscribe(new AbortController().signal)
  const first = events.next()
  publish(hub, 1)
  await first
  expect(hub.size).toBe(1)
  await events.return()
  expect(hub.size).toBe(0)
})

test('a signal that has aborted already gives nothing', async () => {
  const hub = new Hub()
  publish(hub, 1)
  expect(await collect(hub.subscribe(AbortSignal.abort(), 0))).toEqual([])
  expect(hub.size).toBe(0)
})
