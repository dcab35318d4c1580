import { describe, expect, test } from 'vitest'
import { Failure } from '../../../plugins/failure.ts'
import { decodeIndex, encodeIndex, type PartIndex } from '../../../server/archive/index-codec.ts'
import { Recipe } from '../../../server/archive/recipe.ts'
import { SectionTable } from '../../../server/archive/section-table.ts'
import { sampleChunk, sampleDictionary } from './sample-chunks.ts'
import { seeded } from './seeded.ts'

type Random = ReturnType<typeof seeded>

const limits = { archives: 3 }

function samplePart(random: Random, name: string, counts: { chunks: number; sections: number }): PartIndex {
  const recipe = new Recipe()
  const dictionaries = Array.from({ length: 3 }, () => sampleDictionary(random))
  for (let n = 0; n < counts.chunks; n++) recipe.add(sampleChunk(random, dictionaries))
  return { name, recipe, sections: sampleSections(random, recipe.plainBytes, counts.sections) }
}

function sampleSections(random: Random, plainBytes: number, count: number): SectionTable {
  const sections = new SectionTable()
  for (let n = 0; n < count; n++) {
    const left = plainBytes - sections.plainBytes
    const name = `section ${n} ${'é'.repeat(random.below(100))}`
    sections.open({
      name,
      always: random.below(2) === 0,
      cut: random.below(2) === 0,
      ...(random.below(2) === 0 ? {} : { fingerprint: random.bytes(random.below(65)) }),
    })
    sections.close(n === count - 1 ? left : random.below(left + 1))
    if (random.below(3) === 0)
      sections.setFigure(name, random.below(2 ** 31) * 1000, random.below(2) === 0 ? null : 'ab'.repeat(random.below(33)))
  }
  return sections
}

const described = (parts: readonly PartIndex[]) =>
  parts.map(({ name, recipe, sections }) => ({
    name,
    chunks: Array.from({ length: recipe.count }, (_, index) => recipe.at(index)),
    dictionaries: Array.from({ length: recipe.dictionaryCount }, (_, index) => recipe.dictionaryAt(index)),
    sections: [...sections],
  }))

/** One part of one chunk and one section, laid out by hand from FORMAT.md. */
function handMade(): Uint8Array {
  const out = Buffer.alloc(8 + 4 + 2 + 1 + 8 + 4 + 4 + 71 + 4 + 8 + 9)
  let at = out.write('HFINDEX1')
  at = out.writeUInt32LE(1, at)
  at = out.writeUInt16LE(1, at)
  at += out.write('p', at)
  at = out.writeBigUInt64LE(300n, at)
  at = out.writeUInt32LE(1, at)
  at = out.writeUInt32LE(0, at)
  at = out.fill(0xaa, at, at + 32) && at + 32
  at = out.writeUInt32LE(300, at)
  at = out.writeUInt16LE(2, at)
  at = out.writeBigUInt64LE(2n ** 33n + 5n, at)
  at = out.writeUInt32LE(77, at)
  at = out.writeUInt8(2, at)
  at = out.writeUInt32LE(0xffffffff, at)
  for (const feature of [1, 2, 3, 0xfffffffe]) at = out.writeUInt32LE(feature, at)
  at = out.writeUInt32LE(1, at)
  at = out.writeBigUInt64LE(9n, at)
  out.set([1 | 4 | 8, 1, 0x73, 0xac, 0x02, 5, 2, 0xc0, 0xde], at)
  return out
}

