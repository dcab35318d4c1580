import type { RetainedBackup, RetentionClock, RetentionPolicy } from '../../../server/domain/retention.ts'

const minuteMs = 60_000
const dayMs = 1440 * minuteMs

/** What the rules remove, told a second time, naively: one question a rule, asked of each backup anew. Null when the clock forbids to remove. */
export function modelRemovals(backups: readonly RetainedBackup[], policy: RetentionPolicy, clock: RetentionClock): Set<string> | null {
  if (isClockOdd(backups, clock)) return null
  const model = new Model(backups, policy, clock)
  let left = [...backups].sort((a, b) => (isNewer(a, b) ? 1 : -1))
  const removed = new Set<string>()
  for (;;) {
    const free = left.filter((b) => !model.isProtected(b) && !left.some((other) => other !== b && other.needs.includes(b.id)))
    const crowded = free.filter((b) => b.purpose === 'regular' && model.isCrowded(b, left))
    const above = policy.sizeBytesMax !== null && model.cappedBytes(left) > policy.sizeBytesMax
    const next =
      free.find((b) => !model.isWanted(b)) ??
      crowded.find((b) => !model.counts(b)) ??
      crowded[0] ??
      (above ? (free.find((b) => b.purpose === 'safety') ?? free.find((b) => !model.counts(b)) ?? free[0]) : undefined)
    if (next === undefined) return removed
    removed.add(next.id)
    left = left.filter((b) => b !== next)
  }
}

export function isClockOdd(backups: readonly RetainedBackup[], { now, lastSeen, longestGapMs }: RetentionClock): boolean {
  const earliest = Math.max(lastSeen?.getTime() ?? 0, ...backups.filter((b) => b.purpose !== 'upload').map((b) => +b.startedAt))
  if (+now < earliest - 5 * minuteMs) return true
  const mine = backups.filter((b) => b.purpose !== 'upload')
  return mine.length > 0 && mine.every((b) => +now - +b.startedAt > longestGapMs + 5 * minuteMs)
}

function isNewer(a: RetainedBackup, b: RetainedBackup): boolean {
  return +a.startedAt !== +b.startedAt ? +a.startedAt > +b.startedAt : a.id > b.id
}

class Model {
  readonly #all: readonly RetainedBackup[]
  readonly #policy: RetentionPolicy
  readonly #clock: RetentionClock
  readonly #counting = new Map<string, boolean>()

  constructor(all: readonly RetainedBackup[], policy: RetentionPolicy, clock: RetentionClock) {
    this.#all = all
    this.#policy = policy
    this.#clock = clock
  }

  counts(b: RetainedBackup): boolean {
    const known = this.#counting.get(b.id)
    if (known !== undefined) return known
    const isSound = (one: RetainedBackup) => one.isRemovable && one.isGood && !one.chainHeld
    let answer = b.purpose === 'regular' && isSound(b) && b.isSizePlausible
    const reached = new Set<string>()
    const walk = (ids: readonly string[]): void => {
      for (const id of ids) {
        if (reached.has(id)) continue
        reached.add(id)
        const needed = this.#all.find((other) => other.id === id)
        if (needed === undefined || !isSound(needed) || (needed.mode === 'full' && !needed.isSizePlausible)) answer = false
        if (needed !== undefined) walk(needed.needs)
      }
    }
    walk(b.needs)
    this.#counting.set(b.id, answer)
    return answer
  }

