import { html } from 'hono/html'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { settingsArea } from '../../messages/settings.ts'
import { accountArea } from '../../messages/settings-account.ts'
import { textControl } from '../../parts/controls.ts'
import { linkButton, pageHead } from '../../parts/page.ts'
import { qrCode } from '../../parts/qr-code.ts'
import { faultNotice } from '../../parts/said.ts'
import { type Refused, settingsTrail } from './frame.ts'

const home = '/settings/account'

function trail(frame: PageFrame) {
  return settingsTrail(frame, { label: settingsArea[frame.language].cards.account.title, href: home })
}

/** Where one's password is changed. Nothing that is typed here is ever shown again. */
export function passwordPage({ told, faults }: Refused, frame: PageFrame): Html {
  const say = accountArea[frame.language]
  const field = (name: 'current' | 'password' | 'again', label: string, hint: string | null = null) => {
    const autocomplete = name === 'current' ? 'current-password' : 'new-password'
    return textControl({ name, label, hint, type: 'password', autocomplete, isRequired: true, error: faults[name] }, frame)
  }
  const body = html`${pageHead({ title: say.changePassword, lead: say.passwordText, trail: trail(frame) }, frame)}
${faultNotice(told, frame)}
<form class="card narrow-card" method="post" action="${home}/password">
<input type="text" name="username" value="${frame.person?.name ?? ''}" autocomplete="username" hidden>
${field('current', say.current)}${field('password', say.fresh, frame.say.passwordHint)}${field('again', say.again)}
<div class="actions"><button type="submit">${say.changePassword}</button>${linkButton({ href: home, label: settingsArea[frame.language].cancel })}</div>
</form>`
  return layout({ title: say.changePassword, body }, frame)
}

export interface FactorOffer extends Refused {
  readonly secret: string
  /** What authenticators read. */
  readonly uri: string
}

/** Where a second factor is turned on: the secret is shown until a code proves that a phone has it. */
export function factorOnPage({ secret, uri, told, faults }: FactorOffer, frame: PageFrame): Html {
  const say = accountArea[frame.language]
  const code = { name: 'code', label: say.code, hint: say.codeHint, autocomplete: 'one-time-code', error: faults['code'], isRequired: true }
  const grouped = secret.match(/.{1,4}/g) ?? []
  const body = html`${pageHead({ title: say.onTitle, lead: say.factorText, trail: trail(frame) }, frame)}
${faultNotice(told, frame)}
<form class="card narrow-card" method="post" action="${home}/totp">
<p>${say.scan}</p>
<div class="offer">${qrCode(uri, say.picture)}
<div><p class="soft">${say.secret}</p><p><code id="secret">${grouped.map((part, at) => html`${at === 0 ? '' : ' '}${part}`)}</code></p>
<p><a href="${uri}" hx-boost="false">${say.openApp}</a></p></div></div>
<input type="hidden" name="secret" value="${secret}">
${textControl(code, frame)}
<div class="actions"><button type="submit">${say.turnOn}</button>${linkButton({ href: home, label: settingsArea[frame.language].cancel })}</div>
</form>`
  return layout({ title: say.onTitle, body }, frame)
}

/** Where a second factor is turned off, with a code of it. */
export function factorOffPage({ told, faults }: Refused, frame: PageFrame): Html {
  const say = accountArea[frame.language]
  const hint = say.offCodeHint
  const code = { name: 'code', label: say.code, hint, autocomplete: 'one-time-code', error: faults['code'], isRequired: true }
  const body = html`${pageHead({ title: say.offTitle, lead: say.offText, trail: trail(frame) }, frame)}
${faultNotice(told, frame)}
<form class="card narrow-card" method="post" action="${home}/totp">
${textControl(code, frame)}
<div class="actions"><button class="danger" type="submit">${say.turnOff}</button>${linkButton({ href: home, label: settingsArea[frame.language].cancel })}</div>
</form>`
  return layout({ title: say.offTitle, body }, frame)
}

/** The recovery codes, on the only page that ever shows them. */
export function recoveryCodesPage(codes: readonly string[], frame: PageFrame): Html {
  const say = accountArea[frame.language]
  const copy = html`<button class="quiet small" type="button" data-copy="#codes" data-copied="${say.copied}">${say.copy}</button>`
  const body = html`${pageHead({ title: say.codesTitle, trail: trail(frame) }, frame)}
<p class="notice good" role="status">${say.codesText}</p>
<div class="card narrow-card">
<p><strong>${say.shownOnce}</strong></p>
<pre class="log" id="codes">${codes.join('\n')}</pre>
<div class="actions">${copy}${linkButton({ href: home, label: say.done, kind: 'main' })}</div>
</div>`
  return layout({ title: say.codesTitle, body }, frame)
}
