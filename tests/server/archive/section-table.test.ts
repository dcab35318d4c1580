import { describe, expect, test } from 'vitest'
import { Failure } from '../../../plugins/failure.ts'
import { SectionTable } from '../../../server/archive/section-table.ts'
import { seeded } from './seeded.ts'

function tableOf(sections: readonly (readonly [name: string, lengthBytes: number])[]): SectionTable {
  const table = new SectionTable()
  for (const [name, lengthBytes] of sections) {
    table.open({ name })
    table.close(lengthBytes)
  }
  return table
}

describe('a section table', () => {
  test('gives back each section, one behind the other', () => {
    const table = new SectionTable()
    table.open({ name: '-- preamble', always: true })
    table.close(100)
    table.open({ name: 'größe "漢字"\n', cut: true, fingerprint: Uint8Array.of(1, 2, 3) })
    table.close(0)
    table.open({ name: '' })
    table.close(2 ** 40)
    const plain = { rows: null, checksum: null, fingerprint: null, always: false, cut: false }
    expect([...table]).toEqual([
      { ...plain, name: '-- preamble', startByte: 0, lengthBytes: 100, always: true },
      { ...plain, name: 'größe "漢字"\n', startByte: 100, lengthBytes: 0, cut: true, fingerprint: Uint8Array.of(1, 2, 3) },
      { ...plain, name: '', startByte: 100, lengthBytes: 2 ** 40 },
    ])
    expect([table.count, table.plainBytes]).toEqual([3, 100 + 2 ** 40])
  })

  test('takes figures before and after their section', () => {
    const table = new SectionTable()
    table.setFigure('late', 3, null)
    for (const name of ['early', 'late']) {
      table.open({ name })
      table.close(1)
    }
    table.setFigure('early', 7, 'c0ffee')
    table.setFigure('/', 2, null)
    expect(Array.from(table, ({ name, rows, checksum }) => [name, rows, checksum])).toEqual([
      ['early', 7, 'c0ffee'],
      ['late', 3, null],
    ])
    expect(Array.from(table.figures(), ({ name }) => name)).toEqual(['late', 'early', '/'])
  })

  test('finds the sections of a selection with those that belong to every one, in order', () => {
    const table = new SectionTable()
    for (const name of ['preamble', 'a', 'b', 'c', 'trailer']) {
      table.open({ name, always: name.endsWith('er') || name === 'preamble' })
      table.close(10)
    }
    const names = (chosen: string[]) => Array.from(table.find(chosen), ({ name }) => name)
    expect(names(['c', 'a', 'none'])).toEqual(['preamble', 'a', 'c', 'trailer'])
    expect(names([])).toEqual(['preamble', 'trailer'])
    expect([table.has('b'), table.has('none')]).toEqual([true, false])
    expect([...table.find(['b'])][1]?.startByte).toBe(20)
  })

  test('finds each of many names', () => {
    const random = seeded()
    const names = Array.from({ length: 5000 }, (_, n) => `folder-${random.below(50)}/${n}`)
    const table = tableOf(names.map((name, n) => [name, n]))
    for (const name of names) expect(table.has(name), `seed ${random.seed}, ${name}`).toBe(true)
    expect(Array.from(table, ({ name }) => name)).toEqual(names)
  })

  test('refuses two sections of one name', () => {
    expect(() =>
      tableOf([
        ['a', 1],
        ['b', 1],
        ['a', 1],
      ]),
    ).toThrow('two sections are named a')
  })

  test('refuses starts and ends out of turn', () => {
    const table = new SectionTable()
    expect(() => table.close(1)).toThrow(Failure)
    table.open({ name: 'a' })
    expect(() => table.open({ name: 'b' })).toThrow(Failure)
  })

  test('refuses what no index could hold', () => {
    const table = new SectionTable()
    expect(() => table.open({ name: 'a', fingerprint: new Uint8Array(65) })).toThrow(Failure)
    expect(() => table.open({ name: 'half a pair \ud800' })).toThrow(Failure)
    for (const rows of [-1, 0.5, 2 ** 53]) expect(() => table.setFigure('a', rows, null)).toThrow(Failure)
    for (const checksum of ['abc', 'XY', 'AB', 'ab'.repeat(256)]) expect(() => table.setFigure('a', 1, checksum)).toThrow(Failure)
  })
})
