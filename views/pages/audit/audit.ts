import { html } from 'hono/html'
import { counted, when } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { auditArea } from '../../messages/audit.ts'
import { auditActions } from '../../messages/audit-actions.ts'
import { fill } from '../../messages/fill.ts'
import { selectControl, textControl } from '../../parts/controls.ts'
import { icon } from '../../parts/icon.ts'
import { emptyState, linkButton, pageHead, pager } from '../../parts/page.ts'

export interface AuditRow {
  readonly seq: number
  readonly at: Date
  /** `user:3`, `key:5`; null for whoever has no account. */
  readonly actor: string | null
  readonly actorName: string
  readonly action: string
  readonly subject: string | null
  /** Who that is, where it is somebody. */
  readonly subjectName: string | null
  readonly address: string | null
  readonly detail: Readonly<Record<string, unknown>>
}

/** What the form holds, as it was typed. */
export interface TypedFilter {
  readonly actor: string
  readonly action: string
  readonly subject: string
  readonly from: string
  readonly to: string
}

export type ChainFault = keyof (typeof auditArea)['en']['reasons']

/** What is known of the chain: null where it was not looked at. */
export interface ChainState {
  readonly entries: number
  readonly verdict:
    | { readonly isIntact: true }
    | { readonly isIntact: false; readonly brokenSeq: number; readonly fault: ChainFault | null }
    | null
}

export interface AuditView {
  readonly rows: readonly AuditRow[]
  readonly nextCursor: string | null
  readonly isFirst: boolean
  readonly typed: TypedFilter
  readonly faults: Readonly<Record<string, string>>
  readonly actors: readonly { readonly actor: string; readonly name: string }[]
  readonly chain: ChainState
}

/** Who did what. */
export function auditPage(view: AuditView, frame: PageFrame): Html {
  const say = auditArea[frame.language]
  const query = queryOf(view.typed)
  const file = (format: string, label: string) =>
    html`<a class="button quiet" href="/audit/export?${new URLSearchParams({ format, ...filledIn(view.typed) })}" download hx-boost="false">${icon('download')}${label}</a>`
  const actions = [file('csv', say.exportCsv), file('ndjson', say.exportLines)]
  const body = html`${pageHead({ title: say.title, lead: say.lead, actions }, frame)}
${chainNotice(view.chain, frame)}
${filterForm(view, frame)}
${view.rows.length === 0 ? emptyState('audit', say.empty, query === '' ? [] : [linkButton({ href: '/audit', label: say.clear })]) : entryTable(view, frame)}
${pager({ address: query === '' ? '/audit' : `/audit?${query}`, nextCursor: view.nextCursor, isFirst: view.isFirst }, frame)}`
  return layout({ title: say.title, body, isWide: true }, frame)
}

function filledIn(typed: TypedFilter): Record<string, string> {
  return Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== ''))
}

function queryOf(typed: TypedFilter): string {
  return String(new URLSearchParams(filledIn(typed)))
}

function chainNotice({ entries, verdict }: ChainState, frame: PageFrame): Html {
  const say = auditArea[frame.language]
  if (verdict === null) {
    return html`<p class="soft">${counted(say.unchecked, { count: entries }, frame)} <a href="/audit?check=on">${say.check}</a></p>`
  }
  if (verdict.isIntact) return html`<p class="chain good">${icon('check')}${counted(say.whole, { count: entries }, frame)}</p>`
  return html`<div class="notice bad" role="alert"><p><strong>${fill(say.broken, { seq: verdict.brokenSeq })}</strong></p>
${verdict.fault === null ? '' : html`<p>${say.reasons[verdict.fault]}</p>`}<p>${say.brokenRemedy}</p></div>`
}

