import { createHash } from 'node:crypto'
import type { Schedule } from './schedule-form.ts'
import { openSlots } from './schedule-slots.ts'

export type { Schedule } from './schedule-form.ts'
export { checkZone, describeSchedule, parseSchedule, scheduleSchema, zoneSchema } from './schedule-form.ts'

/** A preview gives at most this many slots. */
export const previewMax = 100
/** Missed slots are counted up to here: nobody needs the exact number, and a plan of every second would take long to count. */
export const missedMax = 100

/** A run recorded further ahead of now than this was recorded by a clock that was wrong. */
const aheadMaxMs = 24 * 3_600_000

/** A schedule in its zone, with what spreads the runs of many plans. All of it must have passed the checks of this file. */
export interface Timetable {
  readonly schedule: Schedule
  /** IANA time zone. */
  readonly zone: string
  readonly jitterSeconds: number
  /** The plan's id: the same plan gets the same jitter in the same slot, whoever asks. */
  readonly seed: string
}

export interface Slot {
  /** The nominal instant. */
  readonly slot: Date
  /** The slot plus jitter: at most `jitterSeconds` later, and before the next slot. */
  readonly runAt: Date
}

/** What is known of a plan's runs; both are nominal instants. */
export interface ScheduleState {
  readonly lastSlot: Date | null
  readonly nextSlot: Date
}

export interface DueDecision {
  /** To be run now, once, however many slots were missed. */
  readonly due: boolean
  /** How many slots after the one that is due have passed too, counted up to `missedMax`; this run makes up for them. */
  readonly missed: number
  /** What to wait for from here: when due, the first slot after now. null when the schedule never matches again. */
  readonly next: Slot | null
}

export interface OverdueTerms {
  readonly lastGood: Date | null
  readonly toleranceMs: number
}

/** The first slot strictly after an instant; null when the schedule never matches again. */
export function nextSlot(timetable: Timetable, after: Date): Slot | null {
  return openTimetable(timetable).next(after)
}

/** The slots after an instant in order, at most `count` and `previewMax` of them. */
export function nextSlots(timetable: Timetable, after: Date, count: number): Slot[] {
  const { next } = openTimetable(timetable)
  const slots: Slot[] = []
  for (let slot = next(after); slot !== null && slots.length < Math.min(count, previewMax); slot = next(slot.slot)) slots.push(slot)
  return slots
}

/**
 * Whether a plan is to be run now, and what comes then. A slot that was run (`lastSlot`) is not run again, even if the clock was set back over it.
 * A state from a clock that was far ahead, or from an earlier form of the schedule, never lets a plan rest beyond its next slot.
 */
export function decideDue(timetable: Timetable, state: ScheduleState, now: Date): DueDecision {
  const { next, withJitter, countBetween } = openTimetable(timetable)
  const isTrusted = state.lastSlot !== null && state.lastSlot.getTime() - now.getTime() <= aheadMaxMs
  const last = isTrusted ? state.lastSlot : null
  const pending = last !== null && state.nextSlot <= last ? next(last) : withJitter(state.nextSlot)
  if (pending === null) return { due: false, missed: 0, next: null }
  if (pending.runAt <= now) return { due: true, missed: countBetween(pending.slot, now), next: next(now) }
  if (pending.slot <= now) return { due: false, missed: 0, next: pending }
  const first = next(last !== null && last > now ? last : now)
  return { due: false, missed: 0, next: first !== null && first.slot < pending.slot ? first : pending }
}

/**
 * Whether the run that should have followed the last good one is late by more than the tolerance. `lastGood` is when that one started.
 * null means that there never was one, which is overdue at once: for a new plan, give the time at which it was made.
 */
export function isOverdue(timetable: Timetable, { lastGood, toleranceMs }: OverdueTerms, now: Date): boolean {
  const expected = nextSlot(timetable, lastGood ?? new Date(0))
  return expected !== null && now.getTime() > expected.runAt.getTime() + toleranceMs
}

function openTimetable({ schedule, zone, jitterSeconds, seed }: Timetable) {
  const nextMs = openSlots(schedule, zone)
  const jitterMaxMs = jitterSeconds * 1000
  const withJitter = (slot: Date): Slot => {
    if (!(jitterMaxMs > 0)) return { slot, runAt: slot }
    const followingMs = nextMs(slot.getTime()) ?? Infinity
    const roomMs = Math.min(jitterMaxMs, followingMs - slot.getTime() - 1)
    return { slot, runAt: new Date(slot.getTime() + Math.floor(fractionOf(seed, slot) * (roomMs + 1))) }
  }
  const next = (after: Date): Slot | null => {
    const slotMs = nextMs(after.getTime())
    return slotMs === null ? null : withJitter(new Date(slotMs))
  }
  const countBetween = (after: Date, until: Date): number => {
    let count = 0
    for (let slotMs = nextMs(after.getTime()); slotMs !== null && slotMs <= until.getTime(); slotMs = nextMs(slotMs))
      if (++count === missedMax) break
    return count
  }
  return { next, withJitter, countBetween }
}

/** A number from 0 up to but not 1, evenly spread over seeds and slots. */
function fractionOf(seed: string, slot: Date): number {
  return createHash('sha256').update(`${seed}\n${slot.toISOString()}`).digest().readUInt32BE() / 2 ** 32
}
