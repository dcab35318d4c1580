import { html } from 'hono/html'
import type { Backup } from '../../../server/domain/backup.ts'
import { ago, bytes, counted } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { fill } from '../../messages/fill.ts'
import { restore } from '../../messages/restore.ts'
import { words } from '../../messages/words.ts'
import { backupLink } from '../../parts/backup-link.ts'
import { badge, trustBadge } from '../../parts/badge.ts'
import { selectControl, textControl } from '../../parts/controls.ts'
import { emptyState, linkButton, pager } from '../../parts/page.ts'
import { faultNotice, said, type Told } from '../../parts/said.ts'
import { type RestoreChoices, stepAddress } from './choices.ts'
import { type PastRestore, pastRestores } from './past.ts'
import { stepHead } from './steps.ts'

/** Stands in addresses where the id of a source does, for backups of sources that are gone. */
export const withoutSource = 'none'

export interface ChoosableBackup {
  readonly backup: Backup
  readonly sourceName: string | null
  /** How many copies of it are kept. */
  readonly copies: number
}

export interface BackupGroup {
  /** Null for backups of sources that are gone. */
  readonly source: { readonly id: string; readonly name: string } | null
  readonly backups: readonly ChoosableBackup[]
  readonly count: number
}

export interface ChooseView {
  readonly fault: Told | null
  readonly filter: { readonly source: string; readonly text: string }
  readonly sources: readonly { readonly id: string; readonly name: string }[]
  /** Whether there are backups of sources that are gone. */
  readonly hasOthers: boolean
  /** The newest of each source; null where a list was asked for. */
  readonly groups: readonly BackupGroup[] | null
  readonly list: {
    readonly backups: readonly ChoosableBackup[]
    readonly nextCursor: string | null
    readonly isFirst: boolean
    readonly address: string
  } | null
  readonly uploads: number
  readonly past: readonly PastRestore[]
}

/** The first step: which backup. */
export function choosePage(view: ChooseView, frame: PageFrame): Html {
  const say = restore[frame.language]
  const actions = [
    ...(view.uploads > 0 ? [linkButton({ href: '/restore/uploads', label: say.uploadKept })] : []),
    linkButton({ href: '/restore/upload', label: say.upload, sign: 'upload' }),
  ]
  const body = html`${stepHead('choose', noChoices, { head: { title: say.title, lead: say.lead, actions }, frame })}
${faultNotice(view.fault, frame)}
${filters(view, frame)}
${view.groups === null ? '' : groups(view.groups, frame)}
${view.list === null ? '' : list(view.list, frame)}
${pastRestores(view.past, frame)}`
  return layout({ title: say.title, body, isWide: true }, frame)
}

const noChoices: RestoreChoices = {
  ...{ from: null, isSome: false, tables: [], to: '', source: '', place: [] },
  ...{ existing: 'replace', placeExisting: 'refuse', isSafe: true },
}

function filters({ filter, sources, hasOthers }: ChooseView, frame: PageFrame): Html {
  const say = restore[frame.language].filter
  const others = hasOthers || filter.source === withoutSource ? [{ value: withoutSource, label: say.none }] : []
  const choices = [...sources.map(({ id, name }) => ({ value: id, label: name })), ...others]
  const isSet = filter.source !== '' || filter.text !== ''
  return html`<form class="filters" method="get" action="/restore" role="search">
${selectControl({ name: 'source', label: say.source, value: filter.source, choices, empty: say.all }, frame)}
${textControl({ name: 'text', label: say.text, value: filter.text, type: 'search' }, frame)}
<button class="quiet" type="submit">${say.show}</button>
${isSet ? html`<a class="button quiet" href="/restore">${say.clear}</a>` : ''}
</form>`
}

function groups(all: readonly BackupGroup[], frame: PageFrame): Html {
  const say = restore[frame.language]
  if (all.length === 0) {
    const actions = [
      linkButton({ href: '/backups/new', label: say.makeBackup, kind: 'main' }),
      linkButton({ href: '/restore/upload', label: say.upload, sign: 'upload' }),
    ]
    return html`<div class="card">${emptyState('restore', say.empty, actions)}</div>`
  }
  const bodies = all.map(({ source, backups, count }) => {
    const more =
      count <= backups.length
        ? ''
        : html`<a class="more" href="/restore?source=${source?.id ?? withoutSource}">${counted(say.more, { count }, frame)}</a>`
    const head = html`<tr class="group"><th scope="rowgroup" colspan="6"><span class="bar"><strong>${source?.name ?? say.others}</strong>${more}</span></th></tr>`
    return html`<tbody>${head}${backups.map((one) => row(one, false, frame))}</tbody>`
  })
  return html`<section><div class="section-head"><h2>${say.newest}</h2></div><div class="card flush">${table(bodies, false, frame)}</div></section>`
}

function list({ backups, nextCursor, isFirst, address }: NonNullable<ChooseView['list']>, frame: PageFrame): Html {
  if (backups.length === 0) return html`<div class="card">${emptyState('search', restore[frame.language].nothingFits)}</div>`
  const rows = html`<tbody>${backups.map((one) => row(one, true, frame))}</tbody>`
  return html`<div class="card flush">${table(rows, true, frame)}</div>${pager({ address, nextCursor, isFirst }, frame)}`
}

function table(bodies: Html | readonly Html[], hasSource: boolean, frame: PageFrame): Html {
  const say = restore[frame.language].columns
  return html`<div class="scroll"><table class="stack"><thead><tr><th scope="col">${say.backup}</th>${hasSource ? html`<th scope="col">${say.source}</th>` : ''}
<th scope="col">${say.made}</th><th scope="col">${say.scope}</th><th scope="col" class="number">${say.size}</th><th scope="col">${say.trust}</th><th scope="col"><span class="hidden">${say.actions}</span></th></tr></thead>
${bodies}</table></div>`
}

function row({ backup, sourceName, copies }: ChoosableBackup, hasSource: boolean, frame: PageFrame): Html {
  const say = restore[frame.language]
  const { scopes, modes, purposes } = words[frame.language]
  const href = stepAddress('what', { ...noChoices, from: { kind: 'backup', id: backup.id } })
  const name = fill(say.restoreNamed, { name: backup.name })
  const mark = backup.purpose === 'safety' ? html` ${badge(purposes.safety, 'live')}` : ''
  const description = backup.purpose === 'safety' ? said(backup.description, frame) : html`${backup.description}`
  const below = backup.description === '' ? '' : html`<br><em>${description}</em>`
  return html`<tr><th scope="row"><span>${backupLink(backup)}${mark}${below}</span></th>
${hasSource ? html`<td data-label="${say.columns.source}">${sourceName ?? words[frame.language].unknown}</td>` : ''}
<td data-label="${say.columns.made}">${ago(backup.startedAt, frame)}</td>
<td data-label="${say.columns.scope}"><span>${scopes[backup.scope]} <em>${modes[backup.mode]}</em></span></td>
<td class="number" data-label="${say.columns.size}">${bytes(backup.sizeBytes, frame)}</td>
<td data-label="${say.columns.trust}">${copies === 0 ? badge(say.noCopy, 'bad', 'warn') : trustBadge(backup.trust, frame)}</td>
<td class="actions-cell"><div class="actions"><a class="button quiet small" href="${href}" aria-label="${name}">${say.restore}</a></div></td></tr>`
}
