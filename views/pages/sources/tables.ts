import { html } from 'hono/html'
import { bytes, counted, number } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { fill } from '../../messages/fill.ts'
import { nouns } from '../../messages/nouns.ts'
import { sources } from '../../messages/sources.ts'
import { nameSearch } from '../../parts/noun-facts.ts'
import { emptyState, pageHead, pager } from '../../parts/page.ts'
import { faultNotice, type Told } from '../../parts/said.ts'

export interface SourceTablesView {
  readonly source: { readonly id: string; readonly name: string }
  readonly search: string
  /** Null where the source did not answer. */
  readonly found: {
    readonly engine: string
    readonly version: string
    readonly sizeBytes: number | null
    readonly total: number
    /** How many of them were looked at. */
    readonly known: number
    readonly items: readonly { readonly name: string; readonly rows: number | null }[]
    readonly nextCursor: string | null
    readonly isFirst: boolean
  } | null
  readonly fault: Told | null
}

/** What a source has now. */
export function sourceTablesPage({ source, search, found, fault }: SourceTablesView, frame: PageFrame): Html {
  const say = sources[frame.language]
  const title = fill(say.tablesOf, { name: source.name })
  const trail = [
    { label: say.title, href: '/sources' },
    { label: source.name, href: `/sources/${source.id}` },
  ]
  const lead =
    found === null
      ? {}
      : { lead: fill(say.tablesLead, { engine: found.engine, version: found.version, size: bytes(found.sizeBytes, frame) }) }
  const address = `/sources/${source.id}/tables`
  const body = html`${pageHead({ title, trail, ...lead }, frame)}
${faultNotice(fault, frame)}
${found === null ? '' : html`${found.total > 8 ? nameSearch(address, search, frame) : ''}${tableOf(found, search, frame)}`}
${found === null ? '' : pager({ address: search === '' ? address : `${address}?${new URLSearchParams({ name: search })}`, nextCursor: found.nextCursor, isFirst: found.isFirst }, frame)}`
  return layout({ title, body, isWide: true }, frame)
}

function tableOf(found: NonNullable<SourceTablesView['found']>, search: string, frame: PageFrame): Html {
  const say = sources[frame.language]
  if (found.items.length === 0) {
    const text = search === '' ? say.noTables : nouns[frame.language].noMatch
    return html`<div class="card">${emptyState('search', text)}</div>`
  }
  // Counting rows takes long in some engines: those don't tell.
  const isCounted = found.items.some(({ rows: count }) => count !== null)
  const cell = (count: number | null) => (isCounted ? html`<td class="number" data-label="${say.rows}">${number(count, frame)}</td>` : '')
  const rows = found.items.map(({ name, rows: count }) => html`<tr><th scope="row"><code>${name}</code></th>${cell(count)}</tr>`)
  const part = found.known < found.total ? html` ${fill(say.isPart, { count: number(found.known, frame) })}` : ''
  return html`<p class="soft">${counted(say.total, { count: found.total }, frame)}${part}</p>
<div class="card flush scroll"><table class="stack"><thead><tr><th scope="col">${say.tableName}</th>${isCounted ? html`<th scope="col" class="number">${say.rows}</th>` : ''}</tr></thead><tbody>${rows}</tbody></table></div>`
}
