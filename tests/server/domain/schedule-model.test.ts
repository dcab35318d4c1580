import { expect, onTestFailed, test } from 'vitest'
import { nextSlot, nextSlots } from '../../../server/domain/schedule.ts'
import { randomWords, seedOfRun } from '../../support/random.ts'
import { changesOf, drawSchedule, slotsOfWalk, walk } from './schedule-oracle.ts'

const seed = seedOfRun()
const minuteMs = 60_000
const dayMs = 86_400_000
const isProof = process.env['HOLDFAST_PROOFS'] === '1'

/** Zones with the year from which two years are looked at. */
const zones = [
  ['Europe/Berlin', 2026],
  ['America/New_York', 2026],
  ['Australia/Lord_Howe', 2026],
  ['Pacific/Chatham', 2026],
  ['Africa/Casablanca', 2026],
  ['America/Sao_Paulo', 2017],
  ['Pacific/Apia', 2011],
  ['Asia/Kathmandu', 1985],
  ['Africa/Cairo', 2010],
  ['Asia/Gaza', 2023],
  ['Antarctica/Troll', 2026],
  ['America/St_Johns', 2006],
  ['Pacific/Kiritimati', 1994],
  ['Pacific/Kwajalein', 1993],
  ['Asia/Pyongyang', 2017],
  ['UTC', 2026],
] as const

/** The stretches to walk: some days around every change of the clock and at a random place, or all of two years. */
function stretchesOf(zone: string, year: number, below: (limit: number) => number): [number, number][] {
  const [fromMs, toMs] = [Date.UTC(year, 0), Date.UTC(year + 2, 0)]
  if (isProof) return [[fromMs, toMs]]
  const places = [...changesOf(zone, fromMs, toMs).slice(0, 2), fromMs + below(700) * dayMs]
  return places.map((atMs) => [atMs - 3 * dayMs, atMs + 3 * dayMs])
}

test.each(zones)(
  'every nominal time of %s from %i on runs exactly once, as a walk minute by minute finds it',
  { timeout: 600_000 },
  (zone, year) => {
    onTestFailed(() => void process.stdout.write(`HOLDFAST_SEED=${seed}\n`))
    const word = randomWords(seed ^ year ^ zone.length)
    const below = (limit: number) => word() % limit
    for (const [fromMs, toMs] of stretchesOf(zone, year, below)) {
      const walked = walk(zone, fromMs, toMs)
      for (let round = 0; round < (isProof ? 16 : 8); round++) {
        const drawn = drawSchedule(below)
        // A change of the clock just outside the walk could move a slot into its first or last day.
        const expected = slotsOfWalk(drawn, walked).filter((atMs) => atMs >= fromMs + 1.5 * dayMs && atMs < toMs - 1.5 * dayMs)
        const timetable = { schedule: drawn.schedule, zone, jitterSeconds: 0, seed: '' }
        const story = JSON.stringify({ ...timetable, from: new Date(fromMs) })
        const limit = isProof ? 800 : 16
        // In one go from before the first, and each again from a random instant before it.
        const first = below(Math.max(1, expected.length - limit))
        const wanted = expected.slice(first, first + limit)
        let atMs = expected[first - 1] ?? fromMs + 1.5 * dayMs - 1
        const found = wanted.map(() => (atMs = nextSlot(timetable, new Date(atMs))?.slot.getTime() ?? Number.NaN))
        expect(found.map(instant), story).toEqual(wanted.map(instant))
        const inner = expected[below(expected.length)]
        if (inner === undefined) continue
        const previousMs = expected[expected.indexOf(inner) - 1] ?? inner - minuteMs
        const somewhere = new Date(previousMs + below(inner - previousMs))
        expect(nextSlot(timetable, somewhere)?.slot.getTime(), `${story} after ${somewhere.toISOString()}`).toBe(inner)
      }
    }
  },
)

function instant(atMs: number): string {
  return Number.isNaN(atMs) ? 'none' : new Date(atMs).toISOString()
}

test('a preview gives what asking slot by slot gives', () => {
  onTestFailed(() => void process.stdout.write(`HOLDFAST_SEED=${seed}\n`))
  const word = randomWords(seed)
  const below = (limit: number) => word() % limit
  for (let round = 0; round < 30; round++) {
    const [zone, year] = zones[below(zones.length)]!
    const timetable = { schedule: drawSchedule(below).schedule, zone, jitterSeconds: below(4000), seed: `plan-${round}` }
    let after = new Date(Date.UTC(year, below(24), below(28)))
    for (const slot of nextSlots(timetable, after, 8)) {
      expect(slot, JSON.stringify(timetable)).toEqual(nextSlot(timetable, after))
      after = slot.slot
    }
  }
})
