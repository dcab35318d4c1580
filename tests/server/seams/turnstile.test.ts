import { expect, test } from 'vitest'
import { Turnstile } from '../../../server/seams/turnstile.ts'

/** Work that ends when the test says so. */
function held() {
  const ends: (() => void)[] = []
  const state = { running: 0, most: 0 }
  const work = async () => {
    state.running += 1
    state.most = Math.max(state.most, state.running)
    await new Promise<void>((resolve) => ends.push(resolve))
    state.running -= 1
  }
  return { ends, state, work }
}

test('so many work at once, so many wait, and the next is turned away', async () => {
  const turnstile = new Turnstile({ work: 'things', runningMax: 2, waitingMax: 3 })
  const { ends, state, work } = held()
  const passing = Array.from({ length: 5 }, () => turnstile.pass(work))
  await expect(turnstile.pass(work)).rejects.toMatchObject({ code: 'unavailable' })
  for (let ended = 0; ended < 5; ended += 1) {
    while (ends.length === 0) await Promise.resolve()
    ends.shift()!()
  }
  await Promise.all(passing)
  expect(state).toEqual({ running: 0, most: 2 })
})

test('work that fails makes room like any other', async () => {
  const turnstile = new Turnstile({ work: 'things', runningMax: 1, waitingMax: 1 })
  const failing = () => Promise.reject(new Error('no'))
  for (let round = 0; round < 5; round += 1) await expect(turnstile.pass(failing)).rejects.toThrow('no')
  expect(await turnstile.pass(async () => 'done')).toBe('done')
})
