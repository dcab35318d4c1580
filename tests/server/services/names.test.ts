import { describe, expect, test } from 'vitest'
import { checkName, findNoun, folderFor } from '../../../server/services/names.ts'

const id = '1a2b3c4d'.repeat(4)
const folder = (name: string, ...taken: string[]) => folderFor({ name, noun: 'source', id }, new Set(taken))

describe('a name', () => {
  test('is kept without space around it, each character in one form', () => {
    expect(checkName('  Café \u0301', 'plan')).toBe('Café \u0301')
    expect(checkName('Cafe\u0301', 'plan')).toBe('Caf\u00e9')
    expect(checkName('数据库', 'plan')).toBe('数据库')
    expect(checkName('😀'.repeat(100), 'plan')).toBe('😀'.repeat(100))
  })

  test.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['a'.repeat(101), 'longer than 100'],
    ['a\u0000b', 'control character'],
    ['a\nb', 'control character'],
    ['a\u202eb', 'control character'],
    ['a\ud800', 'control character'],
    [id, 'looks like an id'],
  ])('%j is refused', (name, message) => {
    expect(() => checkName(name, 'plan')).toThrow(expect.objectContaining({ code: 'invalid', message: expect.stringContaining(message) }))
  })

  test('finds its noun, and so does the id; what is not there is answered with what was most likely meant', async () => {
    const items = [{ id, name: 'nightly' }]
    const among = {
      findByName: async (name: string) => items.find((item) => item.name === name) ?? null,
      find: async (given: string) => items.find((item) => item.id === given) ?? null,
      list: async () => items,
    }
    expect(await findNoun('nightly', 'plan', among)).toBe(items[0])
    expect(await findNoun(id, 'plan', among)).toBe(items[0])
    const failure = expect.objectContaining({ code: 'not_found', remedy: 'Did you mean "nightly"?' })
    await expect(findNoun('nightyl', 'plan', among)).rejects.toEqual(failure)
    await expect(findNoun('weekly-tables', 'plan', among)).rejects.toMatchObject({ remedy: expect.stringContaining('plan list') })
  })
})

describe('a folder', () => {
  test.each([
    ['app', 'app'],
    ['My App (2)', 'my-app-2'],
    ['Über München', 'uber-munchen'],
    ['../../etc/passwd', 'etc-passwd'],
    ['--file=x', 'file-x'],
    ['x'.repeat(99), 'x'.repeat(60)],
  ])('for %j is %s', (name, expected) => {
    expect(folder(name)).toBe(expected)
  })

  test.each(['数据库', '生产库2', 'Straße', '…', '٣'])('for %j is made of the id, because letters would be lost', (name) => {
    expect(folder(name)).toBe('source-1a2b3c4d')
  })

  test('is never one that is taken', () => {
    expect(folder('App', 'app')).toBe('app-2')
    expect(folder('App', 'app', 'app-2')).toBe('app-3')
    expect(folder('数据', 'source-1a2b3c4d')).toBe('source-1a2b3c4d-2')
  })
})
