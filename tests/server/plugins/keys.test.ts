import { describe, expect, test } from 'vitest'
import { isKey, requireKey, requirePrefix } from '../../../server/plugins/keys.ts'

describe('keys', () => {
  test.each(['a', 'a/b', '...', '..a', 'a..', '.hidden', 'ü/数据', 'a b', 'x'.repeat(900), '-', 'a.'])('%j may be used', (key) => {
    expect(() => requireKey(key)).not.toThrow()
    expect(() => requirePrefix(key)).not.toThrow()
  })

  test.each([
    '',
    '/',
    '/a',
    'a/',
    'a//b',
    '.',
    '..',
    'a/../b',
    './a',
    'a\\b',
    'a\0',
    'a\nb',
    '\u007f',
    '\u0085',
    'x'.repeat(901),
    '\ud800',
    'é'.repeat(451),
  ])('%j is refused', (key) => {
    expect(() => requireKey(key)).toThrow(expect.objectContaining({ code: 'invalid' }))
    expect(isKey(key)).toBe(false)
  })
})

describe('prefixes', () => {
  test.each(['', 'a', 'a/', 'a/b', '.', 'a/.', 'part of a na'])('%j may be used', (prefix) => {
    expect(() => requirePrefix(prefix)).not.toThrow()
  })

  test.each(['/', '..', '../', 'a/../', './', 'a//', 'a\\', '\0', 'x'.repeat(901)])('%j is refused', (prefix) => {
    expect(() => requirePrefix(prefix)).toThrow(expect.objectContaining({ code: 'invalid' }))
  })
})
