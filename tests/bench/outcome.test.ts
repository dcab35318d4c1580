import { expect, test } from 'vitest'
import { exampleOutcome } from './example-outcome.ts'
import { medianRun } from './outcome.ts'

test('each figure gets its own median', () => {
  const outcome = exampleOutcome({
    runs: [
      { wallSeconds: 1, storedBytes: 30 },
      { wallSeconds: 9, storedBytes: 10 },
      { wallSeconds: 2, storedBytes: 20 },
    ],
  })
  expect(medianRun(outcome)).toMatchObject({ wallSeconds: 2, storedBytes: 20 })
})

test('a tool that failed once has no figures, even if other runs went well', () => {
  expect(medianRun(exampleOutcome({ runs: [{}, {}], problem: 'it restored something else' }))).toBeNull()
  expect(medianRun(exampleOutcome({ runs: [] }))).toBeNull()
})

test('what stores nothing has no stored bytes rather than 0', () => {
  expect(medianRun(exampleOutcome({ runs: [{ storedBytes: null }] }))?.storedBytes).toBeNull()
})
