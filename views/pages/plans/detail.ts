import { html } from 'hono/html'
import type { Plan } from '../../../server/domain/plan.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { planMessages } from '../../messages/plans.ts'
import { planPageMessages } from '../../messages/plans-page.ts'
import { type ActiveJobView, activeJobsPart } from '../../parts/active-jobs.ts'
import { following } from '../../parts/following.ts'
import { notice } from '../../parts/form.ts'
import { actionButton, linkButton, pageHead } from '../../parts/page.ts'
import { policyWords } from '../../parts/retention-words.ts'
import { faultNotice, type Told } from '../../parts/said.ts'
import { backupsPart, type PlanBackups } from './backups.ts'
import { factsPart } from './facts.ts'
import { jobsPart, type PlanJob } from './jobs.ts'
import { type DoneWord, flowWords, planMarks } from './list.ts'
import { runList } from './preview.ts'
import { type VerificationView, verificationPart } from './verification.ts'

interface Noun {
  readonly id: string
  readonly name: string
}

export interface PlanView {
  readonly plan: Plan
  readonly sources: readonly Noun[]
  readonly targets: readonly Noun[]
  readonly runs: readonly Date[]
  readonly isOverdue: boolean
  readonly active: readonly ActiveJobView[]
  readonly jobs: readonly PlanJob[]
  readonly backups: PlanBackups
  readonly verification: VerificationView
  readonly mayRun: boolean
  readonly mayChange: boolean
  readonly done: DoneWord | null
  readonly told: Told | null
}

const refreshSeconds = 10

/** A plan: what it is, what it did, what comes next. */
export function planPage(view: PlanView, frame: PageFrame): Html {
  const say = planMessages[frame.language]
  const { plan, sources, targets, active, done, told } = view
  const names = (nouns: readonly Noun[]) => nouns.map(({ name }) => name)
  const head = {
    title: plan.name,
    lead: flowWords({ sources: names(sources), targets: names(targets) }, frame),
    trail: [{ label: say.title, href: '/plans' }],
    marks: planMarks({ isPaused: plan.isPaused, isOverdue: view.isOverdue }, frame),
    actions: actionsOf(view, frame),
  }
  const body = html`${pageHead(head, frame)}
${faultNotice(told, frame)}${notice(done === null ? null : say.done[done], 'good')}
${activeJobsPart(active, frame, { plan: plan.id })}
<div class="columns" ${following('plan-standing', `/plans/${plan.id}`)}><div>${jobsPart(view.jobs, plan, frame)}${backupsPart(view.backups, plan, frame)}</div>
<div>${runsPart(view, frame)}${retentionPart(plan, frame)}${verificationPart(view.verification, plan, frame)}${factsPart(view, frame)}</div></div>`
  // What was refused stands at an address that can only be posted to.
  const isRefreshed = active.length > 0 && told === null
  return layout({ title: plan.name, body, isWide: true, refreshSeconds: isRefreshed ? refreshSeconds : null }, frame)
}

function actionsOf({ plan, mayRun, mayChange }: PlanView, { language }: PageFrame): Html[] {
  const say = planMessages[language]
  const address = `/plans/${plan.id}`
  const pause = plan.isPaused
    ? actionButton({ action: `${address}/resume`, label: say.resume, sign: 'play' })
    : actionButton({ action: `${address}/pause`, label: say.pause, sign: 'pause' })
  const changes = [
    pause,
    linkButton({ href: `${address}/edit`, label: say.edit, sign: 'edit' }),
    linkButton({ href: `${address}/delete`, label: say.remove, sign: 'delete' }),
  ]
  const run = actionButton({ action: `${address}/run`, label: say.run, sign: 'play', kind: 'main' })
  return [...(mayRun ? [run] : []), ...(mayChange ? changes : [])]
}

function runsPart({ plan, runs }: PlanView, frame: PageFrame): Html {
  const say = planPageMessages[frame.language].runs
  const { schedule, zone } = plan.settings
  const isResting = plan.isPaused && runs.length > 0
  return html`<section class="card"><h2>${say.title}</h2>${isResting ? html`<p>${say.paused}</p>` : ''}
${runList({ hasSchedule: schedule !== null, zone, runs }, frame)}</section>`
}

function retentionPart({ id, settings }: Plan, frame: PageFrame): Html {
  const say = planMessages[frame.language].retention
  return html`<section class="card"><h2>${say.title}</h2><ul class="consequences">${policyWords(settings.retention, frame).map((text) => html`<li>${text}</li>`)}</ul>
<p><a href="/plans/${id}/retention">${say.look}</a></p></section>`
}