describe('the index', () => {
  test('gives back what was written', () => {
    const random = seeded()
    for (let round = 0; round < 20; round++) {
      const parts = Array.from({ length: random.below(4) }, (_, n) =>
        samplePart(random, `part ${n}`, { chunks: random.below(50), sections: random.below(20) }),
      )
      const bytes = encodeIndex(parts)
      const decoded = decodeIndex(bytes, limits)
      expect(described(decoded), `seed ${random.seed}`).toEqual(described(parts))
      expect(Buffer.compare(encodeIndex(decoded), bytes), `seed ${random.seed}`).toBe(0)
    }
  })

  test('lies as FORMAT.md says, to the byte', () => {
    const [part] = decodeIndex(handMade(), limits)
    expect(described([part!])).toEqual([
      {
        name: 'p',
        chunks: [
          {
            sha256: new Uint8Array(32).fill(0xaa),
            plainBytes: 300,
            archive: 2,
            offset: 2 ** 33 + 5,
            storedBytes: 77,
            coding: 2,
            dictionary: null,
            features: Uint32Array.of(1, 2, 3, 0xfffffffe),
          },
        ],
        dictionaries: [],
        sections: [{ name: 's', startByte: 0, lengthBytes: 300, always: true, cut: false, rows: 5, checksum: 'c0de', fingerprint: null }],
      },
    ])
    expect(Buffer.compare(encodeIndex([part!]), handMade())).toBe(0)
  })

  test('is not written for sections that do not cover their part', () => {
    const random = seeded()
    const { recipe } = samplePart(random, 'a', { chunks: 3, sections: 0 })
    expect(() => encodeIndex([{ name: 'a', recipe, sections: sampleSections(random, recipe.plainBytes - 1, 2) }])).toThrow(Failure)
  })
})

