import { describe, expect, test } from 'vitest'
import { decideMode, whatBreaks } from '../../../server/domain/chain-rule.ts'

const dayMs = 86_400_000
const now = new Date('2026-07-15T03:00:00Z')
const asked = { mode: 'incremental', fullEveryMs: 7 * dayMs, chainLengthMax: 3 } as const
const chain = { newestFull: { startedAt: new Date(now.getTime() - 2 * dayMs) }, length: 1, isHeld: false }
const fullAgedMs = (ageMs: number) => ({ ...chain, newestFull: { startedAt: new Date(now.getTime() - ageMs) } })

describe('the mode', () => {
  test('is the one asked for while the chain allows it', () => {
    expect(decideMode(asked, chain, now)).toEqual({ mode: 'incremental', reason: null })
    expect(decideMode({ ...asked, mode: 'full' }, { ...chain, newestFull: null }, now)).toEqual({ mode: 'full', reason: null })
  })

  test.each([
    ['no earlier full', { ...chain, newestFull: null }],
    ['verification in the chain failed', { ...chain, isHeld: true }],
    ['longer than 3', { ...chain, length: 3 }],
    ['a new one is due', fullAgedMs(7 * dayMs)],
  ])('falls back to full and says "%s"', (words, state) => {
    const decision = decideMode(asked, state, now)
    expect(decision.mode).toBe('full')
    expect(decision.reason).toContain(words)
  })

  test('may reach the greatest length, which a differential never does', () => {
    expect(decideMode(asked, { ...chain, length: 2 }, now).mode).toBe('incremental')
    expect(decideMode({ ...asked, mode: 'differential' }, { ...chain, length: 99 }, now).mode).toBe('differential')
  })

  test('is full on the day that it is due although the run started an hour earlier, and not a day before', () => {
    expect(decideMode(asked, fullAgedMs(7 * dayMs - 3_600_000), now).mode).toBe('full')
    expect(decideMode(asked, fullAgedMs(6 * dayMs), now).mode).toBe('incremental')
  })

  test('does not depend on age where the plan names none, nor on a full backup dated in the future', () => {
    expect(decideMode({ ...asked, fullEveryMs: null }, fullAgedMs(999 * dayMs), now).mode).toBe('incremental')
    expect(decideMode(asked, fullAgedMs(-dayMs), now).mode).toBe('incremental')
  })
})

describe('what breaks', () => {
  const backups = [
    { id: 'full', needs: [] },
    { id: 'one', needs: ['full'] },
    { id: 'two', needs: ['one'] },
    { id: 'three', needs: ['two', 'full'] },
    { id: 'apart', needs: ['full'] },
    { id: 'other', needs: ['unknown'] },
  ]

  test('is all that refers to it, directly or not, before what it refers to', () => {
    expect(whatBreaks('one', backups)).toEqual(['three', 'two'])
    const broken = whatBreaks('full', backups)
    expect(broken.toSorted()).toEqual(['apart', 'one', 'three', 'two'])
    expect(broken.indexOf('three')).toBeLessThan(broken.indexOf('two'))
    expect(broken.indexOf('two')).toBeLessThan(broken.indexOf('one'))
  })

  test('is nothing for the end of a chain, and what refers to it for a backup that is already gone', () => {
    expect(whatBreaks('three', backups)).toEqual([])
    expect(whatBreaks('unknown', backups)).toEqual(['other'])
  })

  test('ends with backups that refer to one another or to themselves', () => {
    const circle = [
      { id: 'a', needs: ['c', 'a'] },
      { id: 'b', needs: ['a', 'b'] },
      { id: 'c', needs: ['b'] },
    ]
    expect(whatBreaks('a', circle).toSorted()).toEqual(['b', 'c'])
    expect(
      whatBreaks('full', [...circle, { id: 'd', needs: ['full'] }, { id: 'e', needs: ['d', 'f'] }, { id: 'f', needs: ['e'] }]),
    ).toHaveLength(3)
  })

  test('is found along a chain of any length', () => {
    const long = Array.from({ length: 20_000 }, (_, index) => ({ id: `${index}`, needs: index === 0 ? [] : [`${index - 1}`] }))
    expect(whatBreaks('0', long).slice(0, 2)).toEqual(['19999', '19998'])
  })
})
