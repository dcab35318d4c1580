import { expect, test } from 'vitest'
import { entryName, partName, splitMember } from '../../../server/plugins/bundle-parts.ts'

const shared = [
  ['backup.sql', 'databases/shop.sql'],
  ['backup.db', 'databases/shop.db'],
  ['backup', 'databases/shop'],
  ['files.tar', 'files/shop.tar'],
  ['dump.tar.gz', 'dump/shop.tar.gz'],
  ['deep/part.bin', 'deep/part/shop.bin'],
] as const

test.each(shared)('%s of a member among others like it lies in %s, and is found again', (part, entry) => {
  expect(entryName('shop', part, true)).toBe(entry)
  expect(partName('shop', entry)).toBe(part)
})

test('a part that no other member has keeps its name, unless it lies in a folder or is a dump', () => {
  expect(['files.tar', 'settings.json', 'backup.sql', 'deep/part.bin'].map((part) => entryName('shop', part, false))).toEqual([
    'files.tar',
    'settings.json',
    'databases/shop.sql',
    'deep/part/shop.bin',
  ])
  expect(partName('shop', 'files.tar')).toBe('files.tar')
  expect(partName('shop', 'shop.tar')).toBe('shop.tar')
  expect(partName('op', 'databases/shop.sql')).toBe('databases/shop.sql')
})

test('a name is a member, or what follows the first slash of one', () => {
  expect([splitMember('shop'), splitMember('shop/a/b'), splitMember('shop/')]).toEqual([
    { label: 'shop', rest: null },
    { label: 'shop', rest: 'a/b' },
    { label: 'shop', rest: '' },
  ])
})
