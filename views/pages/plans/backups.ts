import { html } from 'hono/html'
import type { Backup } from '../../../server/domain/backup.ts'
import type { Plan } from '../../../server/domain/plan.ts'
import { ago, bytes, counted } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { fill } from '../../messages/fill.ts'
import { planPageMessages } from '../../messages/plans-page.ts'
import { words } from '../../messages/words.ts'
import { backupLink } from '../../parts/backup-link.ts'
import { trustBadge } from '../../parts/badge.ts'
import { lineChart } from '../../parts/chart.ts'
import { type DayTone, successCalendar } from '../../parts/chart-calendar.ts'
import { emptyState } from '../../parts/page.ts'

export interface SourceBackups {
  readonly source: string
  /** The newest first. */
  readonly backups: readonly Backup[]
}

export interface PlanDay {
  readonly day: string
  readonly tone: DayTone
  readonly runs: number
}

export interface PlanBackups {
  readonly count: number
  /** The newest of each source. */
  readonly bySource: readonly SourceBackups[]
  readonly days: readonly PlanDay[]
}

const listedMax = 10

/** What the plan made: how it went day by day, how large and how fast, and the newest of them. */
export function backupsPart(view: PlanBackups, { name }: Pick<Plan, 'name'>, frame: PageFrame): Html {
  const { backups: say, charts } = planPageMessages[frame.language]
  const days = view.days.map(({ day, tone, runs }) => ({
    ...{ day, tone },
    ...(runs === 0 ? {} : { text: counted(charts.runs, { count: runs }, frame) }),
  }))
  const more =
    view.count === 0
      ? html``
      : html`<a class="more" href="/backups?${new URLSearchParams({ plan: name })}">${counted(say.all, { count: view.count }, frame)}</a>`
  return html`${days.length === 0 ? '' : html`<section class="card"><h2>${charts.calendar}</h2>${successCalendar({ title: charts.calendar, days }, frame)}</section>`}
${view.bySource.map((one) => chartsOf(one, view.bySource.length > 1, frame))}
<div class="section-head"><h2>${say.title}</h2>${more}</div>
<div class="card flush scroll">${view.count === 0 ? emptyState('backups', say.none) : backupTable(view, frame)}</div>`
}

function chartsOf({ source, backups }: SourceBackups, isNamed: boolean, frame: PageFrame): Html {
  // One value is no course.
  if (backups.length < 2) return html``
  const { charts: say } = planPageMessages[frame.language]
  const named = (title: string) => (isNamed ? fill(say.ofSource, { title, source }) : title)
  const points = (value: (backup: Backup) => number) =>
    backups.toReversed().map((backup) => ({ at: backup.startedAt, value: value(backup) }))
  const [sizes, durations] = [named(say.sizes), named(say.durations)]
  return html`<div class="cards"><section class="card"><h3>${sizes}</h3>${lineChart({ title: sizes, measure: 'bytes', points: points(({ sizeBytes }) => sizeBytes) }, frame)}</section>
<section class="card"><h3>${durations}</h3>${lineChart({ title: durations, measure: 'duration', points: points(tookMs) }, frame)}</section></div>`
}

function tookMs({ startedAt, finishedAt }: Backup): number {
  return Math.max(0, finishedAt.getTime() - startedAt.getTime())
}

function backupTable({ bySource }: PlanBackups, frame: PageFrame): Html {
  const say = planPageMessages[frame.language].backups
  const newest = bySource
    .flatMap(({ source, backups }) => backups.map((backup) => ({ source, backup })))
    .sort((one, other) => other.backup.startedAt.getTime() - one.backup.startedAt.getTime())
    .slice(0, listedMax)
  const rows = newest.map(
    ({ source, backup }) => html`<tr><th scope="row">${backupLink(backup)}</th>
<td data-label="${say.source}">${source}</td>
<td data-label="${say.mode}">${words[frame.language].modes[backup.mode]}</td>
<td class="number" data-label="${say.size}">${bytes(backup.sizeBytes, frame)}</td>
<td data-label="${say.trust}">${trustBadge(backup.trust, frame)}</td>
<td data-label="${say.created}">${ago(backup.startedAt, frame)}</td></tr>`,
  )
  return html`<table class="stack"><thead><tr><th scope="col">${say.name}</th><th scope="col">${say.source}</th><th scope="col">${say.mode}</th><th scope="col" class="number">${say.size}</th>
<th scope="col">${say.trust}</th><th scope="col">${say.created}</th></tr></thead><tbody>${rows}</tbody></table>`
}
