import { html } from 'hono/html'
import type { Role } from '../../../server/domain/role.ts'
import { counted, when } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { fill } from '../../messages/fill.ts'
import { settingsArea } from '../../messages/settings.ts'
import { accountArea } from '../../messages/settings-account.ts'
import { badge } from '../../parts/badge.ts'
import { notice } from '../../parts/form.ts'
import { actionButton, linkButton, pageHead } from '../../parts/page.ts'
import { faultNotice } from '../../parts/said.ts'
import { browserName } from './browser-name.ts'
import { type Refused, settingsTrail } from './frame.ts'

export interface OwnSession {
  readonly id: string
  readonly isThis: boolean
  readonly address: string | null
  readonly agent: string | null
  readonly createdAt: Date
  readonly expiresAt: Date
}

export interface AccountView extends Refused {
  readonly name: string
  readonly role: Role
  /** What only people have; null for a key. */
  readonly person: { readonly hasTotp: boolean; readonly recoveryCodesLeft: number; readonly sessions: readonly OwnSession[] } | null
  readonly done: AccountDone | null
}

/** What was done that the page tells of. */
export const accountDone = ['passwordChanged', 'factorTurnedOff', 'sessionEnded', 'sessionsEnded'] as const
export type AccountDone = (typeof accountDone)[number]

/** Who one is, how one proves it, and where one is signed in. */
export function accountPage(view: AccountView, frame: PageFrame): Html {
  const say = accountArea[frame.language]
  const { title } = settingsArea[frame.language].cards.account
  const body = html`${pageHead({ title, trail: settingsTrail(frame) }, frame)}
${notice(view.done === null ? null : say[view.done], 'good')}${faultNotice(view.told, frame)}
<div class="card"><dl class="facts">
<dt>${say.name}</dt><dd>${view.name}</dd>
<dt>${say.role}</dt><dd>${frame.say.roleNames[view.role]}<br><span class="soft">${say.roles[view.role]}</span></dd>
</dl></div>
${view.person === null ? html`<p class="notice info">${say.isKey}</p>` : personParts(view.person, frame)}`
  return layout({ title, body, isWide: true }, frame)
}

function personParts(person: NonNullable<AccountView['person']>, frame: PageFrame): Html {
  const say = accountArea[frame.language]
  const { hasTotp, recoveryCodesLeft } = person
  const state = hasTotp ? badge(say.factorOn, 'good', 'check') : badge(say.factorOff, 'plain')
  return html`<div class="cards">
<section class="card"><h2>${say.password}</h2><p class="soft">${say.passwordText}</p>
<div class="actions">${linkButton({ href: '/settings/account/password', label: say.changePassword })}</div></section>
<section class="card"><h2>${say.factor} ${state}</h2><p class="soft">${say.factorText}</p>
${hasTotp ? html`<p class="soft">${counted(say.codesLeft, { count: recoveryCodesLeft }, frame)}</p>` : ''}
<div class="actions">${linkButton({ href: '/settings/account/totp', label: hasTotp ? say.turnOff : say.turnOn })}</div></section>
</div>
${sessionsPart(person.sessions, frame)}`
}

function sessionsPart(sessions: readonly OwnSession[], frame: PageFrame): Html {
  const say = accountArea[frame.language]
  const others = sessions.filter(({ isThis }) => !isThis)
  const endAll = actionButton({ action: '/settings/account/sessions/end', label: say.endOthers, kind: 'danger' })
  return html`<div class="section-head"><h2>${say.sessions}</h2></div>
<div class="card flush scroll"><table class="stack">
<thead><tr><th scope="col">${say.browser}</th><th scope="col">${say.address}</th><th scope="col">${say.since}</th><th scope="col">${say.until}</th><td></td></tr></thead>
<tbody>${sessions.map((session) => sessionRow(session, frame))}</tbody>
</table></div>
${others.length === 0 ? '' : html`<div class="bar">${endAll}<span class="soft">${say.endOthersText}</span></div>`}`
}

function sessionRow({ id, isThis, address, agent, createdAt, expiresAt }: OwnSession, frame: PageFrame): Html {
  const say = accountArea[frame.language]
  const browser = browserName(agent, frame)
  const name = fill(say.endName, { browser, address: address ?? '–' })
  const end = actionButton({ action: `/settings/account/sessions/${id}/end`, label: say.end, name })
  return html`<tr><th scope="row" title="${agent ?? ''}">${browser}</th><td data-label="${say.address}">${address ?? '–'}</td>
<td data-label="${say.since}">${when(createdAt, frame)}</td><td data-label="${say.until}">${when(expiresAt, frame)}</td>
<td class="actions-cell">${isThis ? badge(say.thisSession, 'good', 'check') : html`<div class="actions">${end}</div>`}</td></tr>`
}
