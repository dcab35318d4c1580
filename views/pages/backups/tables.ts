import { html } from 'hono/html'
import type { Backup, BackupTable } from '../../../server/domain/backup.ts'
import { isAtLeast } from '../../../server/domain/role.ts'
import { bytes, number } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { oneBackup } from '../../messages/backups-one.ts'
import { fill } from '../../messages/fill.ts'
import { textControl } from '../../parts/controls.ts'
import { icon } from '../../parts/icon.ts'
import { pager } from '../../parts/page.ts'

export interface TablesView {
  readonly backup: Pick<Backup, 'id' | 'state' | 'isSealed' | 'scope'>
  /** Those of this page. */
  readonly tables: readonly BackupTable[]
  /** How many there are in all, and how many have a name that was looked for. */
  readonly allCount: number
  readonly foundCount: number
  readonly find: string
  /** The place of the first of this page, from 0. */
  readonly offset: number
}

/** How many are shown at once. */
export const tablesShownMax = 20

/** The tables of a backup with what the dump counted, to restore or download some of them. */
export function tablesCard(view: TablesView, frame: PageFrame): Html {
  const say = oneBackup[frame.language].tables
  const { backup, allCount, foundCount, find, tables, offset } = view
  const title = isTree(backup) ? say.pathsTitle : say.title
  const from = offset + 1
  const shown = fill(say.shown, { from, to: number(offset + tables.length, frame), count: number(foundCount, frame) })
  return html`<section class="card" aria-labelledby="tables"><div class="section-head"><h2 id="tables">${title}</h2>
${allCount > tablesShownMax && foundCount > 0 ? html`<span class="soft">${shown}</span>` : ''}</div>
${allCount > tablesShownMax || find !== '' ? search(view, frame) : ''}
${allCount === 0 ? html`<p class="soft">${say.none}</p>` : foundCount === 0 ? html`<p class="soft">${say.noMatch}</p>` : chooser(view, frame)}
${pages(view, frame)}</section>`
}

function isTree({ scope }: Pick<Backup, 'scope'>): boolean {
  return scope === 'files'
}

function search({ backup, find }: TablesView, frame: PageFrame): Html {
  const say = oneBackup[frame.language].tables
  return html`<form method="get" action="/backups/${backup.id}" class="filters">${textControl({ name: 'find', label: say.find, value: find, type: 'search' }, frame)}
<button class="quiet" type="submit">${icon('search')}${say.search}</button></form>`
}

function pages({ backup, find, offset, foundCount }: TablesView, frame: PageFrame): Html {
  const address = find === '' ? `/backups/${backup.id}` : `/backups/${backup.id}?${new URLSearchParams({ find })}`
  const next = offset + tablesShownMax
  return pager({ address, nextCursor: next < foundCount ? String(next) : null, isFirst: offset === 0 }, frame)
}

/** Only what has a name of its own inside can be chosen: a tree or the settings are one thing. */
function isChoosable({ scope, state }: TablesView['backup']): boolean {
  return state === 'kept' && scope !== 'files' && scope !== 'settings'
}

function chooser(view: TablesView, frame: PageFrame): Html {
  const { backup } = view
  const say = oneBackup[frame.language].tables
  const { person } = frame
  const mayRestore = person?.role === 'admin' && isChoosable(backup)
  const mayDownload =
    person !== null && isAtLeast(person.role, 'backup_operator') && isChoosable(backup) && (!backup.isSealed || person.role === 'admin')
  const rows = view.tables.map((table) => tableRow(table, { backup, frame, mayRestore, mayDownload }))
  const table = html`<div class="scroll"><table class="stack"><caption class="hidden">${isTree(backup) ? say.pathsTitle : say.title}</caption>
<thead><tr>${mayRestore ? html`<th scope="col"><span class="hidden">${say.chosen}</span></th>` : ''}<th scope="col">${isTree(backup) ? say.path : say.name}</th>
<th scope="col" class="number">${isTree(backup) ? say.entries : say.rows}</th><th scope="col" class="number">${say.size}</th>
${mayDownload ? html`<th scope="col"><span class="hidden">${say.download}</span></th>` : ''}</tr></thead><tbody>${rows}</tbody></table></div>`
  if (!mayRestore) return table
  return html`<form method="get" action="/restore"><input type="hidden" name="backup" value="${backup.id}">${table}
<div class="actions after-table"><button class="quiet" type="submit">${icon('restore')}${say.restore}</button></div></form>`
}

interface RowSetting {
  readonly backup: TablesView['backup']
  readonly frame: PageFrame
  readonly mayRestore: boolean
  readonly mayDownload: boolean
}

function tableRow({ name, rows, sizeBytes }: BackupTable, { backup, frame, mayRestore, mayDownload }: RowSetting): Html {
  const say = oneBackup[frame.language].tables
  const address = `/api/v1/backups/${backup.id}/download?${new URLSearchParams({ table: name })}`
  return html`<tr>${mayRestore ? html`<td class="chosen"><input type="checkbox" name="table" value="${name}" aria-label="${fill(say.choose, { name })}"></td>` : ''}
<th scope="row"><code>${name}</code></th>
<td class="number" data-label="${isTree(backup) ? say.entries : say.rows}">${number(rows, frame)}</td><td class="number" data-label="${say.size}">${bytes(sizeBytes, frame)}</td>
${mayDownload ? html`<td class="actions-cell"><a class="button quiet small" href="${address}" download hx-boost="false" aria-label="${fill(say.downloadOf, { name })}">${icon('download')}</a></td>` : ''}</tr>`
}
