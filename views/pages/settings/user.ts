import { html } from 'hono/html'
import { when } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { fill } from '../../messages/fill.ts'
import { peopleArea } from '../../messages/settings-people.ts'
import { words } from '../../messages/words.ts'
import { textControl } from '../../parts/controls.ts'
import { notice } from '../../parts/form.ts'
import { actionButton, confirmation, linkButton, pageHead } from '../../parts/page.ts'
import { faultNotice } from '../../parts/said.ts'
import type { Refused } from './frame.ts'
import { roleControl } from './role-control.ts'
import { stateBadge, type UserRow, usersPath, usersTrail } from './users.ts'

/** What was done that the page tells of. */
export const userDone = ['roleChanged', 'passwordSet', 'factorTaken', 'isDisabled', 'isEnabled'] as const

export interface UserView extends UserRow, Refused {
  readonly createdAt: Date
  /** The role as it stands in the form. */
  readonly wishedRole: string
  readonly done: (typeof userDone)[number] | null
}

/** One user, and what an admin can change about them. */
export function userPage(view: UserView, frame: PageFrame): Html {
  const say = peopleArea[frame.language].users
  const { name, isOwn } = view
  const seen = view.lastLoginAt === null ? words[frame.language].never : when(view.lastLoginAt, frame)
  const remove = linkButton({ href: `${usersPath}/${view.id}/delete`, label: say.remove, sign: 'delete', kind: 'danger' })
  const body = html`${pageHead({ title: name, trail: usersTrail(frame), marks: [stateBadge(view, frame)], actions: [remove] }, frame)}
${notice(view.done === null ? null : say[view.done], 'good')}${faultNotice(view.told, frame)}
<div class="card"><dl class="facts">
<dt>${say.role}</dt><dd>${frame.say.roleNames[view.role]}</dd>
<dt>${say.factor}</dt><dd>${view.hasTotp ? say.on : say.off}</dd>
<dt>${say.created}</dt><dd>${when(view.createdAt, frame)}</dd>
<dt>${say.lastLogin}</dt><dd>${seen}</dd>
</dl></div>
${isOwn ? html`<p class="notice info">${say.ownPassword} <a href="/settings/account">${say.toAccount}</a></p>` : ''}
<div class="cards">
<form class="card" method="post" action="${usersPath}/${view.id}">
<h2>${say.roleSection}</h2><p class="soft">${say.roleText}</p>
<input type="hidden" name="change" value="role">
${roleControl({ label: say.role, value: view.wishedRole, error: view.faults['role'] }, frame)}
<button class="quiet" type="submit">${say.changeRole}</button>
</form>
${isOwn ? '' : passwordForm(view, frame)}
<section class="card"><h2>${say.access}</h2><p class="soft">${view.isDisabled ? say.enableText : say.disableText}</p>${accessButton(view, frame)}</section>
${view.hasTotp && !isOwn ? factorForm(view, frame) : ''}
</div>`
  return layout({ title: name, body, isWide: true }, frame)
}

function passwordForm({ id, faults, name }: UserView, frame: PageFrame): Html {
  const say = peopleArea[frame.language].users
  const password = { name: 'password', label: say.password, hint: say.passwordHint, type: 'password', error: faults['password'] } as const
  return html`<form class="card" method="post" action="${usersPath}/${id}">
<h2>${say.passwordSection}</h2><p class="soft">${say.passwordText}</p>
<input type="hidden" name="change" value="password">
<input type="text" name="username" value="${name}" autocomplete="username" hidden>
${textControl({ ...password, autocomplete: 'new-password' }, frame)}
<button class="quiet" type="submit">${say.setPassword}</button>
</form>`
}

function accessButton({ id, isDisabled }: UserView, { language }: PageFrame): Html {
  const say = peopleArea[language].users
  return isDisabled
    ? actionButton({ action: `${usersPath}/${id}`, label: say.enable, values: { change: 'enable' } })
    : actionButton({ action: `${usersPath}/${id}`, label: say.disable, values: { change: 'disable' }, kind: 'danger' })
}

function factorForm({ id }: UserView, { language }: PageFrame): Html {
  const say = peopleArea[language].users
  const button = actionButton({ action: `${usersPath}/${id}`, label: say.takeAway, values: { change: 'totp' }, kind: 'danger' })
  return html`<section class="card"><h2>${say.factorSection}</h2><p class="soft">${say.factorText}</p>${button}</section>`
}

/** What removing somebody does. */
export function removeUserPage(
  { id, name, refusal }: { readonly id: string; readonly name: string; readonly refusal: string | null },
  frame: PageFrame,
): Html {
  const say = peopleArea[frame.language].users
  const title = fill(say.removeTitle, { name })
  const { access, log, keys, disable } = say.removeConsequences
  const back = `${usersPath}/${id}`
  const trail = [...usersTrail(frame), { label: name, href: back }]
  const body = confirmation(
    { title, trail, consequences: [access, log, keys, disable], refusal, action: `${back}/delete`, label: say.remove, back },
    frame,
  )
  return layout({ title, body }, frame)
}
