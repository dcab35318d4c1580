import { html } from 'hono/html'
import { breakable } from '../format.ts'
import type { PageFrame } from '../frame.ts'
import type { Html } from '../html.ts'
import { pieces } from '../messages/pieces.ts'
import { type IconName, icon } from './icon.ts'

export interface PageHead {
  /** For pages that ask for their head again. */
  readonly id?: string
  readonly title: string
  /** A sentence below it. */
  readonly lead?: string | Html
  /** The pages above this one, the highest first. */
  readonly trail?: readonly { readonly label: string; readonly href: string }[]
  /** Links and forms that act on what the page shows. */
  readonly actions?: readonly Html[]
  /** Badges beside the title. */
  readonly marks?: readonly Html[]
}

/** The head of a page: where it is, what it is, what can be done. */
export function pageHead(
  { id, title, lead, trail = [], actions = [], marks = [] }: PageHead,
  { language }: Pick<PageFrame, 'language'>,
): Html {
  const crumbs = trail.map(({ label, href }) => html`<li><a href="${href}">${breakable(label)}</a></li>`)
  return html`<div class="head" ${id === undefined ? '' : html`id="${id}"`}>
${trail.length === 0 ? '' : html`<nav class="trail" aria-label="${pieces[language].trail}"><ol>${crumbs}</ol></nav>`}
<div class="head-row"><h1>${breakable(title)}</h1>${marks.length === 0 ? '' : html`<div class="marks">${marks}</div>`}
${actions.length === 0 ? '' : html`<div class="actions">${actions}</div>`}</div>
${lead === undefined ? '' : html`<p class="lead">${lead}</p>`}
</div>`
}

/** What stands where there is nothing yet: what it would be, and what to do next. */
export function emptyState(sign: IconName, text: string, actions: readonly Html[] = []): Html {
  return html`<div class="empty">${icon(sign)}<p>${text}</p>${actions.length === 0 ? '' : html`<div class="actions">${actions}</div>`}</div>`
}

/** A link that looks like a button: for going where something is done. */
export function linkButton({ href, label, sign, kind = 'quiet' }: LinkButton): Html {
  return html`<a class="button ${kind}" href="${href}">${sign === undefined ? '' : icon(sign)}${label}</a>`
}

export interface LinkButton {
  readonly href: string
  readonly label: string
  readonly sign?: IconName
  readonly kind?: 'main' | 'quiet' | 'danger'
}

export interface ActionButton {
  /** Where it is posted to. */
  readonly action: string
  readonly label: string
  readonly sign?: IconName
  readonly kind?: 'main' | 'quiet' | 'danger'
  /** What is sent with it. */
  readonly values?: Readonly<Record<string, string>>
  /** What it is called for those who don't see what it stands beside; `label` if absent. */
  readonly name?: string
}

/** A button that does something at once: a form of its own, so that it works everywhere. */
export function actionButton({ action, label, sign, kind = 'quiet', values = {}, name }: ActionButton): Html {
  const hidden = Object.entries(values).map(([key, value]) => html`<input type="hidden" name="${key}" value="${value}">`)
  return html`<form class="inline" method="post" action="${action}">${hidden}
<button class="${kind}" type="submit" ${name === undefined ? '' : html`aria-label="${name}"`}>${sign === undefined ? '' : icon(sign)}${label}</button></form>`
}

export interface Pager {
  /** The path and query of the page without its cursor. */
  readonly address: string
  readonly nextCursor: string | null
  readonly isFirst: boolean
}

/** The way through a list that is too long for one page. */
export function pager({ address, nextCursor, isFirst }: Pager, { language }: Pick<PageFrame, 'language'>): Html {
  if (isFirst && nextCursor === null) return html``
  const say = pieces[language]
  const join = address.includes('?') ? '&' : '?'
  return html`<nav class="pager" aria-label="${say.pages}">
${isFirst ? '' : html`<a class="button quiet" href="${address}">${icon('previous')}${say.firstPage}</a>`}
${nextCursor === null ? '' : html`<a class="button quiet" href="${address}${join}cursor=${nextCursor}">${say.nextPage}${icon('next')}</a>`}
</nav>`
}

export interface Confirmation {
  readonly title: string
  readonly trail: PageHead['trail']
  /** What will happen, a sentence each. */
  readonly consequences: readonly string[]
  /** Why it can't be done; then there is no button. */
  readonly refusal?: string | null
  readonly action: string
  readonly label: string
  readonly back: string
  /** Fields above the button: a reason, a name to type. */
  readonly fields?: Html
}

/** Says what will happen, and asks. */
export function confirmation(view: Confirmation, frame: PageFrame): Html {
  const say = pieces[frame.language]
  const { title, trail = [], consequences, refusal = null, action, label, back, fields } = view
  return html`${pageHead({ title, trail }, frame)}
<div class="card narrow-card">
${consequences.length === 0 ? '' : html`<ul class="consequences">${consequences.map((text) => html`<li>${breakable(text)}</li>`)}</ul>`}
${refusal === null ? '' : html`<p class="notice bad" role="alert">${refusal}</p>`}
<form method="post" action="${action}">
${refusal === null ? (fields ?? '') : ''}
<div class="actions">${refusal === null ? html`<button class="danger" type="submit">${label}</button>` : ''}
<a class="button quiet" href="${back}">${say.cancel}</a></div>
</form>
</div>`
}
