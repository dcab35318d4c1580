import { html } from 'hono/html'
import type { RetentionPolicy } from '../../../server/domain/retention-policy.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { fill } from '../../messages/fill.ts'
import { planMessages } from '../../messages/plans.ts'
import { actionButton, pageHead, pager } from '../../parts/page.ts'
import { type BackupNames, type DecisionView, type RetentionSums, retentionSums, retentionTable } from '../../parts/retention-table.ts'
import { policyWords } from '../../parts/retention-words.ts'
import { faultNotice, type Told } from '../../parts/said.ts'

export interface PlanRetentionView {
  readonly plan: { readonly id: string; readonly name: string }
  readonly policy: RetentionPolicy
  readonly sums: RetentionSums
  /** A page of them, the newest first. */
  readonly decisions: readonly DecisionView[]
  readonly names: BackupNames
  readonly nextCursor: string | null
  readonly isFirst: boolean
  readonly mayPrune: boolean
  readonly told: Told | null
}

/** What retention would remove of a plan now and why, and the button that has it done. */
export function planRetentionPage(view: PlanRetentionView, frame: PageFrame): Html {
  const { title: plans, retention: say } = planMessages[frame.language]
  const { plan, policy, sums, decisions, names, nextCursor, isFirst } = view
  const title = fill(say.pageTitle, { name: plan.name })
  const trail = [
    { label: plans, href: '/plans' },
    { label: plan.name, href: `/plans/${plan.id}` },
  ]
  const body = html`${pageHead({ title, trail, lead: say.lead }, frame)}
${faultNotice(view.told, frame)}
<section class="card narrow-card"><h2>${say.keeps}</h2><ul class="consequences">${policyWords(policy, frame).map((text) => html`<li>${text}</li>`)}</ul>
${retentionSums(sums, frame)}${pruneForm(view, frame)}</section>
${decisions.length === 0 ? '' : retentionTable(decisions, names, frame)}
${pager({ address: `/plans/${plan.id}/retention`, nextCursor, isFirst }, frame)}`
  return layout({ title, body, isWide: true }, frame)
}

function pruneForm({ plan, sums, mayPrune }: PlanRetentionView, { language }: PageFrame): Html {
  if (!mayPrune || sums.removed === 0) return html``
  const say = planMessages[language].retention
  return html`<p class="hint">${say.pruneHint}</p>${actionButton({ action: `/plans/${plan.id}/prune`, label: say.prune, sign: 'delete', kind: 'danger' })}`
}
