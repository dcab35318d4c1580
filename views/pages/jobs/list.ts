import { html } from 'hono/html'
import { type Job, type JobState, terminalStates, type WorkKind } from '../../../server/domain/work.ts'
import { ago, duration } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { fill } from '../../messages/fill.ts'
import { jobListMessages } from '../../messages/jobs.ts'
import { places } from '../../messages/places.ts'
import { words } from '../../messages/words.ts'
import { type ActiveJobView, progressBar, progressFacts } from '../../parts/active-jobs.ts'
import { jobBadge } from '../../parts/badge.ts'
import { selectControl } from '../../parts/controls.ts'
import { icon } from '../../parts/icon.ts'
import { emptyState, linkButton, pageHead, pager } from '../../parts/page.ts'
import { jobTitle } from './job-words.ts'

export const jobKinds = ['backup', 'restore', 'verify', 'prune', 'copy', 'rescan'] as const satisfies readonly WorkKind[]
/** `active` is what waits and what runs. */
export const jobStates = ['active', ...terminalStates] as const

/** What was chosen; what is absent was not. */
export interface JobFilters {
  readonly kind?: WorkKind
  readonly state?: (typeof jobStates)[number]
  /** By name or id. */
  readonly source?: string
  readonly plan?: string
  readonly trigger?: Job['trigger']
}

export interface JobRow extends ActiveJobView {
  readonly mayCancel: boolean
  readonly mayRetry: boolean
}

export interface JobListView {
  readonly filters: JobFilters
  readonly sources: readonly string[]
  readonly plans: readonly string[]
  readonly rows: readonly JobRow[]
  readonly nextCursor: string | null
  readonly isFirst: boolean
}

const refreshSeconds = 10

/** The path and query of the list with these filters. */
function addressOfJobs(path: string, filters: JobFilters): string {
  const query = new URLSearchParams(Object.entries(filters))
  return query.size === 0 ? path : `${path}?${query}`
}

/** The jobs; the first page of them moves. */
export function jobListPage(view: JobListView, frame: PageFrame): Html {
  const title = places[frame.language].names.jobs
  const { filters, isFirst } = view
  const live = isFirst ? html`hx-sse:connect="${addressOfJobs('/live/job-list', filters)}" hx-swap="innerMorph"` : ''
  const body = html`${pageHead({ title, lead: jobListMessages[frame.language].lead }, frame)}
${filterForm(view, frame)}
<div id="job-list" ${live}>${jobListPart(view, frame)}</div>`
  return layout({ title, body, isWide: true, refreshSeconds: isFirst ? refreshSeconds : null }, frame)
}

/** The rows with the way to those that are older. */
export function jobListPart({ filters, rows, nextCursor, isFirst }: JobListView, frame: PageFrame): Html {
  const say = jobListMessages[frame.language]
  if (rows.length === 0) return html`<div class="card">${empty(filters, frame)}</div>`
  const { columns } = say
  const way = pager({ address: addressOfJobs('/jobs', filters), nextCursor, isFirst }, frame)
  return html`<div class="card flush scroll"><table class="stack"><thead><tr><th scope="col">${columns.job}</th><th scope="col">${columns.state}</th>
<th scope="col">${columns.trigger}</th><th scope="col">${columns.queued}</th><th scope="col" class="number">${columns.took}</th>
<th scope="col"><span class="hidden">${columns.actions}</span></th></tr></thead>
<tbody>${rows.map((row) => jobRow(row, frame))}</tbody></table></div>${way}`
}

function empty(filters: JobFilters, { language }: PageFrame): Html {
  const say = jobListMessages[language]
  if (Object.keys(filters).length > 0) return emptyState('search', say.noneFit, [linkButton({ href: '/jobs', label: say.clear })])
  return emptyState('jobs', say.none, [linkButton({ href: '/plans', label: say.plans, sign: 'plans' })])
}

function filterForm({ filters, sources, plans }: JobListView, frame: PageFrame): Html {
  const say = jobListMessages[frame.language]
  const { jobKinds: kinds, jobStates: states, triggers } = words[frame.language]
  const select = (name: keyof JobFilters, choices: readonly (readonly [value: string, label: string])[]) => {
    const control = { name, label: say.fields[name], value: filters[name] ?? '', empty: say.all }
    return selectControl({ ...control, choices: choices.map(([value, label]) => ({ value, label })) }, frame)
  }
  const named = (names: readonly string[]) => names.map((name) => [name, name] as const)
  const stateLabel = (state: (typeof jobStates)[number]) => (state === 'active' ? say.active : states[state as JobState])
  return html`<form method="get" action="/jobs" role="search" aria-label="${say.filters}"><div class="filters">
${select(
  'kind',
  jobKinds.map((kind) => [kind, kinds[kind]]),
)}
${select(
  'state',
  jobStates.map((state) => [state, stateLabel(state)]),
)}
${select('source', named(sources))}
${select('plan', named(plans))}
${select('trigger', [
  ['manual', triggers.manual],
  ['auto', triggers.auto],
])}
<button class="quiet" type="submit">${icon('search')}${say.filter}</button>
${Object.keys(filters).length === 0 ? '' : html`<a class="button quiet" href="/jobs">${say.clear}</a>`}
</div></form>`
}

function jobRow(row: JobRow, frame: PageFrame): Html {
  const { job, subject } = row
  const { columns, retries } = jobListMessages[frame.language]
  const title = jobTitle(job, subject, frame)
  const endMs = job.finishedAt?.getTime() ?? null
  const tookMs = job.startedAt === null || endMs === null ? null : endMs - job.startedAt.getTime()
  const tries = job.attempt === 1 ? '' : html`<small>${fill(retries, { number: job.attempt })}</small>`
  return html`<tr id="job-${job.id}"><th scope="row"><span class="name-cell"><a href="/jobs/${job.id}">${title}</a>${tries}${moving(row, frame)}</span></th>
<td data-label="${columns.state}">${jobBadge(job.state, frame)}</td>
<td data-label="${columns.trigger}">${words[frame.language].triggers[job.trigger]}</td>
<td data-label="${columns.queued}">${ago(job.queuedAt, frame)}</td>
<td class="number" data-label="${columns.took}">${duration(tookMs, frame)}</td>
<td class="actions-cell"><div class="actions">${actions(row, title, frame)}</div></td></tr>`
}

function moving(row: JobRow, frame: PageFrame): Html {
  if (row.job.state !== 'running') return html``
  return html`${progressBar(row.job, frame)}<span class="progress-facts">${progressFacts(row, frame).map((fact) => html`<span>${fact}</span>`)}</span>`
}

function actions({ job, mayCancel, mayRetry }: JobRow, title: string, { language }: PageFrame): Html {
  const say = jobListMessages[language]
  return html`${mayCancel ? smallButton({ action: `/jobs/${job.id}/cancel`, label: say.cancel, name: fill(say.cancelOf, { job: title }) }) : ''}
${mayRetry ? smallButton({ action: `/jobs/${job.id}/retry`, label: say.retry, name: fill(say.retryOf, { job: title }) }) : ''}`
}

function smallButton({ action, label, name }: Readonly<Record<'action' | 'label' | 'name', string>>): Html {
  return html`<form class="inline" method="post" action="${action}"><button class="quiet small" type="submit" aria-label="${name}">${label}</button></form>`
}
