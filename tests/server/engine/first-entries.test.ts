import { expect, test } from 'vitest'
import { FirstEntries, orderOf, type Place } from '../../../server/engine/first-entries.ts'

const at = (ms: number) => ({ key: '', sizeBytes: 1, modifiedAt: new Date(ms), sha256: null })

test('the first are kept whatever the order in which they come, with figures of all that belongs to them', () => {
  const places: Place[] = Array.from({ length: 50 }, (_, number) => ({
    name: String(number % 25).padStart(2, '0'),
    kind: number % 2 === 0 ? 'folder' : 'object',
  }))
  const sorted = [...new Set(places.map(orderOf))].sort()
  for (const step of [1, 7, 13, 49]) {
    for (const limit of [1, 5, 49, 50, 51]) {
      const first = new FirstEntries(limit)
      for (let round = 0; round < 3; round += 1) {
        for (let number = 0; number < 50; number += 1) first.take(places[(number * step) % 50]!, at(round * 100 + number))
      }
      const wanted = sorted.slice(0, limit)
      expect(first.entries.map(orderOf)).toEqual(wanted)
      for (const entry of first.entries) {
        expect(entry.objects).toBe(3 * places.filter((place) => orderOf(place) === orderOf(entry)).length)
        expect(entry.sizeBytes).toBe(entry.objects)
      }
    }
  }
})

test('a folder tells of its newest object', () => {
  const first = new FirstEntries(2)
  for (const ms of [5, 9, 7]) first.take({ name: 'a', kind: 'folder' }, at(ms))
  expect(first.entries[0]?.modifiedAt).toEqual(new Date(9))
})

test('a folder and an object may have the same name', () => {
  const first = new FirstEntries(2)
  first.take({ name: 'a', kind: 'object' }, at(1))
  first.take({ name: 'a', kind: 'folder' }, at(1))
  expect(first.entries.map(({ kind }) => kind)).toEqual(['folder', 'object'])
})
