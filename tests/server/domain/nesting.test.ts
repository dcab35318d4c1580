import { expect, test } from 'vitest'
import { isNestedTooDeep, levelsMax } from '../../../server/domain/nesting.ts'

function nested(levels: number, open: string, close: string): unknown {
  return JSON.parse(`${open.repeat(levels)}1${close.repeat(levels)}`)
}

test('so many levels are taken and no more, of lists and of objects, however wide', () => {
  for (const value of [1, null, 'text', [], {}, [[], [1], { a: null }], Array.from({ length: 100_000 }, () => [1])]) {
    expect(isNestedTooDeep(value)).toBe(false)
  }
  for (const [open, close] of [['[', ']'] as const, ['{"a":', '}'] as const]) {
    expect(isNestedTooDeep(nested(levelsMax, open, close))).toBe(false)
    expect(isNestedTooDeep(nested(levelsMax + 1, open, close))).toBe(true)
  }
  expect(isNestedTooDeep(nested(300_000, '[', ']'))).toBe(true)
  expect(isNestedTooDeep({ plain: 1, deep: nested(levelsMax, '[', ']') })).toBe(true)
})
