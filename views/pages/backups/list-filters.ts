import { html } from 'hono/html'
import { counted } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { backups } from '../../messages/backups.ts'
import { words } from '../../messages/words.ts'
import { type Choice, selectControl, textControl } from '../../parts/controls.ts'
import { icon } from '../../parts/icon.ts'

/** What the status of a line can be: that of the job which made the backup, or that it goes. */
export const listStates = [
  'completed',
  'completed_with_warnings',
  'pending',
  'running',
  'failed',
  'timeout',
  'cancelled',
  'delete_pending',
] as const
export type ListState = (typeof listStates)[number]

/** Days back from now. */
export const periods = ['1', '7', '30', '90', '365'] as const

/** What was chosen; what is absent was not. */
export interface ListFilters {
  readonly text?: string
  readonly source?: string
  readonly plan?: string
  readonly target?: string
  readonly state?: ListState
  readonly period?: (typeof periods)[number]
  readonly scope?: string
  readonly mode?: string
  readonly trust?: string
  readonly trigger?: string
  readonly sort?: string
}

export interface FiltersView {
  /** Where the list is: it has two addresses. */
  readonly path: string
  readonly filters: ListFilters
  readonly sources: readonly string[]
  readonly plans: readonly string[]
  readonly targets: readonly string[]
}

/** The path and query of the list with these filters. */
export function addressOfList(path: string, filters: ListFilters): string {
  const query = new URLSearchParams(Object.entries(filters))
  return query.size === 0 ? path : `${path}?${query}`
}

/** What the list is looked through by. */
export function listFilters({ path, filters, sources, plans, targets }: FiltersView, frame: PageFrame): Html {
  const say = backups[frame.language]
  const { sort: _sort, ...chosen } = filters
  const isRare = ['target', 'scope', 'mode', 'trust', 'trigger', 'sort'].some((name) => name in filters)
  const named = (names: readonly string[]) => names.map((name) => ({ value: name, label: name }))
  const select = (name: keyof ListFilters & keyof typeof say.fields, choices: readonly Choice[]) =>
    selectControl({ name, label: say.fields[name], value: filters[name] ?? '', choices, empty: say.all }, frame)
  return html`<form method="get" action="${path}" role="search" aria-label="${say.filters}">
<div class="filters">
${textControl({ name: 'text', label: say.fields.text, value: filters.text ?? '', type: 'search' }, frame)}
${select('source', named(sources))}
${select('plan', named(plans))}
${selectControl({ name: 'state', label: say.fields.status, value: filters.state ?? '', choices: stateChoices(frame), empty: say.all }, frame)}
${select(
  'period',
  periods.map((value) => ({ value, label: counted(say.lastDays, { count: Number(value) }, frame) })),
)}
<button class="quiet" type="submit">${icon('search')}${say.filter}</button>
${Object.keys(chosen).length === 0 ? '' : html`<a class="button quiet" href="${path}">${say.clear}</a>`}
</div>
<details class="more-filters" ${isRare ? html`open` : ''}><summary>${say.moreFilters}</summary>
<div class="filters">${select('target', named(targets))}${rareFilters(filters, frame)}</div></details>
</form>`
}

function rareFilters(filters: ListFilters, frame: PageFrame): Html {
  const say = backups[frame.language]
  const { scopes, modes, trustLevels, triggers } = words[frame.language]
  const select = (name: 'scope' | 'mode' | 'trust' | 'trigger', labels: Readonly<Record<string, string>>) => {
    const choices = Object.entries(labels).map(([value, label]) => ({ value, label }))
    return selectControl({ name, label: say.fields[name], value: filters[name] ?? '', choices, empty: say.all }, frame)
  }
  const orders = [
    { value: '-started_at', label: say.newestFirst },
    { value: 'started_at', label: say.oldestFirst },
  ]
  return html`${select('scope', scopes)}${select('mode', modes)}${select('trust', trustLevels)}${select('trigger', triggers)}
${selectControl({ name: 'sort', label: say.fields.sort, value: filters.sort ?? '-started_at', choices: orders }, frame)}`
}

function stateChoices({ language }: PageFrame): Choice[] {
  const { jobStates, backupStates } = words[language]
  return listStates.map((value) => ({ value, label: value === 'delete_pending' ? backupStates.delete_pending : jobStates[value] }))
}
