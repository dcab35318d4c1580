import * as fs from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import { endOfTar, type Forged, forge, forgeMembers, pax } from './forged-tar.ts'
import { type Folder, listing, makeFolder, restore } from './tree.ts'

/** A folder to restore into beside one that must stay as it is. */
let prepare: (folder: Folder) => { out: string; outside: () => string[] }

beforeEach(() => {
  prepare = (folder) => {
    fs.mkdirSync(folder.at('outside/inner'), { recursive: true })
    fs.writeFileSync(folder.at('outside/victim'), 'untouched')
    fs.writeFileSync(folder.at('victim'), 'untouched')
    fs.mkdirSync(folder.at('out'))
    const outside = () => [
      ...listing(folder.at('outside')),
      `${fs.readFileSync(folder.at('victim'), 'utf8')} ${fs.statSync(folder.at('victim')).nlink}`,
      ...fs.readdirSync(folder.path),
    ]
    return { out: folder.at('out'), outside }
  }
})

const evil = 'evil'

describe('a hostile tar touches nothing outside the folder', () => {
  const cases: Record<string, (outside: string) => Forged[]> = {
    'with ".." in front': () => [{ name: '../victim', content: evil }],
    'with ".." in the middle': () => [{ name: 'a/../../victim', content: evil }],
    'with ".." in a folder': () => [{ name: '../outside', type: '5', mode: 0o777 }],
    'with an absolute name': (outside) => [{ name: `${outside}/victim`, content: evil }],
    'with ".." in a pax name': () => [pax({ path: '../victim' }), { name: 'a', content: evil }],
    'with ".." in a GNU long name': () => [
      { name: '././@LongLink', type: 'L', content: '../victim\0' },
      { name: 'a', content: evil },
    ],
    'that writes through a symlink': (outside) => [
      { name: 'a', type: '2', target: outside },
      { name: 'a/victim', content: evil },
    ],
    'that writes through a symlink to "."': () => [
      { name: 'a', type: '2', target: '..' },
      { name: 'a/./victim', content: evil },
    ],
    'that writes over a symlink': (outside) => [
      { name: 'a', type: '2', target: `${outside}/victim` },
      { name: 'a', content: evil, mode: 0o777 },
    ],
    'that makes a folder over a symlink and writes below': (outside) => [
      { name: 'a', type: '2', target: outside },
      { name: 'a', type: '5', mode: 0o777 },
      { name: 'a/victim', content: evil },
    ],
    'that puts a symlink over a folder whose permissions are still to be set': (outside) => [
      { name: 'a', type: '5', mode: 0o777 },
      { name: 'a', type: '2', target: outside },
    ],
    'that puts a symlink over a folder and writes below': (outside) => [
      { name: 'a', type: '5' },
      { name: 'a', type: '2', target: outside },
      { name: 'a/victim', content: evil },
      { name: 'a/inner/new', content: evil },
    ],
    'that puts a symlink over the parent of such a folder': (outside) => [
      { name: 'a/inner', type: '5', mode: 0o777 },
      { name: 'a/inner', content: 'x' },
      { name: 'a', type: '2', target: outside },
    ],
    'that hard-links to an absolute path': (outside) => [
      { name: 'a', type: '1', target: `${outside}/victim` },
      { name: 'a', content: evil },
    ],
    'that hard-links through ".."': () => [
      { name: 'a', type: '1', target: '../victim' },
      { name: 'a', content: evil, mode: 0o777 },
    ],
    'that hard-links through a symlink': (outside) => [
      { name: 'a', type: '2', target: outside },
      { name: 'b', type: '1', target: 'a/victim' },
      { name: 'b', content: evil, mode: 0o777 },
    ],
    'that hard-links to a symlink and writes to that': (outside) => [
      { name: 'a', type: '2', target: `${outside}/victim` },
      { name: 'b', type: '1', target: 'a' },
      { name: 'b', content: evil, mode: 0o777 },
    ],
    'that replaces the folder itself': (outside) => [
      { name: '.', type: '2', target: outside },
      { name: 'victim', content: evil },
    ],
    'with devices and pipes': () => [
      { name: 'device', type: '3' },
      { name: 'block', type: '4' },
      { name: 'pipe', type: '6' },
      { name: 'else', type: 'Z' },
    ],
  }
  for (const existing of ['refuse', 'replace', 'keep'] as const) {
    test.for(Object.entries(cases))(`%s, existing: ${existing}`, ([, members]) => {
      using folder = makeFolder()
      const { out, outside } = prepare(folder)
      const before = outside()
      restore(forge(...members(folder.at('outside'))), out, { existing })
      expect(outside()).toEqual(before)
    })
  }

  test('through symlinks that were there before', () => {
    for (const existing of ['replace', 'keep'] as const) {
      using folder = makeFolder()
      const { out, outside } = prepare(folder)
      fs.symlinkSync(folder.at('outside'), `${out}/a`)
      fs.symlinkSync(folder.at('outside/victim'), `${out}/b`)
      const before = outside()
      const result = restore(forge({ name: 'a/victim', content: evil }, { name: 'b', content: evil, mode: 0o777 }), out, { existing })
      expect(outside()).toEqual(before)
      expect(result.warnings.map((warning) => warning.subject)).toContain('a/victim')
    }
  })
})