describe('a damaged or hostile index', () => {
  const places = {
    parts: 8,
    nameLength: 12,
    plainBytes: 15,
    chunks: 23,
    dictionaries: 27,
    chunkBytes: 63,
    archive: 67,
    offset: 69,
    stored: 77,
    coding: 81,
  }
  const later = { dictionary: 82, sections: 102, records: 106, flags: 114, sectionLength: 117 }
  const altered = (alter: (bytes: Buffer) => unknown) => {
    const bytes = Buffer.from(handMade())
    alter(bytes)
    return bytes
  }

  test.each<[string, (bytes: Buffer) => unknown, RegExp]>([
    ['another magic', (b) => b.write('X'), /HFINDEX1/],
    ['more parts than could follow', (b) => b.writeUInt32LE(0xffffffff, places.parts), /4294967295 items/],
    ['fewer parts than follow', (b) => b.writeUInt32LE(0, places.parts), /follow the last part/],
    ['a name that is no UTF-8', (b) => b.writeUInt8(0xff, places.nameLength + 2), /UTF-8/],
    ['a part without a name', (b) => b.writeUInt16LE(0, places.nameLength), /no name/],
    ['another length of the part', (b) => b.writeUInt8(0, places.plainBytes), /should have 256/],
    ['a length that no number holds', (b) => b.writeUInt8(0xff, places.plainBytes + 7), /more than can be counted/],
    ['more chunks than could follow', (b) => b.writeUInt32LE(0xffffffff, places.chunks), /items of 71 bytes/],
    ['more dictionaries than could follow', (b) => b.writeUInt32LE(0xffffffff, places.dictionaries), /items of 51 bytes/],
    ['an empty chunk', (b) => b.writeUInt32LE(0, places.chunkBytes), /chunk 0 has 0 bytes/],
    ['a chunk too large to hold', (b) => b.writeUInt32LE(0xffffffff, places.chunkBytes), /chunk 0 has 4294967295 bytes/],
    ['an archive that is not there', (b) => b.writeUInt16LE(4, places.archive), /archive 4/],
    ['an offset beyond any file', (b) => b.writeUInt8(0xff, places.offset + 7), /beyond any file/],
    ['more stored bytes than a chunk can have', (b) => b.writeUInt32LE(0x7fffffff, places.stored), /stored bytes for 300/],
    ['an unknown coding', (b) => b.writeUInt8(4, places.coding), /coding 4/],
    ['a chunk stored as it is in another length', (b) => b.writeUInt8(0, places.coding), /77 bytes instead of 300/],
    ['a delta without a dictionary', (b) => b.writeUInt8(3, places.coding), /there are only 0/],
    ['a dictionary without a delta', (b) => b.writeUInt32LE(0, later.dictionary), /coded without one/],
    ['more sections than could follow', (b) => b.writeUInt32LE(0xffffffff, later.sections), /announced in 9 bytes/],
    ['no section but a record', (b) => b.writeUInt32LE(0, later.sections), /before their place/],
    ['more records than follow', (b) => b.writeUInt32LE(0xffffffff, later.records), /only 9 bytes follow/],
    ['a record longer than its place', (b) => b.writeUInt8(8, later.records), /after their place/],
    ['unknown flags', (b) => b.writeUInt8(0x80, later.flags), /flags 128/],
    ['a checksum without rows', (b) => b.writeUInt8(8, later.flags) && b.writeUInt8(3, later.flags + 5), /checksum but no rows/],
    ['a section longer than the part', (b) => b.writeUInt8(0xad, later.sectionLength), /beyond the end/],
    ['a section shorter than the part', (b) => b.writeUInt8(0xab, later.sectionLength), /sections have 299 bytes/],
    [
      'a number longer than it needs to be',
      (b) => b.writeUInt8(0x80, later.sectionLength) && b.writeUInt8(0, later.sectionLength + 1),
      /longer than it is/,
    ],
    ['a section name that is no UTF-8', (b) => b.writeUInt8(0xff, later.flags + 2), /UTF-8/],
  ])('is refused for %s', (_, alter, reason) => {
    const refused = () => decodeIndex(altered(alter), limits)
    expect(refused).toThrow(expect.objectContaining({ code: 'corrupt' }))
    expect(refused).toThrow(reason)
  })

  test('is refused for two parts, two sections or two dictionaries that are the same', () => {
    const one = handMade()
    const twice = Buffer.concat([one, one.subarray(12)])
    twice.writeUInt32LE(2, places.parts)
    expect(() => decodeIndex(twice, limits)).toThrow('two parts are named p')

    const sections = Buffer.concat([one.subarray(0, later.flags), Buffer.from([0, 1, 0x73, 0, 0, 1, 0x73, 0xac, 0x02])])
    sections.writeUInt32LE(2, later.sections)
    expect(() => decodeIndex(sections, limits)).toThrow('has the name of another')

    const columns = [32, 4, 2, 8, 4, 1]
    const twoRows = columns.flatMap((width, column) => {
      const at = 31 + columns.slice(0, column).reduce((sum, each) => sum + each, 0)
      return [one.subarray(at, at + width), one.subarray(at, at + width)]
    })
    const dictionaries = Buffer.concat([one.subarray(0, later.sections), ...twoRows, one.subarray(later.sections)])
    dictionaries.writeUInt32LE(2, places.dictionaries)
    expect(() => decodeIndex(dictionaries, limits)).toThrow('dictionary 1 is there twice')
  })

  test('is refused at every length it could be cut to', () => {
    const random = seeded()
    const bytes = encodeIndex([samplePart(random, 'a', { chunks: 4, sections: 5 }), samplePart(random, 'b', { chunks: 2, sections: 2 })])
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeIndex(bytes.subarray(0, length), limits), `seed ${random.seed}, ${length} bytes`).toThrow(
        expect.objectContaining({ code: 'corrupt' }),
      )
    }
  })

  test('with random bytes in it is refused as corrupt or read as an index that says the same again', () => {
    const random = seeded()
    const bytes = encodeIndex([samplePart(random, 'a', { chunks: 6, sections: 8 })])
    for (let round = 0; round < 5000; round++) {
      const damaged = Uint8Array.from(bytes)
      for (let n = random.below(4); n >= 0; n--)
        damaged.set(random.bytes(1 + random.below(8)).subarray(0, bytes.length), random.below(bytes.length - 8))
      try {
        const decoded = decodeIndex(damaged, limits)
        expect(decodeIndex(encodeIndex(decoded), limits).length, `seed ${random.seed}, round ${round}`).toBe(decoded.length)
      } catch (error) {
        expect(error, `seed ${random.seed}, round ${round}`).toEqual(expect.objectContaining({ code: 'corrupt' }))
      }
    }
  })
})
