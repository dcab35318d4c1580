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

test('a text of a megabyte is like no name, and comparing it costs nothing', () => {
  let compared = 0
  const letters = new Proxy(
    { length: 1_000_000 },
    {
      get(text, property) {
        if (property === 'length') return text.length
        compared += 1
        return 'a'
      },
    },
  )
  expect(closestName(letters as unknown as string, ['sqlite', 'files'])).toBeNull()
  expect(compared).toBe(0)
})
