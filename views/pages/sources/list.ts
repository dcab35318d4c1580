import { html } from 'hono/html'
import { isAtLeast } from '../../../server/domain/role.ts'
import { ago, bytes, number } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { fill } from '../../messages/fill.ts'
import { nouns } from '../../messages/nouns.ts'
import { sources } from '../../messages/sources.ts'
import { words } from '../../messages/words.ts'
import { notice } from '../../parts/form.ts'
import { icon } from '../../parts/icon.ts'
import { nameSearch, planNames } from '../../parts/noun-facts.ts'
import { emptyState, linkButton, pageHead, pager } from '../../parts/page.ts'

export interface SourceRow {
  readonly id: string
  readonly name: string
  readonly dialect: string
  readonly newest: { readonly id: string; readonly startedAt: Date; readonly sizeBytes: number } | null
  readonly backups: number
  readonly plans: readonly { readonly id: string; readonly name: string }[]
}

export interface SourceListView {
  readonly rows: readonly SourceRow[]
  readonly search: string
  /** How many there are, whatever is searched for. */
  readonly total: number
  readonly nextCursor: string | null
  readonly isFirst: boolean
  readonly message: string | null
}

/** More than that are not seen at a glance. */
const searchedFrom = 8

/** The sources, by name. */
export function sourceListPage(view: SourceListView, frame: PageFrame): Html {
  const say = sources[frame.language]
  const isAdmin = frame.person !== null && isAtLeast(frame.person.role, 'admin')
  const add = linkButton({ href: '/sources/new', label: say.add, sign: 'add', kind: 'main' })
  const isEmpty = view.total === 0
  const address = view.search === '' ? '/sources' : `/sources?${new URLSearchParams({ name: view.search })}`
  const body = html`${pageHead({ title: say.title, lead: say.lead, actions: isAdmin && !isEmpty ? [add] : [] }, frame)}
${notice(view.message, 'good')}
${view.total >= searchedFrom || view.search !== '' ? nameSearch('/sources', view.search, frame) : ''}
${isEmpty ? html`<div class="card">${emptyState('sources', isAdmin ? say.empty : say.emptyViewer, isAdmin ? [add] : [])}</div>` : table(view.rows, frame)}
${pager({ address, nextCursor: view.nextCursor, isFirst: view.isFirst }, frame)}`
  return layout({ title: say.title, body, isWide: true }, frame)
}

function table(rows: readonly SourceRow[], frame: PageFrame): Html {
  const say = sources[frame.language]
  const common = nouns[frame.language]
  if (rows.length === 0) return html`<div class="card">${emptyState('search', common.noMatch)}</div>`
  const mayBackUp = frame.person !== null && isAtLeast(frame.person.role, 'backup_operator')
  return html`<div class="card flush scroll"><table class="stack"><thead><tr><th scope="col">${common.name}</th><th scope="col">${say.dialect}</th><th scope="col">${say.newest}</th><th scope="col" class="number">${common.size}</th><th scope="col" class="number">${say.count}</th><th scope="col">${common.plans}</th>${mayBackUp ? html`<th scope="col"><span class="hidden">${say.backUp}</span></th>` : ''}</tr></thead>
<tbody>${rows.map((row) => sourceRow(row, mayBackUp, frame))}</tbody></table></div>`
}

function sourceRow({ id, name, dialect, newest, backups, plans }: SourceRow, mayBackUp: boolean, frame: PageFrame): Html {
  const say = sources[frame.language]
  const common = nouns[frame.language]
  const link = html`<a class="button quiet small" href="/backups/new?source=${id}" aria-label="${fill(say.backUpOf, { name })}">${icon('play')}${say.backUp}</a>`
  return html`<tr><th scope="row"><a href="/sources/${id}">${name}</a></th>
<td data-label="${say.dialect}">${dialect}</td>
<td data-label="${say.newest}">${newest === null ? words[frame.language].never : html`<a href="/backups/${newest.id}">${ago(newest.startedAt, frame)}</a>`}</td>
<td class="number" data-label="${common.size}">${bytes(newest?.sizeBytes, frame)}</td>
<td class="number" data-label="${say.count}">${number(backups, frame)}</td>
<td data-label="${common.plans}">${planNames(plans, frame)}</td>
${mayBackUp ? html`<td class="actions-cell">${link}</td>` : ''}</tr>`
}
