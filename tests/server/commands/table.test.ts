import { describe, expect, test } from 'vitest'
import { formatInstant, printFields, printList, renderTable } from '../../../server/commands/table.ts'
import { recordingIo } from './command-io.ts'

describe('a table', () => {
  test('aligns its columns, also where characters are twice as wide or none', () => {
    expect(
      renderTable([
        ['NAME', 'X'],
        ['备份', 'a'],
        ['cafe\u0301', 'b'],
        ['longer name', ''],
      ]),
    ).toEqual(['NAME         X', '备份         a', 'cafe\u0301         b', 'longer name'])
  })

  test('shows no control characters', () => {
    expect(renderTable([['a\u001b[31mb\u202ec']])).toEqual(['a\\x1b[31mb\\u202ec'])
  })

  test('is for programs one object a line', () => {
    const listing = { columns: ['A'], cells: ({ a }: { a: string }) => [a], none: 'nothing' }
    const people = recordingIo()
    printList([], listing, people.io)
    printList([{ a: 'x' }], listing, people.io)
    printFields(
      { a: 1 },
      [
        ['a', '1'],
        ['longer', '2'],
      ],
      people.io,
    )
    expect(people.out).toEqual(['nothing', 'A', 'x', 'a:       1', 'longer:  2'])
    const programs = recordingIo({ json: true })
    printList([], listing, programs.io)
    printList([{ a: 'x' }, { a: 'y' }], listing, programs.io)
    printFields({ a: 1 }, [['a', '1']], programs.io)
    expect(programs.out).toEqual(['{"a":"x"}', '{"a":"y"}', '{"a":1}'])
  })

  test('writes instants without fractions', () => {
    expect(formatInstant(new Date('2026-01-02T03:04:05.678Z'))).toBe('2026-01-02 03:04:05Z')
    expect(formatInstant(null)).toBe('-')
  })
})
