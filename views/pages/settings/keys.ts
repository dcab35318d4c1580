import { html } from 'hono/html'
import type { Role } from '../../../server/domain/role.ts'
import { ago, when } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { fill } from '../../messages/fill.ts'
import { settingsArea } from '../../messages/settings.ts'
import { peopleArea } from '../../messages/settings-people.ts'
import { words } from '../../messages/words.ts'
import { badge } from '../../parts/badge.ts'
import { choiceControl, textControl } from '../../parts/controls.ts'
import { notice } from '../../parts/form.ts'
import { confirmation, emptyState, linkButton, pageHead, pager } from '../../parts/page.ts'
import { faultNotice } from '../../parts/said.ts'
import { secretOnce } from '../../parts/secret-once.ts'
import { type Refused, settingsTrail } from './frame.ts'
import { roleControl } from './role-control.ts'

export interface KeyRow {
  readonly id: string
  readonly name: string
  readonly prefix: string
  readonly role: Role
  /** The names of the only sources that it is for; null for all, and in place of a name for one that is gone. */
  readonly sources: readonly (string | null)[] | null
  readonly isLive: boolean
  readonly lastUsedAt: Date | null
  readonly expiresAt: Date | null
  readonly revokedAt: Date | null
}

export interface KeysView {
  readonly keys: readonly KeyRow[]
  readonly nextCursor: string | null
  readonly isFirst: boolean
  readonly isRevoked: boolean
}

export const keysPath = '/settings/keys'

function keysTrail(frame: PageFrame) {
  return settingsTrail(frame, { label: settingsArea[frame.language].cards.keys.title, href: keysPath })
}

/** The keys of programs; nothing of their secrets. */
export function keysPage(view: KeysView, frame: PageFrame): Html {
  const say = peopleArea[frame.language].keys
  const { title } = settingsArea[frame.language].cards.keys
  const create = linkButton({ href: `${keysPath}/new`, label: say.create, sign: 'add', kind: 'main' })
  const isEmpty = view.keys.length === 0
  const body = html`${pageHead({ title, lead: say.lead, trail: settingsTrail(frame), actions: isEmpty ? [] : [create] }, frame)}
${notice(view.isRevoked ? say.revokedDone : null, 'good')}
${isEmpty ? emptyState('key', say.none, [create]) : keyTable(view.keys, frame)}
${pager({ address: keysPath, nextCursor: view.nextCursor, isFirst: view.isFirst }, frame)}`
  return layout({ title, body, isWide: true }, frame)
}

function keyTable(keys: readonly KeyRow[], frame: PageFrame): Html {
  const say = peopleArea[frame.language].keys
  const columns = [say.name, say.begins, say.role, say.sources, say.lastUsed, say.expires, say.state]
  return html`<div class="card flush scroll"><table class="stack">
<thead><tr>${columns.map((label) => html`<th scope="col">${label}</th>`)}<td></td></tr></thead>
<tbody>${keys.map((key) => keyRow(key, frame))}</tbody>
</table></div>`
}

function keyRow(key: KeyRow, frame: PageFrame): Html {
  const say = peopleArea[frame.language].keys
  const soft = (text: string) => html`<span class="soft">${text}</span>`
  const { never } = words[frame.language]
  const sources = key.sources?.map((name) => name ?? say.goneSource).join(frame.language === 'en' ? ', ' : '、') ?? say.allSources
  const href = `${keysPath}/${key.id}/delete`
  const revoke = html`<a class="button quiet small" href="${href}" aria-label="${fill(say.revokeName, { name: key.name })}">${say.revoke}</a>`
  return html`<tr><th scope="row">${key.name}</th><td data-label="${say.begins}"><code>${key.prefix}</code></td>
<td data-label="${say.role}">${frame.say.roleNames[key.role]}</td><td data-label="${say.sources}">${sources}</td>
<td data-label="${say.lastUsed}">${key.lastUsedAt === null ? soft(never) : ago(key.lastUsedAt, frame)}</td>
<td data-label="${say.expires}">${key.expiresAt === null ? soft(never) : when(key.expiresAt, frame)}</td>
<td data-label="${say.state}">${stateOf(key, frame)}</td>
<td class="actions-cell">${key.isLive ? html`<div class="actions">${revoke}</div>` : ''}</td></tr>`
}

