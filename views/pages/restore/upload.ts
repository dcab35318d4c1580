import { html } from 'hono/html'
import type { UploadReport } from '../../../server/domain/upload.ts'
import { ago, bytes, counted, number, when } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import type { Plural } from '../../messages/area.ts'
import { restoreUploads } from '../../messages/restore-uploads.ts'
import { words } from '../../messages/words.ts'
import { linkButton, pageHead } from '../../parts/page.ts'
import { faultNotice, said, type Told } from '../../parts/said.ts'
import { type ShownUpload, uploadsTrail } from './uploads.ts'

export interface InspectedView {
  readonly upload: ShownUpload
  /** Null when it could not be looked at, and `fault` says why; without that, it is looked at now. */
  readonly report: UploadReport | null
  readonly fault: Told | null
}

const listedMax = 100

/** What a file was found to be, and whether it would be restored. */
export function inspectedPage({ upload, report, fault }: InspectedView, frame: PageFrame): Html {
  const say = restoreUploads[frame.language]
  const isSound = report !== null && report.problems.length === 0
  const actions = [
    ...(isSound ? [linkButton({ href: `/restore/what?upload=${upload.id}`, label: say.restore, sign: 'restore', kind: 'main' })] : []),
    linkButton({ href: `/restore/uploads/${upload.id}/delete`, label: say.remove, sign: 'delete' }),
  ]
  const body = html`${pageHead({ title: upload.name, trail: uploadsTrail(frame, true), actions }, frame)}
${faultNotice(fault, frame)}
${report === null && fault === null ? looking(upload.id, frame) : ''}
${report === null ? '' : verdict(report, frame)}
<section class="card"><dl class="facts">${[...(report === null ? [] : reportFacts(report, frame)), ...ownFacts(upload, frame)].map(([term, detail]) => html`<dt>${term}</dt><dd>${detail}</dd>`)}</dl></section>
${report === null ? '' : lists(report, frame)}`
  return layout({ title: upload.name, body, isWide: true }, frame)
}

/** The same page with what was found takes the place of this one. */
function looking(id: string, frame: PageFrame): Html {
  const say = restoreUploads[frame.language]
  const href = `/restore/uploads/${id}?now`
  return html`<section class="card" role="status" hx-get="${href}" hx-trigger="load" hx-target="body"><p>${say.looking}</p><progress aria-label="${say.looking}"></progress>
<noscript><a class="button" href="${href}">${say.look}</a></noscript></section>`
}

function verdict({ problems }: UploadReport, frame: PageFrame): Html {
  const say = restoreUploads[frame.language]
  if (problems.length === 0) return html`<p class="notice good" role="status">${say.sound}</p>`
  const items = problems.map(
    ({ message, remedy }) => html`<li>${said(message, frame)}${remedy === null ? '' : html`<br>${said(remedy, frame)}`}</li>`,
  )
  return html`<section class="notice bad" role="alert"><p><strong>${say.unsound}</strong></p><ul class="consequences">${items}</ul></section>`
}

type Fact = readonly [term: string, detail: Html]

function reportFacts(report: UploadReport, frame: PageFrame): Fact[] {
  const say = restoreUploads[frame.language].facts
  const { form, packing, sealed, problems, plainBytes, dialect, parts, backup } = report
  const target = dialect ?? (form === null ? null : say.anyDialect)
  return [
    [say.what, html`${say[form ?? 'unknown']}`],
    ...(backup === null ? [] : backupFacts(backup, frame)),
    ...(target === null ? [] : [[say.dialect, html`${target}`] as const]),
    ...(parts.length === 0 ? [] : [[say.parts, html`${parts.map((part) => html`<code>${part}</code> `)}`] as const]),
    ...(packing === null ? [] : [[say.packing, html`${packing}`] as const]),
    ...(sealed ? [[say.sealed, html`${problems.length === 0 ? say.isSealed : say.stillSealed}`] as const] : []),
    ...(plainBytes === null ? [] : [[say.plain, html`${bytes(plainBytes, frame)}`] as const]),
  ]
}

function backupFacts(backup: NonNullable<UploadReport['backup']>, frame: PageFrame): Fact[] {
  const say = restoreUploads[frame.language].facts
  return [
    [say.backup, html`${backup.label}`],
    [say.made, when(new Date(backup.startedAt), frame)],
    [say.engine, html`${backup.engine} ${backup.version}`],
    [say.mode, html`${words[frame.language].modes[backup.mode]}`],
    [say.record, html`${backup.hasRecord ? say.hasRecord : say.noRecord}`],
  ]
}

function ownFacts({ sizeBytes, sha256, createdAt, keptUntil }: ShownUpload, frame: PageFrame): Fact[] {
  const say = restoreUploads[frame.language].facts
  return [
    [say.size, html`${bytes(sizeBytes, frame)}`],
    [say.sha256, html`<code>${sha256}</code>`],
    [say.came, ago(createdAt, frame)],
    [say.until, ago(keptUntil, frame)],
  ]
}

function lists({ tables, tableCount, entries, entryCount }: UploadReport, frame: PageFrame): Html {
  const { tables: tableWords, entries: entryWords } = restoreUploads[frame.language]
  const tableRows = tables
    .slice(0, listedMax)
    .map(
      ({ name, rows, sizeBytes }) =>
        html`<tr><th scope="row"><code>${name}</code></th><td class="number" data-label="${tableWords.rows}">${number(rows, frame)}</td><td class="number" data-label="${tableWords.size}">${bytes(sizeBytes, frame)}</td></tr>`,
    )
  const entryRows = entries
    .slice(0, listedMax)
    .map(
      ({ name, plainBytes }) =>
        html`<tr><th scope="row"><code>${name}</code></th><td class="number" data-label="${entryWords.size}">${bytes(plainBytes, frame)}</td></tr>`,
    )
  const tableHead = html`<th scope="col">${tableWords.name}</th><th scope="col" class="number">${tableWords.rows}</th><th scope="col" class="number">${tableWords.size}</th>`
  const entryHead = html`<th scope="col">${entryWords.name}</th><th scope="col" class="number">${entryWords.size}</th>`
  return html`${listed({ say: tableWords, head: tableHead, rows: tableRows, count: tableCount }, frame)}
${listed({ say: entryWords, head: entryHead, rows: entryRows, count: entryCount }, frame)}`
}

interface Listed {
  readonly say: { readonly title: string; readonly more: Plural }
  readonly head: Html
  readonly rows: readonly Html[]
  readonly count: number
}

function listed({ say, head, rows, count }: Listed, frame: PageFrame): Html {
  if (rows.length === 0) return html``
  const rest = count - rows.length
  return html`<section><div class="section-head"><h2>${say.title}</h2><span class="soft">${number(count, frame)}</span></div>
<div class="card flush"><div class="scroll"><table class="stack"><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></div></div>
${rest > 0 ? html`<p class="hint">${counted(say.more, { count: rest }, frame)}</p>` : ''}</section>`
}
