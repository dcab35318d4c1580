import { expect, test } from 'vitest'
import type { JobEvent } from '../../../server/domain/job.ts'
import { EventQueue } from '../../../server/engine/event-queue.ts'
import { completed, logOf, progressOf } from './job-fixture.ts'

async function rest(queue: EventQueue): Promise<JobEvent[]> {
  const events: JobEvent[] = []
  for await (const event of queue) events.push(event)
  return events
}

test('progress that was not read gives way to newer progress, other events stay in order', async () => {
  const queue = new EventQueue()
  for (const event of [progressOf(1), progressOf(2), logOf('a'), progressOf(3), progressOf(4), logOf('b')]) queue.push(event)
  queue.end(completed)
  expect(await rest(queue)).toEqual([progressOf(2), logOf('a'), progressOf(4), logOf('b'), completed])
})

test('a reader that is slow holds the writer up and loses nothing', async () => {
  const queue = new EventQueue()
  const reader = queue[Symbol.asyncIterator]()
  const seen: JobEvent[] = []
  queue.push(logOf('first'))
  seen.push((await reader.next()).value as JobEvent)
  let written = 0
  const writing = (async () => {
    for (; written < 5000; written++) {
      queue.push(logOf(`${written}`))
      await queue.space()
    }
    queue.end(completed)
  })()
  await new Promise((resolve) => setImmediate(resolve))
  expect(written).toBeLessThan(2000)
  for (let next = await reader.next(); next.done !== true; next = await reader.next()) seen.push(next.value)
  await writing
  expect(seen).toHaveLength(5002)
})

test('without a reader nobody is held up and the newest events are kept', async () => {
  const queue = new EventQueue()
  for (let at = 0; at < 5000; at++) {
    queue.push(logOf(`${at}`))
    expect(queue.isFull).toBe(false)
  }
  queue.end(completed)
  const kept = await rest(queue)
  expect(kept.length).toBeLessThanOrEqual(1025)
  expect(kept.slice(-2)).toEqual([logOf('4999'), completed])
})

test('a job that is ending is not held up any more', async () => {
  const queue = new EventQueue()
  const reader = queue[Symbol.asyncIterator]()
  queue.push(logOf('first'))
  await reader.next()
  for (let at = 0; at < 2000; at++) queue.push(logOf(`${at}`))
  expect(queue.isFull).toBe(true)
  const space = queue.space()
  queue.drain()
  await space
  expect(queue.isFull).toBe(false)
  await reader.return()
})

test('a reader that leaves holds up nothing', async () => {
  const queue = new EventQueue()
  queue.push(logOf('first'))
  for await (const _ of queue) break
  for (let at = 0; at < 2000; at++) queue.push(logOf(`${at}`))
  expect(queue.isFull).toBe(false)
})

test('what was found is kept also while nobody reads', async () => {
  const queue = new EventQueue()
  const found = (at: number): JobEvent => ({ type: 'found', archives: [{ key: `${at}`, record: null, manifest: null, failure: null }] })
  for (let at = 0; at < 2000; at++) {
    queue.push(found(at))
    queue.push(logOf(`${at}`))
  }
  queue.end(completed)
  const kept = await rest(queue)
  expect(kept.filter(({ type }) => type === 'found')).toEqual(Array.from({ length: 2000 }, (_, at) => found(at)))
  expect(kept.length).toBeLessThan(2100)
})
