import { html } from 'hono/html'
import { isAtLeast } from '../../../server/domain/role.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { settingsArea } from '../../messages/settings.ts'
import { type IconName, icon } from '../../parts/icon.ts'
import { pageHead } from '../../parts/page.ts'

type Card = keyof (typeof settingsArea)['en']['cards']

const own: readonly (readonly [Card, string, IconName])[] = [
  ['account', '/settings/account', 'person'],
  ['preferences', '/settings/preferences', 'language'],
]

const ofAdmins: readonly (readonly [Card, string, IconName])[] = [
  ['users', '/settings/users', 'person'],
  ['keys', '/settings/keys', 'key'],
  ['encryption', '/settings/encryption', 'lock'],
  ['recoveryKit', '/settings/recovery-kit', 'drills'],
  ['plugins', '/settings/plugins', 'add'],
  ['configuration', '/settings/configuration', 'copy'],
  ['contracts', '/settings/contracts', 'docs'],
  ['limits', '/settings/limits', 'overview'],
]

/** Where the settings begin. Nobody is shown what they may not open. */
export function settingsPage(frame: PageFrame): Html {
  const say = settingsArea[frame.language]
  const isAdmin = frame.person !== null && isAtLeast(frame.person.role, 'admin')
  const body = html`${pageHead({ title: say.title, lead: say.lead }, frame)}
<h2>${say.yours}</h2>
${cards(own, frame)}
${isAdmin ? html`<h2>${say.installation}</h2>${cards(ofAdmins, frame)}` : ''}`
  return layout({ title: say.title, body, isWide: true }, frame)
}

function cards(all: typeof own, { language }: PageFrame): Html {
  const say = settingsArea[language].cards
  const items = all.map(
    ([name, href, sign]) =>
      html`<li class="card"><a href="${href}">${icon(sign)}<strong>${say[name].title}</strong></a><p class="soft">${say[name].text}</p></li>`,
  )
  return html`<ul class="cards doors">${items}</ul>`
}
