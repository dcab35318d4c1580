import { html } from 'hono/html'
import { isAtLeast } from '../../../server/domain/role.ts'
import { ago, bytes, number } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { nouns } from '../../messages/nouns.ts'
import { targets } from '../../messages/targets.ts'
import { words } from '../../messages/words.ts'
import { notice } from '../../parts/form.ts'
import { nameSearch, planNames } from '../../parts/noun-facts.ts'
import { emptyState, linkButton, pageHead, pager } from '../../parts/page.ts'

export interface TargetRow {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly newest: { readonly id: string; readonly startedAt: Date } | null
  readonly copies: number
  readonly sizeBytes: number
  readonly plans: readonly { readonly id: string; readonly name: string }[]
}

export interface TargetListView {
  readonly rows: readonly TargetRow[]
  readonly search: string
  /** How many there are, whatever is searched for. */
  readonly total: number
  readonly nextCursor: string | null
  readonly isFirst: boolean
  readonly message: string | null
}

/** More than that are not seen at a glance. */
const searchedFrom = 8

/** The targets, by name. */
export function targetListPage(view: TargetListView, frame: PageFrame): Html {
  const say = targets[frame.language]
  const isAdmin = frame.person !== null && isAtLeast(frame.person.role, 'admin')
  const add = linkButton({ href: '/targets/new', label: say.add, sign: 'add', kind: 'main' })
  const isEmpty = view.total === 0
  const address = view.search === '' ? '/targets' : `/targets?${new URLSearchParams({ name: view.search })}`
  const body = html`${pageHead({ title: say.title, lead: say.lead, actions: isAdmin && !isEmpty ? [add] : [] }, frame)}
${notice(view.message, 'good')}
${view.total >= searchedFrom || view.search !== '' ? nameSearch('/targets', view.search, frame) : ''}
${isEmpty ? html`<div class="card">${emptyState('targets', isAdmin ? say.empty : say.emptyViewer, isAdmin ? [add] : [])}</div>` : table(view.rows, frame)}
${pager({ address, nextCursor: view.nextCursor, isFirst: view.isFirst }, frame)}`
  return layout({ title: say.title, body, isWide: true }, frame)
}

function table(rows: readonly TargetRow[], frame: PageFrame): Html {
  const say = targets[frame.language]
  const common = nouns[frame.language]
  if (rows.length === 0) return html`<div class="card">${emptyState('search', common.noMatch)}</div>`
  return html`<div class="card flush scroll"><table class="stack"><thead><tr><th scope="col">${common.name}</th><th scope="col">${say.kind}</th><th scope="col">${say.newest}</th><th scope="col" class="number">${say.copies}</th><th scope="col" class="number">${say.kept}</th><th scope="col">${common.plans}</th></tr></thead>
<tbody>${rows.map((row) => targetRow(row, frame))}</tbody></table></div>`
}

function targetRow({ id, name, kind, newest, copies, sizeBytes, plans }: TargetRow, frame: PageFrame): Html {
  const say = targets[frame.language]
  return html`<tr><th scope="row"><a href="/targets/${id}">${name}</a></th>
<td data-label="${say.kind}">${kind}</td>
<td data-label="${say.newest}">${newest === null ? words[frame.language].never : html`<a href="/backups/${newest.id}">${ago(newest.startedAt, frame)}</a>`}</td>
<td class="number" data-label="${say.copies}">${number(copies, frame)}</td>
<td class="number" data-label="${say.kept}">${bytes(sizeBytes, frame)}</td>
<td data-label="${nouns[frame.language].plans}">${planNames(plans, frame)}</td></tr>`
}
