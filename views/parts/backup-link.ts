import { html } from 'hono/html'
import { breakable } from '../format.ts'
import type { Html } from '../html.ts'

/** The way to a backup, by its name. */
export function backupLink({ id, name }: { readonly id: string; readonly name: string }): Html {
  return html`<a href="/backups/${id}">${breakable(name)}</a>`
}
