import type { RetainedBackup } from './retention-backup.ts'

/** What retention must know of time. */
export interface RetentionClock {
  readonly now: Date
  /** IANA time zone of days, weeks, months and years; whoever accepted the plan has checked it. */
  readonly zone: string
  /** The latest instant that the store has ever recorded. */
  readonly lastSeen: Date | null
  /** How long without a backup the schedule explains; Infinity where there is none. */
  readonly longestGapMs: number
}

/** Why nothing may be removed now. */
export interface ClockRefusal {
  readonly code: 'clock'
  readonly message: string
}

/** Clocks that are synchronised still differ, and are corrected, by less than this. */
export const clockToleranceMs = 5 * 60_000

/** Why the clock can't be trusted with removing anything; null when it looks right. */
export function checkClock(backups: readonly RetainedBackup[], clock: RetentionClock): ClockRefusal | null {
  const nowMs = clock.now.getTime()
  const undated = backups.find(({ startedAt }) => Number.isNaN(startedAt.getTime()))
  if (undated !== undefined || Number.isNaN(nowMs))
    return refuse(`${undated === undefined ? 'The clock' : `Backup ${undated.id}`} gives no valid time`)
  if (clock.lastSeen !== null && !(nowMs >= clock.lastSeen.getTime() - clockToleranceMs))
    return refuse(`The clock says ${stamp(nowMs)}, but the time on record is already ${write(clock.lastSeen)}`)
  // An upload carries the date of another machine, and no decision looks at it.
  const own = backups.filter(({ purpose }) => purpose !== 'upload')
  if (own.length === 0) return null
  const newest = own.reduce((latest, backup) => (backup.startedAt > latest.startedAt ? backup : latest))
  const newestMs = newest.startedAt.getTime()
  if (newestMs > nowMs + clockToleranceMs)
    return refuse(`The clock says ${stamp(nowMs)}, but backup ${newest.id} is dated ${stamp(newestMs)}`)
  if (!(nowMs - newestMs <= clock.longestGapMs + clockToleranceMs))
    return refuse(`The clock says ${stamp(nowMs)}, longer after the newest backup (${stamp(newestMs)}) than the schedule explains`)
  return null
}

function refuse(what: string): ClockRefusal {
  return {
    code: 'clock',
    message: `${what}, so nothing is removed. Correct the clock or the date; if both are right, the next backup or the removal of a wrongly dated one ends this.`,
  }
}

function stamp(atMs: number): string {
  return write(new Date(atMs))
}

function write(at: Date): string {
  return Number.isNaN(at.getTime()) ? 'not a valid time' : at.toISOString()
}

/**
 * The age of anything at the newest of these instants, where a gap between two of them counts as `longestGapMs` at most. So neither failing runs,
 * nor a pause, nor a clock that leapt and then dated one backup makes all earlier backups old at once. Without instants nothing has an age.
 */
export function ageCounter(instantsMs: readonly number[], longestGapMs: number): (atMs: number) => number {
  const sorted = [...instantsMs].sort((one, other) => one - other)
  const ages = new Array<number>(sorted.length).fill(0)
  const gapBefore = (index: number, atMs: number) => Math.min(sorted[index]! - atMs, longestGapMs)
  for (let index = sorted.length - 2; index >= 0; index--) ages[index] = ages[index + 1]! + gapBefore(index + 1, sorted[index]!)
  return (atMs) => {
    const next = firstAfter(sorted, atMs)
    return next === sorted.length ? 0 : ages[next]! + gapBefore(next, atMs)
  }
}

function firstAfter(sorted: readonly number[], atMs: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! > atMs) high = middle
    else low = middle + 1
  }
  return low
}
