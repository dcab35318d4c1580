import { html } from 'hono/html'
import { isAtLeast } from '../../../server/domain/role.ts'
import { ago, bytes, counted, number } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { fill } from '../../messages/fill.ts'
import { overview } from '../../messages/overview.ts'
import { words } from '../../messages/words.ts'
import { badge, jobBadge, type Tone, trustBadge } from '../../parts/badge.ts'
import { sparkline } from '../../parts/chart.ts'
import type { IconName } from '../../parts/icon.ts'
import { namesInShort } from '../../parts/names.ts'
import { actionButton, emptyState, linkButton } from '../../parts/page.ts'
import type { OverviewView, PlanRow, Punctuality } from './view.ts'

/** How each plan stands. */
export function planTable({ plans, otherPlans }: Pick<OverviewView, 'plans' | 'otherPlans'>, frame: PageFrame): Html {
  const say = overview[frame.language]
  const role = frame.person?.role ?? 'viewer'
  if (plans.length === 0) {
    const actions = isAtLeast(role, 'admin') ? [linkButton({ href: '/plans/new', label: say.newPlan, sign: 'add', kind: 'main' })] : []
    return html`<section class="card">${emptyState('plans', say.noPlans, actions)}</section>`
  }
  const mayRun = isAtLeast(role, 'backup_operator')
  const heads = [say.plan, say.lastRun, say.newest, say.schedule, say.next, say.chain, say.trend]
  const more = otherPlans === 0 ? say.allPlans : counted(say.otherPlans, { count: otherPlans }, frame)
  return html`<section aria-labelledby="plans"><div class="section-head"><h2 id="plans">${say.plans}</h2><a class="more" href="/plans">${more}</a></div>
<div class="card flush"><div class="scroll"><table class="stack plan-table">
<thead><tr>${heads.map((head) => html`<th scope="col" ${head === say.chain ? html`class="number"` : ''}>${head}</th>`)}${mayRun ? html`<th scope="col"><span class="hidden">${say.actions}</span></th>` : ''}</tr></thead>
<tbody>${plans.map((row) => planRow(row, { frame, mayRun }))}</tbody></table></div></div></section>`
}

function planRow(row: PlanRow, { frame, mayRun }: { readonly frame: PageFrame; readonly mayRun: boolean }): Html {
  const say = overview[frame.language]
  const { plan, sources, chainLength, nextRunAt, sizes } = row
  const run = actionButton({
    action: `/plans/${plan.id}/run`,
    label: say.backUpNow,
    sign: 'play',
    name: fill(say.backUpNowOf, { plan: plan.name }),
  })
  const chain =
    chainLength === null
      ? html`–`
      : html`<span title="${counted(say.members, { count: chainLength }, frame)}">${number(chainLength, frame)}</span>`
  const trend = sparkline({ title: fill(say.trendOf, { plan: plan.name }), values: sizes, measure: 'bytes' }, frame)
  return html`<tr>
<th scope="row"><div><a href="/plans/${plan.id}">${plan.name}</a><br><em>${namesInShort(sources, frame)}</em></div></th>
<td data-label="${say.lastRun}"><div>${lastRun(row, frame)}</div></td>
<td data-label="${say.newest}"><div>${newest(row, frame)}</div></td>
<td data-label="${say.schedule}"><div>${punctuality(row, frame)}</div></td>
<td data-label="${say.next}">${ago(nextRunAt, frame)}</td>
<td data-label="${say.chain}" class="number">${chain}</td>
<td data-label="${say.trend}"><div>${sizes.length === 0 ? '–' : html`${trend}<em>${bytes(sizes.at(-1), frame)}</em>`}</div></td>
${mayRun ? html`<td class="actions-cell nowrap"><div class="actions">${run}</div></td>` : ''}
</tr>`
}

function lastRun({ lastRun: run, plan }: PlanRow, frame: PageFrame): Html {
  if (run === null) return html`<span class="soft">${words[frame.language].never}</span>`
  return html`<a href="/jobs/${run.jobId}">${jobBadge(run.state, frame)}<span class="hidden">${plan.name}</span></a><br><em>${ago(run.at, frame)}</em>`
}

function newest({ newest: backup }: PlanRow, frame: PageFrame): Html {
  if (backup === null) return html`<span class="soft">${words[frame.language].none}</span>`
  return html`<a href="/backups/${backup.id}">${trustBadge(backup.trust, frame)}<span class="hidden">${backup.name}</span></a><br><em>${bytes(backup.sizeBytes, frame)}</em>`
}

const tones: Readonly<Record<Punctuality, readonly [Tone, IconName]>> = {
  paused: ['warn', 'pause'],
  manual: ['plain', 'person'],
  overdue: ['bad', 'clock'],
  waiting: ['plain', 'clock'],
  onTime: ['good', 'check'],
}

function punctuality({ punctuality: standing, lastGoodAt }: PlanRow, frame: PageFrame): Html {
  const [tone, sign] = tones[standing]
  const age = lastGoodAt === null ? '' : html`<br><em>${ago(lastGoodAt, frame)}</em>`
  return html`${badge(overview[frame.language].punctuality[standing], tone, sign)}${age}`
}
