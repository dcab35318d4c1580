import { expect, test } from 'vitest'
import { median } from './median.ts'

test('the median of an odd number of values is the middle one, whatever their order and size', () => {
  expect(median([3])).toBe(3)
  expect(median([10, 9, 100])).toBe(10)
})

test('the median of an even number of values lies between the two middle ones', () => {
  expect(median([1, 2, 10, 3])).toBe(2.5)
})

test('an empty list has no median', () => {
  expect(() => median([])).toThrow(RangeError)
})

test('the values given are left in their order', () => {
  const values = [2, 1]
  median(values)
  expect(values).toEqual([2, 1])
})
