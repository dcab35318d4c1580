import { html } from 'hono/html'
import type { Html } from '../html.ts'

/**
 * For an element with this id, on a page with the part of active jobs: it is asked for again at this address whenever what runs has come to rest,
 * because what was made meanwhile belongs into it.
 */
export function following(id: string, address: string): Html {
  return html`id="${id}" hx-get="${address}" hx-trigger="htmx:sse:after:message from:#active-jobs delay:1s" hx-select="#${id}" hx-target="#${id}" hx-swap="outerMorph" hx-push-url="false"`
}
