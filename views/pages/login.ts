import { html } from 'hono/html'
import type { PageFrame } from '../frame.ts'
import type { Html } from '../html.ts'
import { layout } from '../layout.ts'
import { field, notice } from '../parts/form.ts'
import { faultNotice, type Told } from '../parts/said.ts'

export interface LoginView {
  readonly name: string
  /** Where to go then. */
  readonly next: string
  /** Why it was refused, in words of the page. */
  readonly message: string | null
  /** Why it was refused, where the page has no words of its own for it. */
  readonly told: Told | null
  readonly isCodeNeeded: boolean
}

/** Where people sign in. The code is asked for where the account has one, and may be given at once. */
export function loginPage({ name, next, message, told, isCodeNeeded }: LoginView, frame: PageFrame): Html {
  const { say } = frame
  const code = field({ name: 'code', label: say.code, hint: say.codeHint, autocomplete: 'one-time-code', isRequired: isCodeNeeded })
  const isNameKnown = name !== ''
  const body = html`<h1>${say.signIn}</h1>
${notice(message, 'bad')}${faultNotice(told, frame)}
<form class="card" method="post" action="/login" hx-boost="false">
<input type="hidden" name="next" value="${next}">
${field({ name: 'name', label: say.name, value: name, autocomplete: 'username', isRequired: true, isFirst: !isNameKnown })}
${field({ name: 'password', label: say.password, type: 'password', autocomplete: 'current-password', isRequired: true, isFirst: isNameKnown })}
${isCodeNeeded ? code : html`<details><summary>${say.secondFactor}</summary>${code}</details>`}
<button type="submit">${say.signIn}</button>
</form>`
  return layout({ title: say.signIn, body }, frame)
}