  isProtected(b: RetainedBackup): boolean {
    if (b.isPinned || b.chainHeld || !b.isRemovable || b.isInUse || b.purpose === 'upload') return true
    if (this.#all.some((other) => other !== b && !other.isRemovable && +other.startedAt >= +b.startedAt)) return true
    if (b.purpose === 'safety') return this.#isFresh(b)
    const newer = this.#newerInLine(b)
    if (newer.length === 0) return true
    const floor = this.#policy.verifiedFloor
    if (b.isGood && newer.filter((other) => other.isGood).length < floor) return true
    if (this.counts(b) && newer.filter((other) => this.counts(other)).length < floor) return true
    const isProven = (one: RetainedBackup) => one.isGood && one.trust === 'proven'
    return isProven(b) && newer.filter(isProven).length < floor
  }

  isWanted(b: RetainedBackup): boolean {
    const { keepLast, keepDays, daily, weekly, monthly, yearly } = this.#policy
    const isUnlimited = [keepLast, keepDays, daily, weekly, monthly, yearly].every((rule) => rule === null)
    if (b.purpose === 'safety') return (isUnlimited && this.#isUncapped()) || this.#safetyAgeMs(b) <= 7 * dayMs
    const newer = this.#newerInLine(b).filter((other) => this.counts(other))
    if (isUnlimited || newer.length < (keepLast ?? 0)) return true
    if (!this.counts(b) && newer.length === 0) return true
    if (
      keepDays !== null &&
      this.#ageMs(
        +b.startedAt,
        newer.map((other) => +other.startedAt),
      ) <=
        keepDays * dayMs
    )
      return true
    const labels = [(day: string) => day, weekOf, (day: string) => day.slice(0, 7), (day: string) => day.slice(0, 4)]
    return [daily, weekly, monthly, yearly].some(
      (of, index) => of !== null && this.counts(b) && this.#leadsBucket(newer, [b, labels[index]!, of]),
    )
  }

  /** Whether what is left has more of its line than there may be. */
  isCrowded(b: RetainedBackup, left: readonly RetainedBackup[]): boolean {
    const { countMax } = this.#policy
    return countMax !== null && left.filter((other) => other.purpose === 'regular' && other.line === b.line).length > countMax
  }

  /** All that is left takes, without what the cap leaves out of account. */
  cappedBytes(left: readonly RetainedBackup[]): number {
    const counted = left.filter((b) => b.purpose === 'regular' || (b.purpose === 'safety' && !this.#isFresh(b)))
    return counted.reduce((sum, b) => sum + b.sizeBytes, 0)
  }

  #isUncapped(): boolean {
    return this.#policy.sizeBytesMax === null && this.#policy.countMax === null
  }

  #newerInLine(b: RetainedBackup): RetainedBackup[] {
    return this.#all.filter((other) => other.purpose === 'regular' && other.line === b.line && isNewer(other, b))
  }

  #leadsBucket(newer: readonly RetainedBackup[], [b, label, of]: readonly [RetainedBackup, (day: string) => string, number]): boolean {
    const labelOf = (one: RetainedBackup) => label(localDay(one.startedAt, this.#clock.zone))
    const newerLabels = new Set(newer.map(labelOf))
    return !newerLabels.has(labelOf(b)) && newerLabels.size < of
  }

  /** From `atMs` over each later instant to the last one, no step longer than the schedule explains. */
  #ageMs(atMs: number, laterMs: readonly number[]): number {
    let ageMs = 0
    let reachedMs = atMs
    for (const laterInstantMs of [...laterMs].sort((one, other) => one - other)) {
      ageMs += Math.min(laterInstantMs - reachedMs, this.#clock.longestGapMs)
      reachedMs = laterInstantMs
    }
    return ageMs
  }

  #safetyAgeMs(b: RetainedBackup): number {
    const instants = [+this.#clock.now, ...this.#all.filter((other) => other.purpose !== 'upload').map((other) => +other.startedAt)]
    return this.#ageMs(
      +b.startedAt,
      instants.filter((atMs) => atMs > +b.startedAt),
    )
  }

  #isFresh(b: RetainedBackup): boolean {
    return this.#safetyAgeMs(b) < dayMs
  }
}

const formats = new Map<string, Intl.DateTimeFormat>()

function localDay(at: Date, zone: string): string {
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone })
  formats.set(zone, format)
  return format.format(at)
}

/** The ISO week as its year and number, found through its Thursday. */
function weekOf(day: string): string {
  const date = new Date(`${day}T00:00:00Z`)
  const thursday = new Date(+date + (4 - (date.getUTCDay() || 7)) * dayMs)
  return `${thursday.getUTCFullYear()} ${Math.floor((+thursday - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / (7 * dayMs))}`
}
