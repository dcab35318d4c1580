import type { RetainedBackup, RetentionClock, RetentionPolicy } from '../../../server/domain/retention.ts'
import { dayMs, hourMs, now, policyOf } from './retention-fixture.ts'

/** A whole number below what is asked for. */
export type Chance = (below: number) => number

const zones = ['UTC', 'Asia/Shanghai', 'America/New_York', 'Australia/Lord_Howe', 'America/St_Johns', 'Pacific/Apia']
const spacingsMs = [0, hourMs, 7 * hourMs, dayMs, 26 * hourMs, 9 * dayMs, 45 * dayMs]

/** Backups up to about now, of one to three lines, with chains, and with everything that can be wrong with them, each thing rarely. */
export function randomHistory(chance: Chance): RetainedBackup[] {
  const backups: RetainedBackup[] = []
  const lines = 1 + chance(3)
  const oddity = 2 + chance(40)
  const spacing = chance(spacingsMs.length)
  let atMs = now.getTime() - chance(3) * hourMs - chance(20) * (chance(9) === 0 ? -1_000_000 : 1)
  for (let left = chance(24); left > 0; left--) {
    backups.push(randomBackup({ chance, atMs, oddity, line: `line${chance(lines)}`, id: `b${chance(90) + 10}-${left}` }))
    const stepMs = spacingsMs[chance(3) === 0 ? chance(spacingsMs.length) : spacing]!
    atMs -= stepMs - (stepMs > 0 ? chance(hourMs) : 0)
  }
  return chained(backups, chance, oddity)
}

interface Circumstances {
  readonly chance: Chance
  readonly atMs: number
  readonly oddity: number
  readonly line: string
  readonly id: string
}

function randomBackup({ chance, atMs, oddity, line, id }: Circumstances): RetainedBackup {
  const rarely = () => chance(oddity) === 0
  return {
    id,
    startedAt: new Date(atMs),
    sizeBytes: 1 + chance(100),
    trust: chance(3) === 0 ? 'proven' : 'stored',
    mode: 'full',
    isGood: !rarely(),
    isSizePlausible: !rarely(),
    isPinned: rarely(),
    purpose: rarely() ? 'safety' : chance(oddity * 2) === 0 ? 'upload' : 'regular',
    needs: [],
    chainHeld: chance(oddity * 3) === 0,
    isInUse: chance(oddity * 3) === 0,
    isRemovable: chance(oddity * 3) !== 0,
    line,
  }
}

/** Lets some refer to older ones of their line, some to all of the chain and some to the one before only; rarely to what is gone or in a circle. */
function chained(newestFirst: readonly RetainedBackup[], chance: Chance, oddity: number): RetainedBackup[] {
  const done: RetainedBackup[] = []
  const wantsChains = chance(3) > 0
  for (const backup of newestFirst.toReversed()) {
    const parent = done.findLast(({ line, purpose }) => line === backup.line && purpose !== 'upload')
    const joins = wantsChains && parent !== undefined && chance(5) > 0
    const needs = joins ? (chance(2) === 0 ? [parent.id] : [parent.id, ...parent.needs]) : []
    if (chance(oddity * 8) === 0) needs.push(chance(2) === 0 ? 'gone' : newestFirst[chance(newestFirst.length)]!.id)
    done.push({ ...backup, needs, mode: needs.length === 0 ? 'full' : 'incremental' })
  }
  // In no order, because nobody promises one.
  return done
    .map((backup) => ({ backup, order: chance(1_000_000) }))
    .sort((one, other) => one.order - other.order)
    .map(({ backup }) => backup)
}

export function randomPolicy(chance: Chance): RetentionPolicy {
  const some = (below: number) => (chance(4) === 0 ? 1 + chance(below) : null)
  return policyOf({
    keepLast: some(8),
    keepDays: some(40),
    daily: some(8),
    weekly: some(5),
    monthly: some(5),
    yearly: some(3),
    sizeBytesMax: some(900),
    verifiedFloor: chance(3) === 0 ? chance(4) : 1,
  })
}

/** Apart from the rest of the policy and after it, so that seeds of earlier histories keep their courses. */
export function randomCountMax(chance: Chance): number | null {
  return chance(3) === 0 ? 1 + chance(9) : null
}

export function randomClock(chance: Chance): RetentionClock {
  const odd = chance(12)
  return {
    now: new Date(now.getTime() + (odd === 0 ? (chance(7300) - 3650) * dayMs : odd === 1 ? chance(20 * 60_000) - 10 * 60_000 : 0)),
    zone: zones[chance(zones.length)]!,
    lastSeen: chance(2) === 0 ? null : new Date(now.getTime() + chance(12) * 60_000 - 10 * 60_000),
    longestGapMs: [Number.POSITIVE_INFINITY, 2 * hourMs, 30 * hourMs, 10 * dayMs][chance(4)]!,
  }
}
