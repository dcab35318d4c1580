import { html } from 'hono/html'
import { ago, bytes } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { fill } from '../../messages/fill.ts'
import { pieces } from '../../messages/pieces.ts'
import { restore } from '../../messages/restore.ts'
import { restoreUploads } from '../../messages/restore-uploads.ts'
import { notice } from '../../parts/form.ts'
import { confirmation, emptyState, linkButton, pageHead, pager } from '../../parts/page.ts'
import { faultNotice, said, type Told } from '../../parts/said.ts'

/** An uploaded file as it is shown: where it lies stays inside. */
export interface ShownUpload {
  readonly id: string
  readonly name: string
  readonly sizeBytes: number
  readonly sha256: string
  readonly createdAt: Date
  readonly keptUntil: Date
}

export interface UploadView {
  readonly sizeBytesMax: number
  readonly uploads: readonly ShownUpload[]
  readonly fault: Told | null
}

/** The pages above those of uploads. */
export function uploadsTrail(frame: PageFrame, isBelow: boolean): { label: string; href: string }[] {
  const top = { label: restore[frame.language].title, href: '/restore' }
  return isBelow ? [top, { label: restoreUploads[frame.language].list.title, href: '/restore/uploads' }] : [top]
}

/** The form that takes a file in. */
export function uploadPage({ sizeBytesMax, uploads, fault }: UploadView, frame: PageFrame): Html {
  const say = restoreUploads[frame.language]
  const error = fault === null ? '' : html`<p class="fault" id="file-error">${said(fault.message, frame)}</p>`
  const described = fault === null ? 'file-hint' : 'file-error file-hint'
  const body = html`${pageHead({ title: say.title, lead: say.lead, trail: uploadsTrail(frame, false) }, frame)}
${faultNotice(fault, frame)}
<form class="card" method="post" action="/restore/upload" enctype="multipart/form-data">
<div class="field"><label for="file">${say.file}</label><input id="file" name="file" type="file" required aria-describedby="${described}" ${fault === null ? '' : html`aria-invalid="true"`}>
${error}<p class="hint" id="file-hint">${fill(say.fileHint, { size: bytes(sizeBytesMax, frame) })}</p></div>
<div class="actions"><button type="submit">${say.send}</button><span class="soft">${say.slow}</span></div>
${sending(frame)}
</form>
${uploads.length === 0 ? '' : html`<section><div class="section-head"><h2>${say.list.title}</h2></div><div class="card flush">${table(uploads, frame)}</div></section>`}`
  return layout({ title: say.title, body }, frame)
}

/** How much of the file is on its way; the script of the pages shows it. */
function sending({ language }: PageFrame): Html {
  const { sending: label } = restoreUploads[language]
  return html`<div class="sending" data-sending hidden><progress aria-label="${label}" max="1"></progress>
<p class="progress-facts"><span>${label}</span><output aria-live="off"></output></p>
<button class="quiet small" type="button" data-stop>${pieces[language].cancel}</button></div>`
}

export interface UploadsView {
  readonly uploads: readonly ShownUpload[]
  readonly nextCursor: string | null
  readonly isFirst: boolean
  readonly isDeleted: boolean
}

/** The files that are kept. */
export function uploadsPage({ uploads, nextCursor, isFirst, isDeleted }: UploadsView, frame: PageFrame): Html {
  const say = restoreUploads[frame.language].list
  const add = linkButton({ href: '/restore/upload', label: say.another, sign: 'upload', kind: 'main' })
  const head = { title: say.title, lead: say.lead, trail: uploadsTrail(frame, false), actions: uploads.length === 0 ? [] : [add] }
  const body = html`${pageHead(head, frame)}
${notice(isDeleted ? say.deleted : null, 'good')}
<div class="card flush">${uploads.length === 0 ? emptyState('upload', say.empty, [add]) : table(uploads, frame)}</div>
${pager({ address: '/restore/uploads', nextCursor, isFirst }, frame)}`
  return layout({ title: say.title, body, isWide: true }, frame)
}

function table(uploads: readonly ShownUpload[], frame: PageFrame): Html {
  const say = restoreUploads[frame.language]
  const { list } = say
  const rows = uploads.map(({ id, name, sizeBytes, createdAt, keptUntil }) => {
    const href = `/restore/uploads/${id}`
    return html`<tr><th scope="row"><a href="${href}">${name}</a></th><td class="number" data-label="${list.size}">${bytes(sizeBytes, frame)}</td>
<td data-label="${list.came}">${ago(createdAt, frame)}</td><td data-label="${list.until}">${ago(keptUntil, frame)}</td>
<td class="actions-cell"><div class="actions"><a class="button quiet small" href="${href}" aria-label="${fill(say.lookNamed, { name })}">${say.look}</a>
<a class="button quiet small" href="${href}/delete" aria-label="${fill(say.removeNamed, { name })}">${say.remove}</a></div></td></tr>`
  })
  return html`<div class="scroll"><table class="stack"><thead><tr><th scope="col">${list.name}</th><th scope="col" class="number">${list.size}</th><th scope="col">${list.came}</th><th scope="col">${list.until}</th><th scope="col"><span class="hidden">${list.actions}</span></th></tr></thead><tbody>${rows}</tbody></table></div>`
}

/** Asks before a file is removed. */
export function uploadDeletePage({ upload, fault }: { readonly upload: ShownUpload; readonly fault: Told | null }, frame: PageFrame): Html {
  const say = restoreUploads[frame.language].delete
  const title = fill(say.title, { name: upload.name })
  const back = `/restore/uploads/${upload.id}`
  const view = {
    ...{ title, trail: uploadsTrail(frame, true), consequences: [say.consequence], label: say.button, back },
    action: `${back}/delete`,
  }
  return layout({ title, body: html`${faultNotice(fault, frame)}${confirmation(view, frame)}` }, frame)
}
