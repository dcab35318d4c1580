import { describe, expect, test } from 'vitest'
import { compareInWalk, fromText, isWithin, toText } from '../../../../plugins/dialects/files/path.ts'
import { chance, seedOf } from './chance.ts'

describe('the text form of a path', () => {
  test('shows UTF-8 as it is, other bytes and backslashes escaped', () => {
    expect(toText(Buffer.from('ä/文件').toString('latin1'))).toBe('ä/文件')
    expect(toText('a\xff\xfe')).toBe('a\\xff\\xfe')
    expect(toText('a\\b')).toBe('a\\\\b')
    expect(toText(`${Buffer.from('ä').toString('latin1')}\xe4\\`)).toBe('ä\\xe4\\\\')
    expect(toText('')).toBe('.')
  })

  test('leads back to the same bytes, for any bytes', () => {
    const seed = seedOf()
    const random = chance(seed)
    for (let round = 0; round < 2_000; round += 1) {
      const alphabet = ['a', '\\', 'x', 'f', '4', '\xff', '\xc3', '\xa4', '\xf0', '\x9f', '\x98', '\x80', '\n', ' ']
      const path = Array.from({ length: 1 + random(12) }, () => alphabet[random(alphabet.length)]).join('')
      expect(fromText(toText(path)), `HOLDFAST_SEED=${seed}`).toBe(path)
    }
  })

  test('may be typed with dots and slashes around it', () => {
    expect(fromText('./a/b/')).toBe('a/b')
    expect(fromText('/a//b')).toBe('a/b')
    expect(fromText('.')).toBe('')
  })
})

test('the order of a walk puts a folder before what it holds, and that before its later siblings', () => {
  const walked = ['', 'a', 'a/b', 'a/b/c', 'a/b-', 'a/c', 'a b', 'a-', 'a.b', 'ab', 'b', '\xff']
  expect([...walked].reverse().sort(compareInWalk)).toEqual(walked)
})

test('a path is within itself and the folders above it, not within what only begins like it', () => {
  expect(isWithin('a/b', 'a')).toBe(true)
  expect(isWithin('a', 'a')).toBe(true)
  expect(isWithin('a', '')).toBe(true)
  expect(isWithin('ab', 'a')).toBe(false)
  expect(isWithin('a', 'a/b')).toBe(false)
})
