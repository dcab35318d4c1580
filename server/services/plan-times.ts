import { isDeepStrictEqual } from 'node:util'
import type { Plan } from '../domain/plan.ts'
import { nextSlot, nextSlots, type Slot, type Timetable } from '../domain/schedule.ts'

/** What of a plan says when it runs. */
export type Timed = Pick<Plan, 'id' | 'settings'>

export type PlanTimes = Pick<Plan, 'nextSlot' | 'nextRunAt' | 'nextVerifyAt'>

const dayMs = 86_400_000

/** How many runs are looked at for the longest gap of a schedule. */
const gapRuns = 32

/** The next run of backups after an instant; null when the plan has no schedule, or one that never comes again. */
export function nextRun(plan: Timed, after: Date): Slot | null {
  const timetable = timetableOf(plan)
  return timetable === null ? null : nextSlot(timetable, after)
}

/** The next scheduled verification after an instant; null when there is none. */
export function nextVerification(plan: Timed, after: Date): Date | null {
  const timetable = verificationTimetableOf(plan)
  return timetable === null ? null : (nextSlot(timetable, after)?.runAt ?? null)
}

/** Both, as a plan keeps them. */
export function timesAfter(plan: Timed, after: Date): PlanTimes {
  const run = nextRun(plan, after)
  return { nextSlot: run?.slot ?? null, nextRunAt: run?.runAt ?? null, nextVerifyAt: nextVerification(plan, after) }
}

/** What a plan that rests keeps. */
export const noTimes: PlanTimes = { nextSlot: null, nextRunAt: null, nextVerifyAt: null }

type Expected = Pick<Plan, 'settings' | 'isPaused' | 'sourceIds'>

/** Since when runs are expected of a plan that has become another: from now on, if it runs at other times or backs up what it did not. */
export function expectedSince(before: Expected & Pick<Plan, 'expectedSince'>, after: Expected, now: Date): Date {
  const timing = ({ settings: { schedule, zone }, isPaused }: Expected) => [schedule, zone, isPaused]
  const isSame = isDeepStrictEqual(timing(before), timing(after)) && after.sourceIds.every((id) => before.sourceIds.includes(id))
  return isSame ? before.expectedSince : now
}

/** The next runs of backups, for a preview. */
export function nextRuns(plan: Timed, after: Date, count: number): Date[] {
  const timetable = timetableOf(plan)
  return timetable === null ? [] : nextSlots(timetable, after, count).map(({ runAt }) => runAt)
}

/**
 * How long without a backup the schedule explains: twice its longest gap, for one run may fail, and a day. Infinity where backups are made by hand,
 * or by a schedule that has come to its end.
 */
export function longestGapMs(plan: Timed, now: Date): number {
  const timetable = timetableOf(plan)
  const instants = timetable === null ? [] : nextSlots(timetable, now, gapRuns).map(({ slot }) => slot.getTime())
  if (instants.length < 2) return Number.POSITIVE_INFINITY
  const gaps = instants.slice(1).map((instant, at) => instant - instants[at]!)
  return 2 * Math.max(...gaps) + dayMs
}

/** When backups of the plan run; null when it has no schedule. */
export function timetableOf({ id, settings }: Timed): Timetable | null {
  const { schedule, zone, jitterSeconds } = settings
  return schedule === null ? null : { schedule, zone, jitterSeconds, seed: id }
}

/** When its backups are verified; null when that has no schedule of its own. */
export function verificationTimetableOf({ id, settings }: Timed): Timetable | null {
  const { schedule } = settings.verification
  return schedule === null ? null : { schedule, zone: settings.zone, jitterSeconds: settings.jitterSeconds, seed: `${id}:verify` }
}
