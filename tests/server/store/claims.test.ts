import { afterEach, beforeEach, expect, test } from 'vitest'
import { runProgram } from './program.ts'
import { idOf, later, sampleJob } from './samples.ts'
import { makePlace, type Place } from './sealed-place.ts'

let place: Place
beforeEach(async () => {
  place = await makePlace()
})
afterEach(() => place[Symbol.asyncDispose]())

test('processes that share a queue of 500 jobs take each exactly once', async () => {
  const count = 500
  await place.ask((store) =>
    store.transaction(async ({ jobs }) => {
      for (let at = 0; at < count; at++) await jobs.insert(sampleJob({ id: idOf(at), queuedAt: later(at) }), [`r${at % 7}`])
    }),
  )
  const taken = await Promise.all(['a', 'b'].map((owner) => runProgram('claim', place.dataPath, owner, '2')))
  const ids = taken.flatMap((text) => text.trim().split('\n'))
  expect(ids.toSorted()).toEqual(Array.from({ length: count }, (_, at) => idOf(at)))
  // Otherwise one was done before the other began, and nothing was tried.
  expect(taken.map((text) => text.length > 0)).toEqual([true, true])
  await place.ask(async (store) => {
    expect(await store.jobs.count({ states: ['completed'] })).toBe(count)
    const jobs = await store.jobs.list({}, { limit: count })
    expect(new Set(jobs.map(({ fence }) => fence))).toEqual(new Set([1]))
  })
})
