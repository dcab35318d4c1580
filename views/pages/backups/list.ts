import { html } from 'hono/html'
import { isAtLeast } from '../../../server/domain/role.ts'
import { counted } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { backups } from '../../messages/backups.ts'
import { type ActiveJobView, activeJobsPart } from '../../parts/active-jobs.ts'
import { following } from '../../parts/following.ts'
import { notice } from '../../parts/form.ts'
import { emptyState, linkButton, pageHead, pager } from '../../parts/page.ts'
import { addressOfList, type FiltersView, listFilters } from './list-filters.ts'
import { type ListRow, listRows } from './list-rows.ts'

export interface BackupListView extends FiltersView {
  readonly rows: readonly ListRow[]
  readonly nextCursor: string | null
  readonly isFirst: boolean
  readonly activeJobs: readonly ActiveJobView[]
  /** How many backups were queued just now; null where none were. */
  readonly startedCount: number | null
}

const refreshSeconds = 5

/** The list of the backups, and of the runs that made none. */
export function backupListPage(view: BackupListView, frame: PageFrame): Html {
  const say = backups[frame.language]
  const { activeJobs, startedCount } = view
  const mayMake = frame.person !== null && isAtLeast(frame.person.role, 'backup_operator')
  const manual = linkButton({ href: '/backups/new', label: say.manual, sign: 'play', kind: 'main' })
  const automatic = linkButton({ href: '/plans', label: say.automatic, sign: 'plans' })
  const body = html`${pageHead({ title: say.title, actions: [...(mayMake ? [manual] : []), automatic] }, frame)}
${notice(startedCount === null ? null : counted(say.started, { count: startedCount }, frame), 'good')}
${activeJobsPart(activeJobs, frame)}
${listFilters(view, frame)}
${list(view, frame)}`
  return layout({ title: say.title, body, isWide: true, refreshSeconds: activeJobs.length === 0 ? null : refreshSeconds }, frame)
}

function list(view: BackupListView, frame: PageFrame): Html {
  const { path, filters, rows, nextCursor, isFirst } = view
  const address = addressOfList(path, filters)
  return html`<section ${following('backup-list', frame.address)}>
${rows.length === 0 ? nothing(view, frame) : listRows(rows, frame)}
${pager({ address, nextCursor, isFirst }, frame)}
</section>`
}

function nothing({ filters, isFirst, nextCursor }: BackupListView, { language, person }: PageFrame): Html {
  const say = backups[language]
  if (nextCursor !== null) return emptyState('search', say.noMatchSoFar)
  if (Object.keys(filters).length > 0 || !isFirst) return emptyState('search', say.noMatch)
  if (person === null || !isAtLeast(person.role, 'backup_operator')) return emptyState('backups', say.emptyToViewer)
  const actions = [
    linkButton({ href: '/backups/new', label: say.manual, sign: 'play', kind: 'main' }),
    linkButton({ href: '/plans', label: say.automatic, sign: 'plans' }),
  ]
  return emptyState('backups', say.empty, actions)
}
