import { html } from 'hono/html'
import { isAtLeast } from '../../../server/domain/role.ts'
import type { Job } from '../../../server/domain/work.ts'
import { counted } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { backups } from '../../messages/backups.ts'
import { oneBackup } from '../../messages/backups-one.ts'
import { backupWork } from '../../messages/backups-work.ts'
import { words } from '../../messages/words.ts'
import { backupMarks, backupStatus } from '../../parts/backup-marks.ts'
import { jobBadge, trustBadge } from '../../parts/badge.ts'
import { notice } from '../../parts/form.ts'
import { icon } from '../../parts/icon.ts'
import { actionButton, linkButton, pageHead } from '../../parts/page.ts'
import { faultNotice, type Told } from '../../parts/said.ts'
import { byHandCard } from './by-hand.ts'
import { type ChainView, chainCard } from './chain.ts'
import { evidenceCard, type VerificationView } from './evidence.ts'
import { type CopyView, copiesCard, type FactsView, factsCard, figuresOf } from './facts.ts'
import { type TablesView, tablesCard } from './tables.ts'
import { type WorkView, workCards } from './work.ts'

export interface BackupView extends FactsView, Omit<ChainView, 'backup'>, Omit<TablesView, 'backup'>, Omit<WorkView, 'backup'> {
  readonly copies: readonly CopyView[]
  readonly verifications: readonly VerificationView[]
  /** What waits and runs about it. */
  readonly jobs: readonly Job[]
  /** What was done just now. */
  readonly done: keyof (typeof oneBackup)['en']['done'] | null
  readonly told: Told | null
}

const refreshSeconds = 5

/** Everything that is known of a backup, and what can be done with it. */
export function backupPage(view: BackupView, frame: PageFrame): Html {
  const { backup, jobs, done, told } = view
  const say = oneBackup[frame.language]
  const trail = [{ label: backups[frame.language].title, href: '/backups' }]
  const marks = [backupStatus(backup, frame), trustBadge(backup.trust, frame), ...backupMarks(backup, frame)]
  const body = html`${pageHead({ id: 'backup-head', title: backup.name, trail, marks, actions: actionsOf(view, frame) }, frame)}
${notice(done === null ? null : say.done[done], 'good')}${faultNotice(told, frame)}<div id="backup-notices">${noticesOf(view, frame)}</div>
${workPart(view, frame)}
${figuresOf(view, frame)}
<div class="columns"><div>
${copiesCard(view.copies, backup, frame)}${chainCard(view, frame)}${tablesCard(view, frame)}${evidenceCard(view.verifications, frame)}${byHandCard(backup, frame)}
</div><div>
${factsCard(view, frame)}${workCards(view, frame)}${manifestCard(view, frame)}
</div></div>`
  // Without scripts a page that loads itself anew would take away why something was refused.
  const seconds = jobs.length === 0 || told !== null ? null : refreshSeconds
  return layout({ title: backup.name, body, isWide: true, refreshSeconds: seconds }, frame)
}

function actionsOf({ backup }: BackupView, { language, person }: PageFrame): Html[] {
  const say = oneBackup[language]
  if (person === null || backup.state !== 'kept') return []
  const { id, isPinned } = backup
  const download = html`<a class="button quiet" href="/api/v1/backups/${id}/download" download hx-boost="false">${icon('download')}${say.download}</a>`
  const pin = isPinned
    ? actionButton({ action: `/backups/${id}/unpin`, label: say.unpin, sign: 'pin' })
    : actionButton({ action: `/backups/${id}/pin`, label: say.pin, sign: 'pin' })
  return [
    ...(isAtLeast(person.role, 'admin')
      ? [linkButton({ href: `/restore?backup=${id}`, label: say.restoreAll, sign: 'restore', kind: 'main' })]
      : []),
    ...(isAtLeast(person.role, 'backup_operator') ? [download] : []),
    ...(isAtLeast(person.role, 'admin')
      ? [pin, linkButton({ href: `/backups/${id}/delete`, label: say.delete, sign: 'delete', kind: 'danger' })]
      : []),
  ]
}

function noticesOf({ backup, copies }: BackupView, frame: PageFrame): Html {
  const say = oneBackup[frame.language]
  if (backup.state === 'delete_pending') return html`<p class="notice warn">${say.going}</p>`
  const bad = copies.filter(({ copy }) => copy.state !== 'kept').length
  const accept = actionButton({ action: `/backups/${backup.id}/accept`, label: say.accept, sign: 'check' })
  return html`${backup.isSizePlausible ? '' : html`<div class="notice warn"><p>${say.smallNotice}</p>${frame.person?.role === 'admin' ? accept : ''}</div>`}
${bad === copies.length ? html`<p class="notice bad">${say.noCopies}</p>` : bad > 0 ? html`<p class="notice bad">${counted(say.badCopies, { count: bad }, frame)}</p>` : ''}`
}

/** What the work on a backup may change. */
const changing = ['backup-head', 'backup-notices', 'backup-copies', 'backup-evidence']

/** Asked for again while something goes on, with what that may change and nothing else, so that nothing that is being typed is lost. */
function workPart({ backup, jobs }: BackupView, frame: PageFrame): Html {
  if (jobs.length === 0) return html``
  const { jobKinds } = words[frame.language]
  const items = jobs.map(
    ({ id, kind, state }) =>
      html`<li class="active-job"><div class="active-job-head"><a href="/jobs/${id}">${jobKinds[kind]} ${id.slice(0, 8)}</a>${jobBadge(state, frame)}</div></li>`,
  )
  const besides = changing.map((id) => `#${id}:outerMorph`).join(',')
  return html`<section id="backup-work" aria-label="${oneBackup[frame.language].work}" hx-get="/backups/${backup.id}" hx-trigger="every 3s" hx-select="#backup-work" hx-select-oob="${besides}" hx-target="#backup-work" hx-swap="outerMorph" hx-push-url="false"><ul class="plain-list">${items}</ul></section>`
}

function manifestCard({ backup }: BackupView, { language, person }: PageFrame): Html {
  const say = backupWork[language]
  if (person === null || !isAtLeast(person.role, 'backup_operator') || backup.state !== 'kept') return html``
  const mayRead = !backup.isSealed || person.role === 'admin'
  const link = html`<a class="button quiet" href="/backups/${backup.id}/manifest">${icon('docs')}${say.manifestRead}</a>`
  return html`<section class="card" aria-labelledby="manifest"><h2 id="manifest">${say.manifest}</h2>
<p class="soft">${mayRead ? say.manifestLead : say.manifestSealed}</p>${mayRead ? link : ''}</section>`
}
