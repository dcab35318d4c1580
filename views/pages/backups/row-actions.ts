import { html } from 'hono/html'
import type { Backup } from '../../../server/domain/backup.ts'
import { isAtLeast } from '../../../server/domain/role.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { backups } from '../../messages/backups.ts'
import { oneBackup } from '../../messages/backups-one.ts'
import { backupWork } from '../../messages/backups-work.ts'
import { fill } from '../../messages/fill.ts'
import { icon } from '../../parts/icon.ts'
import { actionButton, linkButton } from '../../parts/page.ts'

type Acted = Pick<Backup, 'id' | 'name' | 'state' | 'isPinned'>

/** What can be done with a backup of the list: what is wanted most at once, the rest behind one more press. */
export function rowActions(backup: Acted, { person, language }: PageFrame): Html {
  const { id, name, state } = backup
  const say = backups[language]
  if (person === null || state !== 'kept' || !isAtLeast(person.role, 'backup_operator')) return html``
  const restore = html`<a class="button quiet small" href="/restore?backup=${id}" aria-label="${fill(say.restoreOf, { name })}" title="${say.restore}">${icon('restore')}<span>${say.restore}</span></a>`
  const label = fill(say.downloadOf, { name })
  const download = html`<a class="button quiet small" href="/api/v1/backups/${id}/download" download hx-boost="false" aria-label="${label}" title="${say.download}">${icon('download')}</a>`
  const isAdmin = isAtLeast(person.role, 'admin')
  return html`<div class="actions">${isAdmin ? restore : ''}${download}${menu(backup, isAdmin, language)}</div>`
}

/** The browser opens and closes it, by itself. Without icons: fifty of them would be a third of the page. */
function menu({ id, name, isPinned }: Acted, isAdmin: boolean, language: PageFrame['language']): Html {
  const say = oneBackup[language]
  const verify = actionButton({ action: `/backups/${id}/verify`, label: backupWork[language].verify })
  const pin = actionButton({ action: `/backups/${id}/${isPinned ? 'unpin' : 'pin'}`, label: isPinned ? say.unpin : say.pin })
  const remove = linkButton({ href: `/backups/${id}/delete`, label: say.delete })
  const more = fill(backups[language].moreOf, { name })
  return html`<button class="quiet small" type="button" popovertarget="menu-${id}" aria-label="${more}" title="${backups[language].more}">${icon('more')}</button>
<div popover id="menu-${id}" class="menu" role="group" aria-label="${name}"><p>${name}</p>${verify}${isAdmin ? html`${pin}${remove}` : ''}</div>`
}
