import { expect, test } from 'vitest'
import { count, formatDuration, formatSize, printable, sentence } from '../../../server/commands/format.ts'

test.each([
  [0, '0 B'],
  [-5, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [999_949, '999.9 kB'],
  [999_950, '1.0 MB'],
  [1_400_000_000, '1.4 GB'],
  [2.5e15, '2.5 PB'],
  [5e19, '50000.0 PB'],
])('%d bytes are shown as %s', (sizeBytes, shown) => {
  expect(formatSize(sizeBytes)).toBe(shown)
})

test.each([
  [-1, '0.0 s'],
  [420, '0.4 s'],
  [9_949, '9.9 s'],
  [9_950, '10 s'],
  [59_499, '59 s'],
  [59_500, '1 min 00 s'],
  [185_000, '3 min 05 s'],
  [7_620_000, '2 h 07 min'],
  [273_600_000, '3 d 04 h'],
])('%d ms are shown as %s', (durationMs, shown) => {
  expect(formatDuration(durationMs)).toBe(shown)
})

test('control characters and direction marks are shown, not obeyed', () => {
  expect(printable('a\x1b[31m\r\n\t\x00\x7f\x9b')).toBe('a\\x1b[31m\\x0d\\x0a\\x09\\x00\\x7f\\x9b')
  expect(printable('gpj\u202ecod.exe\u2066')).toBe('gpj\\u202ecod.exe\\u2066')
})

test('names in any script are printed as they are', () => {
  expect(printable('Größe 备份 👩‍💾 é')).toBe('Größe 备份 👩‍💾 é')
})

test('a message becomes a sentence, and a name at its start stays as it is', () => {
  expect(sentence('there is no such table')).toBe('There is no such table.')
  expect(sentence('The disk is full.')).toBe('The disk is full.')
  expect(sentence('backup.sql, chunk 1 is damaged')).toBe('backup.sql, chunk 1 is damaged.')
})

test('one is counted in the singular', () => {
  expect([count(0, 'row'), count(1, 'row'), count(2, 'row')]).toEqual(['0 rows', '1 row', '2 rows'])
})
