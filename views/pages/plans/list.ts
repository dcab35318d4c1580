import { html } from 'hono/html'
import type { Schedule } from '../../../server/domain/schedule-form.ts'
import type { JobState } from '../../../server/domain/work.ts'
import { ago } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { fill } from '../../messages/fill.ts'
import { planMessages } from '../../messages/plans.ts'
import { badge, jobBadge } from '../../parts/badge.ts'
import { notice } from '../../parts/form.ts'
import { namesListed } from '../../parts/names.ts'
import { actionButton, emptyState, linkButton, pageHead, pager } from '../../parts/page.ts'
import { scheduleWords } from '../../parts/schedule-words.ts'

/** How the last run of a plan went. */
export interface LastRun {
  readonly id: string
  readonly state: JobState
  readonly at: Date
}

export interface PlanRow {
  readonly id: string
  readonly name: string
  readonly sources: readonly string[]
  readonly targets: readonly string[]
  readonly schedule: Schedule | null
  readonly zone: string
  readonly isPaused: boolean
  readonly isOverdue: boolean
  readonly last: LastRun | null
  readonly nextRunAt: Date | null
}

export interface PlanListView {
  readonly rows: readonly PlanRow[]
  readonly nextCursor: string | null
  readonly isFirst: boolean
  readonly mayRun: boolean
  readonly mayChange: boolean
  readonly done: DoneWord | null
}

export type DoneWord = keyof (typeof planMessages)['en']['done']

/** The plans, by name. */
export function planListPage(view: PlanListView, frame: PageFrame): Html {
  const say = planMessages[frame.language]
  const { rows, nextCursor, isFirst, mayChange, done } = view
  const add = mayChange ? [linkButton({ href: '/plans/new', label: say.add, sign: 'add', kind: 'main' })] : []
  const isEmpty = rows.length === 0 && isFirst
  const body = html`${pageHead({ title: say.title, lead: say.lead, actions: isEmpty ? [] : add }, frame)}
${notice(done === null ? null : say.done[done], 'good')}
${isEmpty ? html`<div class="card">${emptyState('plans', mayChange ? say.empty : say.emptyAsk, add)}</div>` : planTable(view, frame)}
${pager({ address: '/plans', nextCursor, isFirst }, frame)}`
  return layout({ title: say.title, body, isWide: true }, frame)
}

/** Who is backed up where, as one line. */
export function flowWords({ sources, targets }: Pick<PlanRow, 'sources' | 'targets'>, frame: PageFrame): string {
  const say = planMessages[frame.language]
  const list = (names: readonly string[]) => (names.length === 0 ? say.nothingChosen : namesListed(names, frame))
  return fill(say.flow, { sources: list(sources), targets: list(targets) })
}

/** What is to be known of a plan before anything else. */
export function planMarks({ isPaused, isOverdue }: Pick<PlanRow, 'isPaused' | 'isOverdue'>, { language }: PageFrame): Html[] {
  const say = planMessages[language]
  return [...(isPaused ? [badge(say.paused, 'plain', 'pause')] : []), ...(isOverdue ? [badge(say.overdue, 'warn', 'clock')] : [])]
}

function planTable({ rows, mayRun }: PlanListView, frame: PageFrame): Html {
  const { list: say, run } = planMessages[frame.language]
  return html`<div class="card flush scroll"><table class="stack plan-table"><thead><tr><th scope="col">${say.name}</th><th scope="col">${say.flow}</th>
<th scope="col">${say.schedule}</th><th scope="col">${say.last}</th><th scope="col">${say.next}</th>${mayRun ? html`<th scope="col"><span class="hidden">${run}</span></th>` : ''}</tr></thead>
<tbody>${rows.map((row) => planRow(row, mayRun, frame))}</tbody></table></div>`
}

function planRow(row: PlanRow, mayRun: boolean, frame: PageFrame): Html {
  const { list: say, never, ...words } = planMessages[frame.language]
  const { id, name, schedule, zone, last, nextRunAt } = row
  const run = actionButton({ action: `/plans/${id}/run`, label: words.run, sign: 'play', name: fill(words.runOf, { name }) })
  const result =
    last === null
      ? html`<span class="soft">${never}</span>`
      : html`<a href="/jobs/${last.id}">${jobBadge(last.state, frame)}</a> <small>${ago(last.at, frame)}</small>`
  return html`<tr><th scope="row"><a href="/plans/${id}"><strong>${name}</strong></a> ${planMarks(row, frame)}</th>
<td data-label="${say.flow}">${flowWords(row, frame)}</td>
<td data-label="${say.schedule}"><span>${scheduleWords(schedule, frame)}${schedule === null ? '' : html` <small>${zone}</small>`}</span></td>
<td data-label="${say.last}"><span>${result}</span></td>
<td data-label="${say.next}">${ago(nextRunAt, frame)}</td>
${mayRun ? html`<td class="actions-cell">${run}</td>` : ''}</tr>`
}
