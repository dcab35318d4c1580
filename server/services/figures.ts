import type { Plan } from '../domain/plan.ts'
import { isOverdue } from '../domain/schedule.ts'
import type { BackupTally, JobTally, Tallied, TallyPlace, TargetTally } from '../store/tallies.ts'
import type { Installation } from './installation.ts'
import { timetableOf } from './plan-times.ts'

/** What there is, summed up at one time. */
export interface Figures {
  readonly takenAt: Date
  readonly backups: readonly BackupTally[]
  readonly targets: readonly TargetTally[]
  readonly jobs: readonly JobTally[]
}

/** Small enough that those who ask for something else meanwhile hardly wait. */
const defaultPartSize = 2000
/** Figures are taken anew at the earliest after this, and after this many times as long as taking them took: they may cost a twentieth of the time at most. */
const keptMs = 15_000
const keptTimes = 20

/** How late a scheduled backup may be before its plan counts as overdue: it takes a while, and may wait for others. */
export const overdueToleranceMs = 3_600_000

/** Sums over everything, for whoever watches. */
export class FigureService {
  readonly #installation: Installation
  readonly #partSize: number
  #latest: { readonly figures: Promise<Figures>; isOldAtMs: number } | null = null

  constructor(installation: Installation, partSize = defaultPartSize) {
    this.#installation = installation
    this.#partSize = partSize
  }

  /** As they are, or as they were a moment ago; whoever asks while they are taken gets the same ones. */
  async latest(): Promise<Figures> {
    const { clock } = this.#installation.seams
    if (this.#latest !== null && clock.monotonicMs() < this.#latest.isOldAtMs) return this.#latest.figures
    const startedMs = clock.monotonicMs()
    const latest = { figures: this.#take(), isOldAtMs: Number.POSITIVE_INFINITY }
    this.#latest = latest
    try {
      const figures = await latest.figures
      const tookMs = clock.monotonicMs() - startedMs
      latest.isOldAtMs = startedMs + Math.max(keptMs, tookMs * keptTimes)
      return figures
    } catch (error) {
      this.#latest = null
      throw error
    }
  }

  async #take(): Promise<Figures> {
    const { tallies } = this.#installation.store
    const takenAt = this.#installation.seams.clock.now()
    const backups = await this.#walk((after) => tallies.backups(after, this.#partSize))
    const jobs = await this.#walk((after) => tallies.jobs(after, this.#partSize))
    return {
      takenAt,
      backups: mergedBackups(backups.flatMap((part) => part.backups)),
      targets: merged(
        backups.flatMap((part) => part.targets),
        ({ targetId }) => targetId,
        (one, other) => ({ ...one, count: one.count + other.count, sizeBytes: one.sizeBytes + other.sizeBytes }),
      ),
      jobs: merged(
        jobs.flat(),
        ({ kind, state }) => `${kind} ${state}`,
        (one, other) => ({ ...one, count: one.count + other.count }),
      ),
    }
  }

  /** Lets others have their turn after each part. */
  async #walk<Found>(part: (after: TallyPlace | null) => Promise<Tallied<Found>>): Promise<Found[]> {
    const { clock } = this.#installation.seams
    const all: Found[] = []
    for (let after: TallyPlace | null = null; ; ) {
      const { found, next }: Tallied<Found> = await part(after)
      all.push(found)
      if (next === null) return all
      after = next
      await clock.sleep(0, new AbortController().signal)
    }
  }
}

function mergedBackups(tallies: readonly BackupTally[]): BackupTally[] {
  return merged(
    tallies,
    ({ planId, sourceId, trust }) => JSON.stringify([planId, sourceId, trust]),
    (one, other) => ({
      ...one,
      count: one.count + other.count,
      sizeBytes: one.sizeBytes + other.sizeBytes,
      lastGoodAt: newest([one.lastGoodAt, other.lastGoodAt]),
    }),
  )
}

function merged<Item>(items: readonly Item[], keyOf: (item: Item) => string, add: (one: Item, other: Item) => Item): Item[] {
  const sums = new Map<string, Item>()
  for (const item of items) {
    const key = keyOf(item)
    const sum = sums.get(key)
    sums.set(key, sum === undefined ? item : add(sum, item))
  }
  return [...sums.values()]
}

/** The last of some instants; null of none. */
export function newest(instants: readonly (Date | null)[]): Date | null {
  return instants.reduce((one, other) => (one === null || (other !== null && other > one) ? other : one), null)
}

/** Whether a run of the plan is late for one of its sources. A plan that rests or has no schedule never is, and none is for what was not planned yet. */
export function isPlanOverdue(
  plan: Pick<Plan, 'id' | 'settings' | 'sourceIds' | 'isPaused' | 'expectedSince'>,
  backups: readonly BackupTally[],
  now: Date,
): boolean {
  const timetable = timetableOf(plan)
  if (timetable === null || plan.isPaused) return false
  return plan.sourceIds.some((id) => {
    const own = backups.filter(({ planId, sourceId }) => planId === plan.id && sourceId === id)
    const lastGood = newest([plan.expectedSince, ...own.map(({ lastGoodAt }) => lastGoodAt)])!
    return isOverdue(timetable, { lastGood, toleranceMs: overdueToleranceMs }, now)
  })
}
