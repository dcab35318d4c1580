import { html } from 'hono/html'
import type { Backup } from '../../../server/domain/backup.ts'
import { bytes, number } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { backups } from '../../messages/backups.ts'
import { backupWork } from '../../messages/backups-work.ts'
import { fill } from '../../messages/fill.ts'
import { backupLink } from '../../parts/backup-link.ts'
import { icon } from '../../parts/icon.ts'
import { pageHead } from '../../parts/page.ts'
import { faultNotice, type Told } from '../../parts/said.ts'

/** What an archive says of itself, as far as it is shown. */
export interface ManifestFacts {
  readonly format: number
  readonly features: readonly string[]
  readonly codec: string
  readonly writer: { readonly name: string; readonly version: string }
  readonly archives: readonly { readonly id: string; readonly name: string; readonly sha256: string; readonly sizeBytes: number }[]
  readonly parts: readonly { readonly name: string; readonly entry: string; readonly plainBytes: number; readonly chunks: number }[]
}

export interface ManifestView {
  readonly backup: Pick<Backup, 'id' | 'name'>
  /** Null where it could not be read; then `told` says why. */
  readonly facts: ManifestFacts | null
  readonly told: Told | null
}

const shownMax = 200

/** What an archive says of itself. */
export function manifestPage({ backup, facts, told }: ManifestView, frame: PageFrame): Html {
  const say = backupWork[frame.language]
  const trail = [
    { label: backups[frame.language].title, href: '/backups' },
    { label: backup.name, href: `/backups/${backup.id}` },
  ]
  const address = `/api/v1/backups/${backup.id}/download?part=manifest.json`
  const download = html`<a class="button quiet" href="${address}" download hx-boost="false">${icon('download')}${say.manifestDownload}</a>`
  const head = { title: say.manifest, lead: say.manifestLead, trail, ...(facts === null ? {} : { actions: [download] }) }
  const body = html`${pageHead(head, frame)}${faultNotice(told, frame)}
${facts === null ? '' : html`${aboutCard(facts, frame)}${partsCard(facts, backup, frame)}${referencesCard(facts, frame)}`}`
  return layout({ title: say.manifest, body, isWide: true }, frame)
}

function aboutCard({ format, features, codec, writer }: ManifestFacts, { language }: PageFrame): Html {
  const say = backupWork[language]
  return html`<section class="card"><dl class="facts"><dt>${say.format}</dt><dd>${[String(format), ...features].join(', ')}</dd>
<dt>${say.codec}</dt><dd>${codec}</dd><dt>${say.writer}</dt><dd>${writer.name} ${writer.version}</dd></dl></section>`
}

function partsCard({ parts }: ManifestFacts, { id }: Pick<Backup, 'id'>, frame: PageFrame): Html {
  const say = backupWork[frame.language]
  const rows = parts.slice(0, shownMax).map(({ name, entry, plainBytes, chunks }) => {
    const address = `/api/v1/backups/${id}/download?${new URLSearchParams({ part: name })}`
    return html`<tr><th scope="row"><code>${name}</code></th><td data-label="${say.entry}"><code>${entry}</code></td>
<td class="number" data-label="${say.chunks}">${number(chunks, frame)}</td><td class="number" data-label="${say.size}">${bytes(plainBytes, frame)}</td>
<td class="actions-cell"><a class="button quiet small" href="${address}" download hx-boost="false" aria-label="${fill(say.downloadOf, { name })}">${icon('download')}${say.download}</a></td></tr>`
  })
  return html`<section class="card" aria-labelledby="parts"><h2 id="parts">${say.parts}</h2><div class="scroll"><table class="stack"><caption class="hidden">${say.parts}</caption>
<thead><tr><th scope="col">${say.part}</th><th scope="col">${say.entry}</th><th scope="col" class="number">${say.chunks}</th><th scope="col" class="number">${say.size}</th>
<th scope="col"><span class="hidden">${say.download}</span></th></tr></thead><tbody>${rows}</tbody></table></div></section>`
}

function referencesCard({ archives }: ManifestFacts, frame: PageFrame): Html {
  const say = backupWork[frame.language]
  if (archives.length === 0) return html``
  const rows = archives.slice(0, shownMax).map(
    ({ id, name, sha256, sizeBytes }) => html`<tr><th scope="row">${backupLink({ id, name })}</th>
<td class="number" data-label="${say.archive}">${bytes(sizeBytes, frame)}</td><td data-label="SHA-256"><code>${sha256}</code></td></tr>`,
  )
  return html`<section class="card" aria-labelledby="references"><h2 id="references">${say.references}</h2><div class="scroll"><table class="stack"><caption class="hidden">${say.references}</caption>
<thead><tr><th scope="col">${say.name}</th><th scope="col" class="number">${say.archive}</th><th scope="col">SHA-256</th></tr></thead><tbody>${rows}</tbody></table></div></section>`
}
