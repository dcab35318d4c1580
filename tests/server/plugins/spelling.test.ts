import { expect, test } from 'vitest'
import { closestName } from '../../../server/plugins/spelling.ts'

test.each([
  ['sqllite', 'sqlite'],
  ['file', 'files'],
  ['postgress', 'postgres'],
  ['nothing-like-it', null],
  ['x', null],
])('%s means %s', (typed, meant) => {
  expect(closestName(typed, ['sqlite', 'files', 'postgres'])).toBe(meant)
})
