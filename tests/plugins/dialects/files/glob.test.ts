import { expect, test } from 'vitest'
import { compileGlob } from '../../../../plugins/dialects/files/glob.ts'
import { chance, seedOf } from './chance.ts'

const matches = (pattern: string, path: string) => compileGlob(pattern)(path.replace(/\/$/, '').split('/'), path.endsWith('/'))

test.for<[string, string[], string[]]>([
  ['*.tmp', ['a.tmp', '.tmp', 'x/y/a.tmp', 'a.tmp/'], ['a.tmpx', 'a.tmp/b', 'tmp']],
  ['cache', ['cache', 'x/cache', 'cache/'], ['cache2', 'cache/x']],
  ['/cache', ['cache', 'cache/'], ['x/cache']],
  ['cache/', ['cache/', 'x/cache/'], ['cache', 'x/cache']],
  ['a/b', ['a/b'], ['x/a/b', 'a/b/c']],
  ['a/*/c', ['a/b/c'], ['a/c', 'a/b/b/c']],
  ['a/**/c', ['a/c', 'a/b/c', 'a/b/b/c'], ['a/b/cc', 'x/a/c']],
  ['**/c', ['c', 'a/c', 'a/b/c'], ['a/cc']],
  ['a/**', ['a/b', 'a/b/c'], ['a', 'ab']],
  ['/**', ['a', 'a/b'], []],
  ['a?c', ['abc', 'a😀c', 'aäc'], ['ac', 'abbc']],
  ['[a-c]x', ['ax', 'cx'], ['dx', '-x']],
  ['[!a-c]x', ['dx'], ['ax']],
  ['[]]', [']'], ['[']],
  ['[a', ['[a'], ['a']],
  ['\\*', ['*'], ['a']],
  ['a*b*c', ['abc', 'axbxc', 'abcbc'], ['ab', 'abcb']],
  ['*', ['a', 'a/b'], []],
])('%s matches what it should and nothing else', ([pattern, yes, no]) => {
  for (const path of yes) expect(matches(pattern, path), path).toBe(true)
  for (const path of no) expect(matches(pattern, path), path).toBe(false)
})

test('agrees with a plain regular expression on random short names', () => {
  const seed = seedOf()
  const random = chance(seed)
  const word = (alphabet: string, length: number) => Array.from({ length }, () => alphabet[random(alphabet.length)]).join('')
  for (let round = 0; round < 5_000; round += 1) {
    const pattern = word('ab*?', 1 + random(6))
    const name = word('ab', 1 + random(7))
    const expected = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(name)
    expect(matches(pattern, name), `${pattern} on ${name}, HOLDFAST_SEED=${seed}`).toBe(expected)
  }
})

test('a pattern made to be slow is not', () => {
  expect(matches(`${'a*'.repeat(40)}b`, 'a'.repeat(2_000))).toBe(false)
  expect(matches(`${'**/a/'.repeat(20)}b`, 'a/'.repeat(1_000).slice(0, -1))).toBe(false)
})
