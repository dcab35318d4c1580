import { html } from 'hono/html'
import type { Role } from '../../../server/domain/role.ts'
import { ago } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { fill } from '../../messages/fill.ts'
import { settingsArea } from '../../messages/settings.ts'
import { peopleArea } from '../../messages/settings-people.ts'
import { words } from '../../messages/words.ts'
import { badge } from '../../parts/badge.ts'
import { textControl } from '../../parts/controls.ts'
import { notice } from '../../parts/form.ts'
import { linkButton, pageHead, pager } from '../../parts/page.ts'
import { faultNotice } from '../../parts/said.ts'
import { secretOnce } from '../../parts/secret-once.ts'
import { type Refused, settingsTrail } from './frame.ts'
import { roleControl } from './role-control.ts'

export interface UserRow {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly isDisabled: boolean
  readonly hasTotp: boolean
  readonly lastLoginAt: Date | null
  readonly isOwn: boolean
}

export interface UsersView {
  readonly users: readonly UserRow[]
  readonly nextCursor: string | null
  readonly isFirst: boolean
  readonly done: 'added' | 'removed' | null
}

export const usersPath = '/settings/users'

export function usersTrail(frame: PageFrame) {
  return settingsTrail(frame, { label: settingsArea[frame.language].cards.users.title, href: usersPath })
}

/** Everybody who may sign in. */
export function usersPage(view: UsersView, frame: PageFrame): Html {
  const say = peopleArea[frame.language].users
  const { title, text } = settingsArea[frame.language].cards.users
  const add = linkButton({ href: `${usersPath}/new`, label: say.add, sign: 'add', kind: 'main' })
  const body = html`${pageHead({ title, lead: text, trail: settingsTrail(frame), actions: [add] }, frame)}
${notice(view.done === null ? null : say[view.done], 'good')}
<div class="card flush scroll"><table class="stack">
<thead><tr><th scope="col">${say.name}</th><th scope="col">${say.role}</th><th scope="col">${say.state}</th><th scope="col">${say.factor}</th><th scope="col">${say.lastLogin}</th></tr></thead>
<tbody>${view.users.map((user) => userRow(user, frame))}</tbody>
</table></div>
${pager({ address: usersPath, nextCursor: view.nextCursor, isFirst: view.isFirst }, frame)}`
  return layout({ title, body, isWide: true }, frame)
}

function userRow(user: UserRow, frame: PageFrame): Html {
  const say = peopleArea[frame.language].users
  const seen = user.lastLoginAt === null ? html`<span class="soft">${words[frame.language].never}</span>` : ago(user.lastLoginAt, frame)
  return html`<tr><th scope="row"><a href="${usersPath}/${user.id}">${user.name}</a>${user.isOwn ? html` <em>${say.you}</em>` : ''}</th>
<td data-label="${say.role}">${frame.say.roleNames[user.role]}</td>
<td data-label="${say.state}">${stateBadge(user, frame)}</td>
<td data-label="${say.factor}">${user.hasTotp ? badge(say.on, 'good', 'check') : html`<span class="soft">${say.off}</span>`}</td>
<td data-label="${say.lastLogin}">${seen}</td></tr>`
}

export function stateBadge({ isDisabled }: Pick<UserRow, 'isDisabled'>, { language }: Pick<PageFrame, 'language'>): Html {
  const say = peopleArea[language].users
  return isDisabled ? badge(say.disabled, 'warn', 'pause') : badge(say.active, 'good', 'check')
}

export interface NewUserView extends Refused {
  readonly name: string
  readonly role: string
}

/** Where somebody is added. The password is never shown again. */
export function newUserPage(view: NewUserView, frame: PageFrame): Html {
  const say = peopleArea[frame.language].users
  const { faults } = view
  const name = { name: 'name', label: say.name, value: view.name, error: faults['name'], isRequired: true, isFirst: true }
  const password = { name: 'password', label: say.password, hint: say.passwordHint, type: 'password', error: faults['password'] } as const
  const body = html`${pageHead({ title: say.add, lead: say.addLead, trail: usersTrail(frame) }, frame)}
${faultNotice(view.told, frame)}
<form class="card narrow-card" method="post" action="${usersPath}">
${textControl(name, frame)}
${roleControl({ label: say.role, value: view.role, error: faults['role'] }, frame)}
${textControl({ ...password, autocomplete: 'new-password' }, frame)}
<div class="actions"><button type="submit">${say.add}</button>${linkButton({ href: usersPath, label: settingsArea[frame.language].cancel })}</div>
</form>`
  return layout({ title: say.add, body }, frame)
}

/** A password that was made up, on the only page that ever shows it. */
export function passwordOncePage({ name, password }: { readonly name: string; readonly password: string }, frame: PageFrame): Html {
  const { users: say, copy, copied } = peopleArea[frame.language]
  const title = fill(say.secretTitle, { name })
  const body = html`${pageHead({ title, trail: usersTrail(frame) }, frame)}
<div class="card narrow-card">
<p>${say.secretText} <strong>${say.shownOnce}</strong></p>
${secretOnce({ secret: password, label: say.password, copy, copied })}
<div class="actions">${linkButton({ href: usersPath, label: say.backToList, kind: 'main' })}</div>
</div>`
  return layout({ title, body }, frame)
}
