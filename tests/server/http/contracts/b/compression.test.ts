import { expect, test } from 'vitest'
import { compressionOf, wasCompressed, withCompression } from '../../../../../server/http/contracts/b/compression.ts'

const at = (ms: number) => new Date(ms)

test('what nobody changed is compressed', () => {
  expect(wasCompressed([], null)).toBe(true)
  expect(wasCompressed([], at(5))).toBe(true)
})

test('a change holds from its instant until the next one', () => {
  const changes = withCompression(withCompression([], false, at(10)), true, at(20))
  expect([9, 10, 19, 20, 30].map((ms) => wasCompressed(changes, at(ms)))).toEqual([true, false, false, true, true])
  expect(wasCompressed(changes, null)).toBe(true)
})

test('what stays as it is is no change, and only the newest are remembered', () => {
  expect(withCompression([], true, at(1))).toEqual([])
  let changes = withCompression([], false, at(1))
  expect(withCompression(changes, false, at(2))).toEqual(changes)
  for (let ms = 2; ms < 2000; ms += 1) changes = withCompression(changes, ms % 2 === 0, at(ms))
  expect(changes.length).toBe(500)
  expect(wasCompressed(changes, at(1999))).toBe(false)
})

test('options that hold no changes are none', () => {
  expect(compressionOf({})).toEqual([])
  expect(compressionOf({ compression: 'x' })).toEqual([])
  expect(compressionOf({ compression: [{ atMs: 1, isCompressed: false }] })).toEqual([{ atMs: 1, isCompressed: false }])
})
