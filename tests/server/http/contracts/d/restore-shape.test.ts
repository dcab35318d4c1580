import { expect, test } from 'vitest'
import { percentOf } from '../../../../../server/http/contracts/d/restore-shape.ts'

test('progress only grows from step to step, and is whole only at the end', () => {
  const steps = ['plan', 'verify', 'safety', 'restore', 'check']
  const seen = steps.flatMap((step) => [0, 50, 100].map((bytesRead) => percentOf({ step, bytesRead, bytesExpected: 100 })))
  expect(seen).toEqual(seen.toSorted((one, other) => one - other))
  expect([seen[0], seen.at(-1)]).toEqual([0, 99])
})

test('what is not known counts as nothing', () => {
  expect(percentOf(null)).toBe(0)
  expect(percentOf({ step: 'restore', bytesRead: 5, bytesExpected: null })).toBe(60)
  expect(percentOf({ step: 'something else', bytesRead: 5, bytesExpected: 0 })).toBe(0)
})
