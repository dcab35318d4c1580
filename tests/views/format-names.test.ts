import { expect, test } from 'vitest'
import { breakable } from '../../views/format.ts'

test('a name may break after its parts, stays the same text, and its markup stays inert', () => {
  expect(String(breakable('backup_auto_20260102.sql.zip'))).toBe('backup_<wbr>auto_<wbr>20260102.sql.zip')
  expect(String(breakable('plain'))).toBe('plain')
  expect(String(breakable('<b>_x'))).toBe('&lt;b&gt;_<wbr>x')
  expect(String(breakable(''))).toBe('')
})
