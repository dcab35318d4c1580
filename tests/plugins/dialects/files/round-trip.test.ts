import * as fs from 'node:fs'
import { describe, expect, test } from 'vitest'
import { dump, type Folder, figureOf, listing, makeFolder, restore, run } from './tree.ts'
import { makeZoo } from './zoo.ts'

const holdsHoles = (folder: Folder, name: string) => {
  const stats = fs.statSync(folder.at(name))
  return stats.blocks * 512 < stats.size / 2
}

describe('a tree with one of everything', () => {
  test('is read back equal by GNU tar', () => {
    using folder = makeFolder()
    makeZoo(folder.at('zoo'), { pipes: true })
    const { tar, warnings } = dump(folder.at('zoo'))
    expect(warnings).toEqual([])
    fs.mkdirSync(folder.at('out'))
    run('tar', ['-xpf', '-', '--same-owner', '--numeric-owner', '-C', folder.at('out')], tar)
    expect(listing(folder.at('out'))).toEqual(listing(folder.at('zoo')))
    expect(holdsHoles(folder, 'out/sparse-odd-end')).toBe(true)
  })

  test('is read back equal by bsdtar', () => {
    using folder = makeFolder()
    makeZoo(folder.at('zoo'), { pipes: true })
    fs.mkdirSync(folder.at('out'))
    run('bsdtar', ['-xpf', '-', '--numeric-owner', '-C', folder.at('out')], dump(folder.at('zoo')).tar)
    // bsdtar reads fractions before 1970 as if they counted upwards, and leaves the time of the root as it is.
    const known = (root: string) => listing(root).map((line) => line.replace(/\|-\d+\.\d+/, '|before').replace(/^(\|d\|.*)\|.*/, '$1'))
    expect(known(folder.at('out'))).toEqual(known(folder.at('zoo')))
  })

  test('is read back equal by our own restore', () => {
    using folder = makeFolder()
    makeZoo(folder.at('zoo'), { pipes: false })
    const dumped = dump(folder.at('zoo'))
    const result = restore(dumped.tar, folder.at('out'))
    expect(result.warnings).toEqual([])
    expect(result.entries).toBe(dumped.sections.length - 1)
    expect(listing(folder.at('out'))).toEqual(listing(folder.at('zoo')))
    for (const name of ['sparse-hole-only', 'sparse-odd-end', 'sparse-data-end', `sparse-${'s'.repeat(120)}`]) {
      expect(holdsHoles(folder, `out/${name}`), name).toBe(true)
    }
  })

  test('gives the same figure when it is restored', () => {
    using folder = makeFolder()
    makeZoo(folder.at('zoo'), { pipes: true })
    const dumped = dump(folder.at('zoo'))
    restore(dumped.tar, folder.at('out'))
    expect(figureOf(folder.at('out'))).toEqual(dumped.figure)
    fs.chmodSync(folder.at('out/empty'), 0o600)
    expect(figureOf(folder.at('out')).checksum).not.toBe(dumped.figure.checksum)
  })

  test('is restored equal over itself, and over something else with the same names', () => {
    using folder = makeFolder()
    makeZoo(folder.at('zoo'), { pipes: false })
    const { tar } = dump(folder.at('zoo'))
    restore(tar, folder.at('out'))
    fs.writeFileSync(folder.at('out/empty'), 'not empty any more')
    fs.rmSync(folder.at('out/symlink'))
    fs.mkdirSync(folder.at('out/symlink'))
    fs.rmSync(folder.at('out/folder-beside'), { recursive: true })
    fs.symlinkSync('/', folder.at('out/folder-beside'))
    expect(restore(tar, folder.at('out'), { existing: 'replace' }).warnings).toEqual([])
    expect(listing(folder.at('out'))).toEqual(listing(folder.at('zoo')))
  })

  test('is the same whatever the size of the pieces it comes in', () => {
    using folder = makeFolder()
    makeZoo(folder.at('zoo'), { pipes: false })
    const { tar } = dump(folder.at('zoo'))
    restore(tar, folder.at('out'), { pieceBytes: 777 })
    expect(listing(folder.at('out'))).toEqual(listing(folder.at('zoo')))
  })
})

describe('a tar that another tool made', () => {
  const formats: [string, string[]][] = [
    ['tar', ['--format=gnu', '-S']],
    ['tar', ['--format=posix', '-S', '--sparse-version=0.0']],
    ['tar', ['--format=posix', '-S', '--sparse-version=0.1']],
    ['tar', ['--format=posix', '-S', '--sparse-version=1.0']],
    ['bsdtar', ['--format=pax']],
    ['bsdtar', ['--format=gnutar']],
  ]
  test.for(formats)('of %s %j is restored equal', ([command, options]) => {
    using folder = makeFolder()
    makeZoo(folder.at('zoo'), { pipes: false })
    run('sh', ['-c', `cd "$0" && exec "$@" > ../zoo.tar`, folder.at('zoo'), command, ...options, '-cf', '-', '.'])
    restore(fs.readFileSync(folder.at('zoo.tar')), folder.at('out'))
    // Not every format holds fractions of a second, or times before 1970.
    const known = (root: string) => listing(root).map((line) => line.replace(/\|(-\d+|0)\.\d+/, '|before').replace(/(\|\d+)\.\d+/, '$1'))
    expect(known(folder.at('out'))).toEqual(known(folder.at('zoo')))
  })

  test('is restored where names are split into prefix and name', () => {
    using folder = makeFolder()
    const deep = `${'a'.repeat(90)}/${'b'.repeat(90)}`
    fs.mkdirSync(folder.at(`in/${deep}`), { recursive: true })
    fs.writeFileSync(folder.at(`in/${deep}/c`), 'x')
    run('tar', ['--format=ustar', '-C', folder.at('in'), '-cf', folder.at('x.tar'), deep])
    restore(fs.readFileSync(folder.at('x.tar')), folder.at('out'))
    expect(fs.readFileSync(folder.at(`out/${deep}/c`), 'utf8')).toBe('x')
  })
})
