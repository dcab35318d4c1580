import * as fs from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { BlockingFiles } from '../../../../plugins/contract.ts'
import { settleMs } from '../../../../plugins/dialects/files/fingerprint.ts'
import { chance, seedOf } from './chance.ts'
import { dump, makeFolder } from './tree.ts'
import { makeZoo } from './zoo.ts'

const rounds = process.env['HOLDFAST_PROOFS'] === '1' ? 150 : 25

describe('an incremental dump', () => {
  test('of an unchanged tree opens no file and gives the same tar', () => {
    using folder = makeFolder()
    makeZoo(folder.at('zoo'), { pipes: true })
    const parent = dump(folder.at('zoo'))
    const files: BlockingFiles = {
      ...fs,
      openSync: (path, ...rest) => {
        if (String(path).startsWith(folder.path)) throw new Error(`opened ${String(path)}`)
        return fs.openSync(path, ...rest)
      },
    }
    const again = dump(folder.at('zoo'), { parent, files })
    expect(again.tar.equals(parent.tar)).toBe(true)
    expect(again.figure).toEqual(parent.figure)
    expect(again.sections.filter((section) => !section.isUnchanged).map((section) => section.name)).toEqual(['/end'])
  })

  test('tells the same as a full dump, whatever happened to the tree in between', () => {
    const seed = seedOf()
    const random = chance(seed)
    using folder = makeFolder()
    const root = folder.at('tree')
    fs.mkdirSync(root)
    let parent = dump(root)
    for (let round = 0; round < rounds; round += 1) {
      for (let change = random(8); change >= 0; change -= 1) mutate(root, random)
      const incremental = dump(root, { parent })
      const full = dump(root)
      expect(incremental.tar.equals(full.tar), `round ${round} of HOLDFAST_SEED=${seed}`).toBe(true)
      expect(incremental.figure).toEqual(full.figure)
      parent = incremental
    }
    expect(parent.sections.some((section) => section.isUnchanged)).toBe(true)
  })

  test('reads a file again that changed too shortly before the parent began', () => {
    using folder = makeFolder()
    fs.writeFileSync(folder.at('file'), 'one')
    const changedAtMs = fs.statSync(folder.at('file')).ctimeMs
    const racy = dump(folder.path, { startedAtMs: Math.floor(changedAtMs) + settleMs - 10 })
    expect(racy.sections.find((section) => section.name === 'file')?.fingerprint).toBeNull()
    expect(dump(folder.path, { parent: racy }).sections.find((section) => section.name === 'file')?.isUnchanged).toBe(false)
    const settled = dump(folder.path, { startedAtMs: Math.ceil(changedAtMs) + settleMs + 10 })
    expect(dump(folder.path, { parent: settled }).sections.find((section) => section.name === 'file')?.isUnchanged).toBe(true)
  })

  test('notices new content of the same size and time', () => {
    using folder = makeFolder()
    fs.writeFileSync(folder.at('file'), 'one')
    fs.utimesSync(folder.at('file'), 1_000_000_000, 1_000_000_000)
    const parent = dump(folder.path)
    fs.writeFileSync(folder.at('file'), 'two')
    fs.utimesSync(folder.at('file'), 1_000_000_000, 1_000_000_000)
    expect(dump(folder.path, { parent }).tar.includes('two')).toBe(true)
  })
})

/** Every path in the tree, once. Node's own recursive reading follows links to folders and would list their content under two names. */
function pathsBelow(folder: string): string[] {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? [path, ...pathsBelow(path)] : [path]
  })
}

/** One random change: something made, written, renamed, linked, given other permissions or removed. */
function mutate(root: string, random: (below: number) => number): void {
  const names = ['a', 'a-', 'a.b', 'b', 'B', 'a b', 'ä', 'zz', '0', '~']
  const paths = pathsBelow(root)
  const folders = [root, ...paths.filter((path) => fs.lstatSync(path).isDirectory())]
  const regular = paths.filter((path) => fs.lstatSync(path).isFile())
  const pick = <T>(list: readonly T[]): T => list[random(list.length)]!
  const fresh = join(pick(folders), pick(names))
  const isFree = fs.lstatSync(fresh, { throwIfNoEntry: false }) === undefined
  const kind = random(9)
  if (kind <= 2 && isFree) fs.writeFileSync(fresh, 'x'.repeat(random(3_000)))
  else if (kind === 3 && isFree) fs.mkdirSync(fresh)
  else if (kind === 4 && isFree) fs.symlinkSync(pick(names), fresh)
  else if (kind === 5 && isFree && regular.length > 0) fs.linkSync(pick(regular), fresh)
  else if (kind === 6 && regular.length > 0) fs.appendFileSync(pick(regular), 'more')
  else if (kind === 7 && regular.length > 0) fs.chmodSync(pick(regular), 0o600 + random(64))
  else if (kind === 8 && paths.length > 0) {
    const path = pick(paths)
    if (isFree && !fresh.startsWith(`${path}/`) && random(2) === 0) fs.renameSync(path, fresh)
    else fs.rmSync(path, { recursive: true })
  }
}
