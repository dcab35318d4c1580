import * as fs from 'node:fs'
import { describe, expect, test } from 'vitest'
import { chance, seedOf } from './chance.ts'
import { forge, forgeMembers, pax } from './forged-tar.ts'
import { dump, makeFolder, restore } from './tree.ts'

describe('a damaged tar is named as such', () => {
  const mapped = (map: string) => `${map.padEnd(512, '\0')}xx`
  const sparse = { 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.realsize': '100' }
  const cases: Record<string, Buffer> = {
    'without its end': forgeMembers({ name: 'a', content: 'x' }),
    'with half an end': Buffer.concat([forgeMembers({ name: 'a', content: 'x' }), Buffer.alloc(512)]),
    'of no bytes': Buffer.alloc(0),
    'cut in a header': forge({ name: 'a', content: 'x' }).subarray(0, 300),
    'cut in the content': forge({ name: 'a', content: 'x'.repeat(5_000) }).subarray(0, 2_000),
    'with a wrong sum': forge({ name: 'a', sum: '000001\0 ' }),
    'with a size that is no number': forge({ name: 'a', size: 'zzz' }),
    'with a negative size': forge({ name: 'a', size: `\xff${'\xff'.repeat(11)}` }),
    'with a size past all bounds': forge({ name: 'a', size: `\x80${'\xff'.repeat(11)}` }),
    'with a size larger than what follows': forge({ name: 'a', size: '77777777777' }),
    'with broken pax records': forge({ name: 'a', type: 'x', content: '99 path=x\n' }, { name: 'b' }),
    'with a pax size that is no number': forge(pax({ size: '-1' }), { name: 'b' }),
    'with a pax size past all bounds': forge(pax({ size: '99999999999999999999' }), { name: 'b' }),
    'with a zero byte in a pax name': forge(pax({ path: 'a\0b' }), { name: 'b' }),
    'with a sparse map out of order': forge(pax(sparse), { name: 'a', content: mapped('2\n50\n1\n10\n1\n') }),
    'with a sparse map past the end': forge(pax(sparse), { name: 'a', content: mapped('1\n99\n2\n') }),
    'with a sparse map that claims more than there is': forge(pax(sparse), { name: 'a', content: mapped('1\n0\n50\n') }),
    'with an endless sparse map': forge(pax(sparse), { name: 'a', content: '999999999\n'.padEnd(512, '0') }),
    'with a sparse map that never ends a line': forge(pax(sparse), { name: 'a', content: '1'.repeat(2_048) }),
  }
  test.for(Object.entries(cases))('%s', ([, tar]) => {
    using folder = makeFolder()
    expect(() => restore(tar, folder.at('out'))).toThrow(expect.objectContaining({ name: 'Failure', code: 'corrupt' }))
  })
})

test.for(['x', 'g', 'L', 'K'])('an extended header of kind %s is refused before memory is taken for it', (type) => {
  using folder = makeFolder()
  const tar = forgeMembers({ name: 'a', type, size: '77777777777' })
  expect(() => restore(tar, folder.at('out'))).toThrow(expect.objectContaining({ message: expect.stringContaining('too large') }))
})

test('random damage never leads out of the folder, and ends as damage or as a tree', () => {
  const seed = seedOf()
  const random = chance(seed)
  const rounds = process.env['HOLDFAST_PROOFS'] === '1' ? 2_000 : 150
  using folder = makeFolder()
  fs.writeFileSync(folder.at('outside'), 'untouched')
  fs.mkdirSync(folder.at('in/d'), { recursive: true })
  fs.writeFileSync(folder.at(`in/d/${'n'.repeat(150)}`), 'content')
  fs.linkSync(folder.at(`in/d/${'n'.repeat(150)}`), folder.at('in/link'))
  fs.symlinkSync('../outside', folder.at('in/symlink'))
  fs.writeFileSync(folder.at('in/sparse'), '')
  fs.truncateSync(folder.at('in/sparse'), 1_000_000)
  const whole = dump(folder.at('in')).tar
  for (let round = 0; round < rounds; round += 1) {
    const tar = damaged(whole, random)
    try {
      restore(tar, folder.at('out'), { existing: 'replace', pieceBytes: 512 * (1 + random(20)) })
    } catch (error) {
      expect(error, `round ${round} of HOLDFAST_SEED=${seed}`).toMatchObject({ name: 'Failure' })
      expect((error as { code: string }).code, `round ${round} of HOLDFAST_SEED=${seed}: ${String(error)}`).not.toBe('internal')
    }
    fs.rmSync(folder.at('out'), { recursive: true })
    fs.mkdirSync(folder.at('out'))
  }
  expect(fs.readFileSync(folder.at('outside'), 'utf8')).toBe('untouched')
  expect(fs.readdirSync(folder.path).sort()).toEqual(['in', 'out', 'outside'])
})

/** A few bytes changed, blocks doubled or dropped, or the end cut; sums put right half of the time, so that more than the sum is tried. */
function damaged(whole: Buffer, random: (below: number) => number): Buffer {
  let tar = Buffer.from(whole)
  for (let changes = 1 + random(4); changes > 0; changes -= 1) {
    const blockAt = 512 * random(tar.length / 512)
    const kind = random(8)
    if (kind < 5) tar[Math.min(blockAt + random(512), tar.length - 1)] = random(256)
    else if (kind === 5) tar = Buffer.concat([tar.subarray(0, blockAt), tar.subarray(blockAt + 512)])
    else if (kind === 6) tar = Buffer.concat([tar.subarray(0, blockAt + 512), tar.subarray(blockAt)])
    else tar = Buffer.from(tar.subarray(0, blockAt + 512))
  }
  if (random(2) === 0) return tar
  for (let at = 0; at + 512 <= tar.length; at += 512) {
    if (tar.toString('latin1', at + 257, at + 262) !== 'ustar') continue
    tar.fill(0x20, at + 148, at + 156)
    const sum = tar.subarray(at, at + 512).reduce((total, byte) => total + byte, 0)
    tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, at + 148, 'latin1')
  }
  return tar
}
