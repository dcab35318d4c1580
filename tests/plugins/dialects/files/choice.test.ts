import * as fs from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import { type DumpOptions, dump, makeFolder, restore } from './tree.ts'

const namesIn = (root: string, options: DumpOptions) =>
  dump(root, options)
    .sections.map((section) => section.name)
    .slice(0, -1)

describe('of a tree', () => {
  let makeTree: (root: string) => void
  beforeEach(() => {
    makeTree = (root) => {
      for (const folder of ['src/deep', 'cache', 'docs', 'src/cache']) fs.mkdirSync(`${root}/${folder}`, { recursive: true })
      for (const file of ['a.tmp', 'b.txt', 'src/a.tmp', 'src/c.txt', 'src/deep/d.txt', 'cache/e', 'src/cache/f', 'docs/g.txt', 'srcx']) {
        fs.writeFileSync(`${root}/${file}`, file)
      }
    }
  })

  test('what is excluded is left out with all below', () => {
    using folder = makeFolder()
    makeTree(folder.path)
    expect(namesIn(folder.path, { exclude: ['*.tmp', '/cache'] })).toEqual([
      '.',
      'b.txt',
      'docs',
      'docs/g.txt',
      'src',
      'src/c.txt',
      'src/cache',
      'src/cache/f',
      'src/deep',
      'src/deep/d.txt',
      'srcx',
    ])
  })

  test('only what is included is taken, with the folders on the way', () => {
    using folder = makeFolder()
    makeTree(folder.path)
    expect(namesIn(folder.path, { include: ['d.txt', '/docs'] })).toEqual(['.', 'docs', 'docs/g.txt', 'src', 'src/deep', 'src/deep/d.txt'])
    expect(namesIn(folder.path, { include: ['*.txt'], exclude: ['docs'] })).toEqual([
      '.',
      'b.txt',
      'src',
      'src/c.txt',
      'src/deep',
      'src/deep/d.txt',
    ])
  })

  test('a selected path means itself and everything below, and not what only begins like it', () => {
    using folder = makeFolder()
    makeTree(folder.path)
    expect(namesIn(folder.path, { selection: ['src/deep', 'b.txt'] })).toEqual(['.', 'b.txt', 'src', 'src/deep', 'src/deep/d.txt'])
    expect(namesIn(folder.path, { selection: ['src'], include: ['/src/cache'] })).toEqual(['.', 'src', 'src/cache', 'src/cache/f'])
    expect(namesIn(folder.path, { selection: ['.'] })).toEqual(namesIn(folder.path, {}))
  })

  test('one path is restored out of a whole tar', () => {
    using folder = makeFolder()
    makeTree(folder.at('in'))
    restore(dump(folder.at('in')).tar, folder.at('out'), { selection: ['src/deep'] })
    expect(fs.readdirSync(folder.at('out'), { recursive: true }).sort()).toEqual(['src', 'src/deep', 'src/deep/d.txt'])
  })

  test('a few sections and those that always belong are a tar of their own', () => {
    using folder = makeFolder()
    makeTree(folder.at('in'))
    const chosen = dump(folder.at('in')).sections.filter((section) => section.isAlways || section.name === 'src/c.txt')
    restore(Buffer.concat(chosen.map((section) => section.bytes)), folder.at('out'))
    expect(fs.readFileSync(folder.at('out/src/c.txt'), 'utf8')).toBe('src/c.txt')
  })
})

test('a single file is a tree of one entry', () => {
  using folder = makeFolder()
  fs.writeFileSync(folder.at('one'), '1')
  fs.writeFileSync(folder.at('two'), '2')
  expect(namesIn(folder.path, { only: 'two' })).toEqual(['two'])
})
