import { html } from 'hono/html'
import type { PageFrame } from '../frame.ts'
import type { Html } from '../html.ts'
import { layout } from '../layout.ts'
import { field, notice } from '../parts/form.ts'
import { faultNotice, type Told } from '../parts/said.ts'

export interface SetupView {
  readonly token: string
  readonly name: string
  /** Why it was refused, in words of the page. */
  readonly message: string | null
  /** Why it was refused, where the page has no words of its own for it. */
  readonly told: Told | null
}

/** Where the first account is made. */
export function setupPage({ token, name, message, told }: SetupView, frame: PageFrame): Html {
  const { say } = frame
  const password = {
    name: 'password',
    label: say.password,
    hint: say.passwordHint,
    type: 'password',
    autocomplete: 'new-password',
  } as const
  const body = html`<h1>${say.setupTitle}</h1>
<p>${say.setupIntro}</p>
${notice(message, 'bad')}${faultNotice(told, frame)}
<form class="card" method="post" action="/setup" hx-boost="false">
<input type="hidden" name="token" value="${token}">
${field({ name: 'name', label: say.name, value: name, autocomplete: 'username', isRequired: true, isFirst: true })}
${field({ ...password, isRequired: true, lengthMin: 10 })}
<button type="submit">${say.setupSubmit}</button>
</form>`
  return layout({ title: say.setupTitle, body }, frame)
}

/** For whoever comes without the link while there is no account yet: where to find it. */
export function setupHintPage(frame: PageFrame): Html {
  const { say } = frame
  const body = html`<h1>${say.setupTitle}</h1>
<p>${say.setupNeedsLink}</p>
<p>${say.setupWhereLink}</p>
<p>${say.setupByCommand}</p>
<pre><code>npx holdfast user add NAME --role admin</code></pre>`
  return layout({ title: say.setupTitle, body }, frame)
}
