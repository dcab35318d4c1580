import { html } from 'hono/html'
import { isAtLeast } from '../../../server/domain/role.ts'
import { when } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { fill } from '../../messages/fill.ts'
import { nouns } from '../../messages/nouns.ts'
import { sources } from '../../messages/sources.ts'
import { type ActiveJobView, activeJobsPart } from '../../parts/active-jobs.ts'
import { badge } from '../../parts/badge.ts'
import { type ChartPoint, lineChart } from '../../parts/chart.ts'
import { following } from '../../parts/following.ts'
import { notice } from '../../parts/form.ts'
import { type BackupRow, backupTable, configFacts, type FactsView, type PlanLink, planLinks } from '../../parts/noun-facts.ts'
import { emptyState, linkButton, pageHead } from '../../parts/page.ts'
import { type TrialView, trialRegion } from '../../parts/trial.ts'

export interface SourceView {
  readonly id: string
  readonly name: string
  readonly dialect: string
  readonly dialectTitle: string
  /** Null where its plugin is not installed. */
  readonly facts: FactsView | null
  readonly folder: string
  readonly identity: string | null
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly plans: readonly PlanLink[]
  readonly backups: readonly BackupRow[]
  readonly active: readonly ActiveJobView[]
  /** The oldest first. */
  readonly sizes: readonly ChartPoint[]
  readonly trial: TrialView | null
  readonly message: string | null
}

/** Without scripts the page is loaded again this often while something runs. */
const refreshSeconds = 10

/** A source: what it is, who uses it, and what there is of it. */
export function sourcePage(view: SourceView, frame: PageFrame): Html {
  const say = sources[frame.language]
  const common = nouns[frame.language]
  const trail = [{ label: say.title, href: '/sources' }]
  const head = { title: view.name, trail, marks: [badge(view.dialectTitle, 'plain', 'sources')], actions: actionsOf(view, frame) }
  const body = html`${pageHead(head, frame)}
${notice(view.message, 'good')}
${view.facts === null ? html`<p class="notice bad" role="alert">${fill(common.notLoaded, { plugin: view.dialect })}</p>` : ''}
${trialRegion(view.trial, frame)}
${activeJobsPart(view.active, frame, { source: view.id })}
<div class="columns" ${following('source-standing', `/sources/${view.id}`)}><div>${backupsOf(view, frame)}</div>
<div><section class="card"><h2>${common.configuration}</h2><dl class="facts">${view.facts === null ? '' : configFacts(view.facts, frame)}${factsOf(view, frame)}</dl></section>
<section class="card"><h2>${common.plans}</h2>${planLinks(view.plans, frame)}</section></div></div>`
  // What came of a test stands at an address that can only be posted to.
  const isRefreshed = view.active.length > 0 && view.trial === null
  return layout({ title: view.name, body, isWide: true, refreshSeconds: isRefreshed ? refreshSeconds : null }, frame)
}

function actionsOf({ id, facts }: SourceView, frame: PageFrame): Html[] {
  const say = sources[frame.language]
  const common = nouns[frame.language]
  const may = (role: 'backup_operator' | 'admin') => frame.person !== null && isAtLeast(frame.person.role, role)
  const isUsable = may('backup_operator') && facts !== null
  const test = html`<form class="inline" method="post" action="/sources/${id}/test" hx-post="/sources/${id}/test" hx-target="#report" hx-swap="innerHTML"><button class="quiet" type="submit">${common.test}</button></form>`
  return [
    ...(isUsable ? [linkButton({ href: `/backups/new?source=${id}`, label: say.backUp, sign: 'play', kind: 'main' }), test] : []),
    ...(isUsable ? [linkButton({ href: `/sources/${id}/tables`, label: say.showTables })] : []),
    ...(may('admin') && facts !== null ? [linkButton({ href: `/sources/${id}/edit`, label: common.edit, sign: 'edit' })] : []),
    ...(may('admin') ? [linkButton({ href: `/sources/${id}/delete`, label: common.remove, sign: 'delete' })] : []),
  ]
}

function backupsOf({ id, backups, sizes }: SourceView, frame: PageFrame): Html {
  const say = sources[frame.language]
  const common = nouns[frame.language]
  if (backups.length === 0) return html`<div class="card">${emptyState('backups', say.noBackups)}</div>`
  const chart = lineChart({ title: say.sizes, points: sizes, measure: 'bytes' }, frame)
  return html`${sizes.length < 2 ? '' : html`<section class="card"><h2>${say.sizes}</h2>${chart}</section>`}
<div class="section-head"><h2>${common.newestBackups}</h2><a class="more" href="/backups?source=${id}">${common.allBackups}</a></div>
${backupTable(backups, frame)}`
}

function factsOf({ identity, folder, createdAt, updatedAt }: SourceView, frame: PageFrame): Html {
  const say = sources[frame.language]
  const common = nouns[frame.language]
  return html`<dt>${common.identity}</dt><dd>${identity === null ? say.noIdentity : html`<code>${identity}</code>`}<p class="hint">${say.identityHint}</p></dd>
<dt>${say.folder}</dt><dd><code>${folder}</code><p class="hint">${say.folderHint}</p></dd>
<dt>${common.added}</dt><dd>${when(createdAt, frame)}</dd>
<dt>${common.changed}</dt><dd>${when(updatedAt, frame)}</dd>`
}