function stateOf({ isLive, revokedAt }: KeyRow, { language }: PageFrame): Html {
  const say = peopleArea[language].keys
  if (isLive) return badge(say.live, 'good', 'check')
  return revokedAt === null ? badge(say.expired, 'warn', 'clock') : badge(say.revoked, 'plain', 'stop')
}

export interface NewKeyView extends Refused {
  readonly name: string
  readonly role: string
  readonly chosen: readonly string[]
  /** A day of the calendar; empty for never. */
  readonly expires: string
  readonly sources: readonly string[]
}

/** Where a key is made. */
export function newKeyPage(view: NewKeyView, frame: PageFrame): Html {
  const say = peopleArea[frame.language].keys
  const { faults } = view
  const name = {
    name: 'name',
    label: say.name,
    hint: say.nameHint,
    value: view.name,
    error: faults['name'],
    isRequired: true,
    isFirst: true,
  }
  const expires = {
    name: 'expires',
    label: say.expires,
    hint: say.expiresHint,
    value: view.expires,
    type: 'date',
    error: faults['expires'],
  } as const
  const choices = view.sources.map((source) => ({ value: source, label: source }))
  const sources = {
    name: 'sources',
    label: say.sources,
    hint: say.sourcesHint,
    values: view.chosen,
    choices,
    isMany: true,
    error: faults['sources'],
  }
  const body = html`${pageHead({ title: say.create, lead: say.lead, trail: keysTrail(frame) }, frame)}
${faultNotice(view.told, frame)}
<form class="card narrow-card" method="post" action="${keysPath}">
${textControl(name, frame)}
${roleControl({ label: say.role, value: view.role, error: faults['role'] }, frame)}
${choices.length === 0 ? '' : choiceControl(sources)}
${textControl(expires, frame)}
<div class="actions"><button type="submit">${say.create}</button>${linkButton({ href: keysPath, label: settingsArea[frame.language].cancel })}</div>
</form>`
  return layout({ title: say.create, body }, frame)
}

/** A key's secret, on the only page that ever shows it. */
export function keyOncePage({ name, secret }: { readonly name: string; readonly secret: string }, frame: PageFrame): Html {
  const { keys: say, copy, copied } = peopleArea[frame.language]
  const title = fill(say.secretTitle, { name })
  const body = html`${pageHead({ title, trail: keysTrail(frame) }, frame)}
<div class="card narrow-card">
<p><strong>${say.shownOnce}</strong></p>
${secretOnce({ secret, label: title, copy, copied })}
<p>${say.secretText}</p>
<pre class="log">Authorization: Bearer hf_…</pre>
<div class="actions">${linkButton({ href: keysPath, label: say.backToList, kind: 'main' })}</div>
</div>`
  return layout({ title, body }, frame)
}

/** What revoking a key does. */
export function revokeKeyPage(
  { id, name, prefix, refusal }: Pick<KeyRow, 'id' | 'name' | 'prefix'> & { readonly refusal: string | null },
  frame: PageFrame,
): Html {
  const say = peopleArea[frame.language].keys
  const title = fill(say.revokeTitle, { name })
  const { stop, begins, ever } = say.revokeConsequences
  const consequences = [fill(begins, { prefix }), stop, ever]
  const action = `${keysPath}/${id}/delete`
  const body = confirmation({ title, trail: keysTrail(frame), consequences, refusal, action, label: say.revoke, back: keysPath }, frame)
  return layout({ title, body }, frame)
}
