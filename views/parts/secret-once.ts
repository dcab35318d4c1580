import { html } from 'hono/html'
import type { Html } from '../html.ts'

export interface SecretOnce {
  readonly secret: string
  readonly label: string
  readonly copy: string
  readonly copied: string
}

/** A secret on the only page that ever shows it. The button needs scripts; the text can be selected without. */
export function secretOnce({ secret, label, copy, copied }: SecretOnce): Html {
  return html`<div class="secret-once"><code id="secret" aria-label="${label}">${secret}</code>
<button class="quiet small" type="button" data-copy="#secret" data-copied="${copied}">${copy}</button></div>`
}
