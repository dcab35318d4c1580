import type { PlanDay } from '../../../../views/pages/plans/backups.ts'
import type { Job, JobState } from '../../../domain/work.ts'

const dayMs = 86_400_000
const daysMax = 91

type Ended = Pick<Job, 'state' | 'startedAt' | 'queuedAt'>

interface CalendarSetting {
  readonly now: Date
  readonly zone: string
  /** Whether these are all jobs that there are; otherwise nothing is known of days before the oldest of them. */
  readonly isWhole: boolean
}

/** How each of the last thirteen weeks' days went, the oldest first. None where there was no job. */
export function daysOf(jobs: readonly Ended[], { now, zone, isWhole }: CalendarSetting): PlanDay[] {
  if (jobs.length === 0) return []
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
  const byDay = Map.groupBy(jobs, (job) => format.format(timeOf(job)))
  const oldest = isWhole ? '' : format.format(timeOf(jobs.at(-1)!))
  return daysBefore(format.format(now))
    .filter((day) => day >= oldest)
    .map((day) => ({ day, tone: toneOf(byDay.get(day) ?? []), runs: byDay.get(day)?.length ?? 0 }))
}

/** By the calendar and not by the clock: a day may have 23 hours. */
function daysBefore(today: string): string[] {
  const lastMs = Date.parse(`${today}T00:00:00Z`)
  return Array.from({ length: daysMax }, (_, at) => new Date(lastMs - (daysMax - 1 - at) * dayMs).toISOString().slice(0, 10))
}

function timeOf({ startedAt, queuedAt }: Ended): Date {
  return startedAt ?? queuedAt
}

function toneOf(jobs: readonly Ended[]): PlanDay['tone'] {
  const has = (...states: JobState[]) => jobs.some(({ state }) => states.includes(state))
  if (has('failed', 'timeout')) return 'bad'
  if (has('completed_with_warnings')) return 'warn'
  return has('completed') ? 'good' : 'none'
}
