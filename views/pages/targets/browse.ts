import { html } from 'hono/html'
import { bytes, number, when } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { fill } from '../../messages/fill.ts'
import { nouns } from '../../messages/nouns.ts'
import { targets } from '../../messages/targets.ts'
import { icon } from '../../parts/icon.ts'
import { emptyState, pageHead, pager } from '../../parts/page.ts'
import { faultNotice, type Told } from '../../parts/said.ts'

export interface TargetBrowseView {
  readonly target: { readonly id: string; readonly name: string }
  /** Empty, or a path that ends in a slash. */
  readonly prefix: string
  /** Null where the target did not answer. */
  readonly found: {
    readonly entries: readonly BrowsedRow[]
    readonly nextCursor: string | null
    readonly isFirst: boolean
    readonly isWhole: boolean
  } | null
  readonly fault: Told | null
}

interface BrowsedRow {
  readonly name: string
  readonly kind: 'object' | 'folder'
  readonly objects: number
  readonly sizeBytes: number
  readonly modifiedAt: string
}

/** What lies at a target now. */
export function targetBrowsePage({ target, prefix, found, fault }: TargetBrowseView, frame: PageFrame): Html {
  const say = targets[frame.language]
  const title = fill(say.browseOf, { name: target.name })
  const trail = [
    { label: say.title, href: '/targets' },
    { label: target.name, href: `/targets/${target.id}` },
  ]
  const address = addressOf(target.id, prefix)
  const body = html`${pageHead({ title, lead: say.browseLead, trail }, frame)}
${faultNotice(fault, frame)}
${pathOf(target.id, prefix, frame)}
${found === null || found.isWhole ? '' : html`<p class="notice warn">${say.isPart}</p>`}
${found === null ? '' : entryTable(found.entries, { id: target.id, prefix }, frame)}
${found === null ? '' : pager({ address, nextCursor: found.nextCursor, isFirst: found.isFirst }, frame)}`
  return layout({ title, body, isWide: true }, frame)
}

function addressOf(id: string, prefix: string): string {
  return prefix === '' ? `/targets/${id}/browse` : `/targets/${id}/browse?${new URLSearchParams({ prefix })}`
}

function pathOf(id: string, prefix: string, frame: PageFrame): Html {
  const say = targets[frame.language]
  const segments = prefix.split('/').filter((segment) => segment !== '')
  const links = segments.map((segment, at) => {
    const isLast = at === segments.length - 1
    const above = `${segments.slice(0, at + 1).join('/')}/`
    return html`<li>${isLast ? html`<span aria-current="page">${segment}</span>` : html`<a href="${addressOf(id, above)}">${segment}</a>`}</li>`
  })
  const top =
    segments.length === 0 ? html`<span aria-current="page">${say.top}</span>` : html`<a href="${addressOf(id, '')}">${say.top}</a>`
  return html`<nav class="trail" aria-label="${say.path}"><ol><li>${top}</li>${links}</ol></nav>`
}

interface Place {
  readonly id: string
  readonly prefix: string
}

function entryTable(entries: readonly BrowsedRow[], { id, prefix }: Place, frame: PageFrame): Html {
  const say = targets[frame.language]
  const size = nouns[frame.language].size
  if (entries.length === 0) return html`<div class="card">${emptyState('targets', say.nothingHere)}</div>`
  const rows = entries.map(({ name, kind, objects, sizeBytes, modifiedAt }) => {
    const isFolder = kind === 'folder'
    const label = isFolder
      ? html`<span>${icon('backups')} <a href="${addressOf(id, `${prefix}${name}/`)}">${name}/</a></span>`
      : html`<span>${icon('audit')} ${name}</span>`
    return html`<tr><th scope="row">${label}</th>
<td class="number" data-label="${say.objects}">${number(objects, frame)}</td>
<td class="number" data-label="${size}">${bytes(sizeBytes, frame)}</td>
<td data-label="${say.modified}">${when(new Date(modifiedAt), frame)}</td></tr>`
  })
  return html`<div class="card flush scroll"><table class="stack"><thead><tr><th scope="col">${say.entry}</th><th scope="col" class="number">${say.objects}</th><th scope="col" class="number">${size}</th><th scope="col">${say.modified}</th></tr></thead><tbody>${rows}</tbody></table></div>`
}
