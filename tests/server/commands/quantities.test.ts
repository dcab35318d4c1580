import { describe, expect, test } from 'vitest'
import { orNone, parseCount, parseDuration, parseSize } from '../../../server/commands/quantities.ts'

describe('quantities', () => {
  test.each([
    ['90s', 90_000],
    ['15m', 900_000],
    ['1.5h', 5_400_000],
    ['7d', 604_800_000],
    ['2w', 1_209_600_000],
  ])('%s is %i ms', (word, expected) => {
    expect(parseDuration(word, 'o')).toBe(expected)
  })

  test('a number alone counts what the option counts, or is refused', () => {
    expect(parseDuration('90', 'o', 'm')).toBe(5_400_000)
    for (const word of ['90', '', 'd', '-1d', '1y', '1 d', '1e3s']) {
      expect(() => parseDuration(word, 'full-every')).toThrow(
        expect.objectContaining({ code: 'invalid', message: expect.stringContaining('--full-every') }),
      )
    }
  })

  test.each([
    ['500MB', 5e8],
    ['1.5GB', 1.5e9],
    ['1TiB', 2 ** 40],
    ['7B', 7],
  ])('%s is %d bytes', (word, expected) => {
    expect(parseSize(word, 'o')).toBe(expected)
  })

  test('what is no size and no count is refused, and none takes a limit away', () => {
    for (const word of ['500', 'MB', '5mb', '1e9B'])
      expect(() => parseSize(word, 'o')).toThrow(expect.objectContaining({ code: 'invalid' }))
    for (const word of ['', '1.5', '-1', '7d', '9999999999'])
      expect(() => parseCount(word, 'o')).toThrow(expect.objectContaining({ code: 'invalid' }))
    expect(orNone('none', () => 1)).toBeNull()
    expect(orNone(undefined, () => 1)).toBeUndefined()
    expect(orNone('7', (word) => parseCount(word, 'o'))).toBe(7)
  })
})