describe('a tar with odd members', () => {
  test('lets the last of two with the same name win', () => {
    using folder = makeFolder()
    restore(
      forge({ name: 'a', content: 'first' }, { name: 'b', type: '1', target: 'a' }, { name: 'a', content: 'second' }),
      folder.at('out'),
    )
    expect(fs.readFileSync(folder.at('out/a'), 'utf8')).toBe('second')
    expect(fs.readFileSync(folder.at('out/b'), 'utf8')).toBe('first')
  })

  test('makes a link that comes twice once', () => {
    using folder = makeFolder()
    const link = { name: 'b', type: '1', target: 'a' }
    restore(forge({ name: 'a', content: 'x' }, link, link), folder.at('out'))
    expect(fs.readdirSync(folder.at('out'))).toEqual(['a', 'b'])
  })

  test('leaves out what cannot be made, and says so', () => {
    using folder = makeFolder()
    const { warnings } = restore(
      forge({ name: 'p', type: '6' }, { name: 'd', type: '3' }, { name: 'l', type: '1', target: 'none' }),
      folder.at('out'),
    )
    expect(warnings.map(({ code, subject }) => `${code} ${subject}`)).toEqual(['skipped p', 'skipped d', 'skipped l'])
  })

  test('does not put a file in the place of a folder that holds something', () => {
    using folder = makeFolder()
    fs.mkdirSync(folder.at('out/a'), { recursive: true })
    fs.writeFileSync(folder.at('out/a/precious'), 'x')
    const { warnings } = restore(forge({ name: 'a', content: 'file' }), folder.at('out'), { existing: 'replace' })
    expect(warnings).toHaveLength(1)
    expect(fs.readdirSync(folder.at('out'), { recursive: true }).sort()).toEqual(['a', 'a/precious'])
  })

  test('with 5,000 refused members keeps few warnings', () => {
    using folder = makeFolder()
    const many = Buffer.concat([...Array.from({ length: 5_000 }, () => forgeMembers({ name: '../x' })), endOfTar])
    const { warnings } = restore(many, folder.at('out'))
    expect(warnings).toHaveLength(1_001)
    expect(warnings.at(-1)?.message).toContain('4000')
  })
})

describe('existing files', () => {
  test('are kept where that is asked for, also as targets of links', () => {
    using folder = makeFolder()
    fs.mkdirSync(folder.at('out'))
    fs.writeFileSync(folder.at('out/a'), 'mine')
    const tar = forge({ name: 'a', content: 'theirs' }, { name: 'b', content: 'new' }, { name: 'c', type: '1', target: 'a' })
    const { warnings } = restore(tar, folder.at('out'), { existing: 'keep' })
    expect(fs.readFileSync(folder.at('out/a'), 'utf8')).toBe('mine')
    expect(fs.readFileSync(folder.at('out/b'), 'utf8')).toBe('new')
    expect(warnings.map((warning) => warning.subject)).toEqual(['c'])
  })

  test('that are replaced are not written into, since other names may lead to them', () => {
    using folder = makeFolder()
    fs.mkdirSync(folder.at('out'))
    fs.writeFileSync(folder.at('elsewhere'), 'old')
    fs.linkSync(folder.at('elsewhere'), folder.at('out/a'))
    restore(forge({ name: 'a', content: 'new' }), folder.at('out'), { existing: 'replace' })
    expect(fs.readFileSync(folder.at('elsewhere'), 'utf8')).toBe('old')
    expect(fs.readdirSync(folder.at('out'))).toEqual(['a'])
  })
})
