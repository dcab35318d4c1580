import type { PlanDay } from '../../../../views/pages/plans/backups.ts'
import type { Job, JobState } from '../../../domain/work.ts'
import { weeksBefore } from '../weeks.ts'

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
  const { days, dayOf } = weeksBefore(now, zone)
  const byDay = Map.groupBy(jobs, (job) => dayOf(timeOf(job)))
  const oldest = isWhole ? '' : dayOf(timeOf(jobs.at(-1)!))
  return days.filter((day) => day >= oldest).map((day) => ({ day, tone: toneOf(byDay.get(day) ?? []), runs: byDay.get(day)?.length ?? 0 }))
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