function filterForm({ typed, faults, actors }: AuditView, frame: PageFrame): Html {
  const say = auditArea[frame.language]
  const people = actors.map(({ actor, name }) => ({ value: actor, label: `${name} (${actor})` }))
  const words = auditActions[frame.language].known
  const known = Object.entries(words).map(([value, label]) => ({ value, label }))
  const actions =
    typed.action === '' || Object.hasOwn(words, typed.action) ? known : [...known, { value: typed.action, label: typed.action }]
  const day = (name: 'from' | 'to') => textControl({ name, label: say[name], value: typed[name], type: 'date', error: faults[name] }, frame)
  return html`<form class="filters" method="get" action="/audit">
${selectControl({ name: 'actor', label: say.actor, value: typed.actor, choices: people, empty: say.anybody }, frame)}
${selectControl({ name: 'action', label: say.action, value: typed.action, choices: actions, empty: say.anything }, frame)}
${textControl({ name: 'subject', label: say.subject, value: typed.subject, placeholder: say.subjectHint }, frame)}
${day('from')}${day('to')}
<div class="actions"><button class="quiet" type="submit">${icon('search')}${say.filter}</button>${queryOf(typed) === '' ? '' : html`<a href="/audit">${say.clear}</a>`}</div>
</form>`
}

function entryTable({ rows }: AuditView, frame: PageFrame): Html {
  const say = auditArea[frame.language]
  const columns = [say.when, say.actor, say.action, say.subject, say.address, say.details]
  return html`<div class="card flush scroll"><table class="stack">
<thead><tr>${columns.map((label) => html`<th scope="col">${label}</th>`)}</tr></thead>
<tbody>${rows.map((row) => entryRow(row, frame))}</tbody></table></div>`
}

function entryRow(row: AuditRow, frame: PageFrame): Html {
  const say = auditArea[frame.language]
  const { actor, subject } = row
  const who = actor === null ? nameless(row.actorName, frame) : only('actor', actor, { text: row.actorName, frame })
  const whom = subject === null ? '–' : only('subject', subject, { text: row.subjectName ?? subject, frame })
  return html`<tr><th scope="row">${when(row.at, frame)}</th>
<td data-label="${say.actor}">${who}</td><td data-label="${say.action}"><strong>${actionText(row.action, frame)}</strong></td>
<td data-label="${say.subject}">${whom}</td><td data-label="${say.address}">${row.address ?? '–'}</td>
<td data-label="${say.details}">${details(row, frame)}</td></tr>`
}

function only(name: 'actor' | 'subject', value: string, { text, frame }: { readonly text: string; readonly frame: PageFrame }): Html {
  const title = fill(auditArea[frame.language].onlyThis, { name: value })
  return html`<a class="plain" href="/audit?${new URLSearchParams({ [name]: value })}" title="${title}">${text}</a>`
}

/** Whoever has no account is named by the program, in English. */
function nameless(name: string, { language }: PageFrame): Html {
  const { nobody, setup, commandLine } = auditArea[language]
  const known: Readonly<Record<string, string>> = { nobody, setup, 'command line': commandLine }
  return html`<span class="soft">${Object.hasOwn(known, name) ? known[name] : name}</span>`
}

/** In words where they are known, else as it is written. */
function actionText(action: string, { language }: PageFrame): Html {
  const words: Readonly<Record<string, string>> = auditActions[language].known
  const sign = action === 'login.failed' ? icon('warn') : ''
  return Object.hasOwn(words, action) ? html`<span title="${action}">${sign}${words[action]}</span>` : html`<code>${action}</code>`
}

function details({ seq, detail }: AuditRow, { language }: PageFrame): Html {
  const say = auditArea[language]
  const facts = Object.entries(detail).filter(([, value]) => value !== null && value !== undefined)
  const rows = facts.map(
    ([key, value]) => html`<dt lang="en">${key}</dt><dd>${typeof value === 'string' ? value : JSON.stringify(value)}</dd>`,
  )
  const name = fill(say.detailsName, { seq })
  return html`<details><summary aria-label="${name}">${seq}</summary><dl class="facts">${rows}</dl></details>`
}
