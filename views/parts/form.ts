import { html } from 'hono/html'
import type { Html } from '../html.ts'

export interface Field {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly type?: 'text' | 'password'
  readonly value?: string
  /** What browsers and password managers fill in. */
  readonly autocomplete: string
  readonly isRequired?: boolean
  readonly isFirst?: boolean
  readonly isNumeric?: boolean
  readonly lengthMin?: number
  /** The id of a list of suggestions. */
  readonly list?: string
}

/** A field with its label, and its hint tied to it for those who don't see it. */
export function field({ name, label, hint, type = 'text', value = '', ...rest }: Field): Html {
  const hintId = `${name}-hint`
  return html`<div class="field">
<label for="${name}">${label}</label>
<input id="${name}" name="${name}" type="${type}" value="${value}" autocomplete="${rest.autocomplete}" autocapitalize="none" spellcheck="false"
${rest.isRequired === true ? html`required` : ''} ${rest.isFirst === true ? html`autofocus` : ''}
${rest.isNumeric === true ? html`inputmode="numeric"` : ''} ${rest.lengthMin === undefined ? '' : html`minlength="${rest.lengthMin}"`}
${rest.list === undefined ? '' : html`list="${rest.list}"`} ${hint === undefined ? '' : html`aria-describedby="${hintId}"`}>
${hint === undefined ? '' : html`<p class="hint" id="${hintId}">${hint}</p>`}
</div>`
}

/** What went wrong, or well, said before anything else and read out at once. */
export function notice(message: string | null, kind: 'bad' | 'good'): Html {
  if (message === null) return html``
  return html`<p class="notice ${kind}" role="${kind === 'bad' ? 'alert' : 'status'}">${message}</p>`
}

/** Which state of what is changed the form was filled from; nothing for what is made now. */
export function seenInput(seen: string | null): Html {
  return seen === null ? html`` : html`<input type="hidden" name="seen" value="${seen}">`
}
