import { html } from 'hono/html'
import type { PageFrame } from '../frame.ts'
import type { Html } from '../html.ts'
import { layout } from '../layout.ts'
import type { Messages } from '../messages/messages.ts'

export interface StartView {
  readonly status: keyof Messages['states']
  readonly version: string
}

/** The first page after signing in. */
export function startPage({ status, version }: StartView, frame: PageFrame): Html {
  const { say, person } = frame
  const body = html`<h1>Holdfast</h1>
<p>${say.startIntro}</p>
<dl class="facts">
<dt>${say.state}</dt><dd><span class="mark ${status}" aria-hidden="true"></span>${say.states[status]}</dd>
<dt>${say.version}</dt><dd>${version}</dd>
${person === null ? '' : html`<dt>${say.name}</dt><dd>${person.name} (${say.roleNames[person.role]})</dd>`}
</dl>
<ul class="links">
<li><a href="/docs">${say.docsTitle}</a></li>
${person?.role === 'admin' ? html`<li><a href="/settings/contracts">${say.contractSettings}</a></li>` : ''}
</ul>`
  return layout({ title: say.overview, body }, frame)
}
