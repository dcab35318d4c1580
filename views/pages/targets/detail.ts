import { html } from 'hono/html'
import { isAtLeast } from '../../../server/domain/role.ts'
import { bytes, number, when } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { fill } from '../../messages/fill.ts'
import { nouns } from '../../messages/nouns.ts'
import { targets } from '../../messages/targets.ts'
import { badge } from '../../parts/badge.ts'
import { notice } from '../../parts/form.ts'
import { type BackupRow, backupTable, configFacts, type FactsView, type PlanLink, planLinks } from '../../parts/noun-facts.ts'
import { actionButton, emptyState, linkButton, pageHead } from '../../parts/page.ts'
import { type TrialView, trialRegion } from '../../parts/trial.ts'

export interface TargetView {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly kindTitle: string
  /** Null where its plugin is not installed. */
  readonly facts: FactsView | null
  readonly prefix: string
  readonly identity: string | null
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly copies: number
  readonly sizeBytes: number
  readonly plans: readonly PlanLink[]
  readonly backups: readonly BackupRow[]
  readonly trial: TrialView | null
  readonly message: string | null
}

/** A target: what it is, who uses it, and what is kept there. */
export function targetPage(view: TargetView, frame: PageFrame): Html {
  const say = targets[frame.language]
  const common = nouns[frame.language]
  const trail = [{ label: say.title, href: '/targets' }]
  const head = { title: view.name, trail, marks: [badge(view.kindTitle, 'plain', 'targets')], actions: actionsOf(view, frame) }
  const body = html`${pageHead(head, frame)}
${notice(view.message, 'good')}
${view.facts === null ? html`<p class="notice bad" role="alert">${fill(common.notLoaded, { plugin: view.kind })}</p>` : ''}
${trialRegion(view.trial, frame)}
<div class="figures"><div class="figure"><strong>${number(view.copies, frame)}</strong><span>${say.copies}</span></div>
<div class="figure"><strong>${bytes(view.sizeBytes, frame)}</strong><span>${say.kept}</span></div></div>
<div class="columns"><div>${backupsOf(view, frame)}</div>
<div><section class="card"><h2>${common.configuration}</h2><dl class="facts">${view.facts === null ? '' : configFacts(view.facts, frame)}${factsOf(view, frame)}</dl></section>
<section class="card"><h2>${common.plans}</h2>${planLinks(view.plans, frame)}</section></div></div>`
  return layout({ title: view.name, body, isWide: true }, frame)
}

function actionsOf({ id, name, facts }: TargetView, frame: PageFrame): Html[] {
  const say = targets[frame.language]
  const common = nouns[frame.language]
  const may = (role: 'backup_operator' | 'admin') => frame.person !== null && isAtLeast(frame.person.role, role)
  const isUsable = may('backup_operator') && facts !== null
  const test = html`<form class="inline" method="post" action="/targets/${id}/test" hx-post="/targets/${id}/test" hx-target="#report" hx-swap="innerHTML"><button class="quiet" type="submit">${common.test}</button></form>`
  const rescan = html`<span title="${say.rescanHint}">${actionButton({ action: `/targets/${id}/rescan`, label: say.rescan, sign: 'search', name: fill(say.rescanOf, { name }) })}</span>`
  return [
    ...(isUsable ? [linkButton({ href: `/targets/${id}/browse`, label: say.browse, kind: 'main' }), test] : []),
    ...(may('admin') && facts !== null ? [rescan, linkButton({ href: `/targets/${id}/edit`, label: common.edit, sign: 'edit' })] : []),
    ...(may('admin') ? [linkButton({ href: `/targets/${id}/delete`, label: common.remove, sign: 'delete' })] : []),
  ]
}

function backupsOf({ id, backups }: TargetView, frame: PageFrame): Html {
  const common = nouns[frame.language]
  if (backups.length === 0) return html`<div class="card">${emptyState('backups', targets[frame.language].noBackups)}</div>`
  return html`<div class="section-head"><h2>${common.newestBackups}</h2><a class="more" href="/backups?target=${id}">${common.allBackups}</a></div>
${backupTable(backups, frame)}`
}

function factsOf({ identity, prefix, createdAt, updatedAt }: TargetView, frame: PageFrame): Html {
  const say = targets[frame.language]
  const common = nouns[frame.language]
  return html`<dt>${say.prefix}</dt><dd>${prefix === '' ? say.prefixTop : html`<code>${prefix}</code>`}</dd>
<dt>${common.identity}</dt><dd>${identity === null ? say.noIdentity : html`<code>${identity}</code>`}<p class="hint">${say.identityHint}</p></dd>
<dt>${common.added}</dt><dd>${when(createdAt, frame)}</dd>
<dt>${common.changed}</dt><dd>${when(updatedAt, frame)}</dd>`
}
