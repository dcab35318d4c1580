import { html } from 'hono/html'
import type { Schedule } from '../../../server/domain/schedule-form.ts'
import { breakable, counted, plainTime } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { fill } from '../../messages/fill.ts'
import { planMessages } from '../../messages/plans.ts'
import { type PlanFault, planForm } from '../../messages/plans-form.ts'
import { planPageMessages } from '../../messages/plans-page.ts'
import {
  type BackupNames,
  type DecisionView,
  fateBadge,
  type RetentionSums,
  reasonList,
  retentionSums,
} from '../../parts/retention-table.ts'
import { faultNotice, type Told } from '../../parts/said.ts'
import { scheduleWords } from '../../parts/schedule-words.ts'
import { fieldLabel } from './field-labels.ts'
import type { PlanFaults } from './form-part.ts'
import type { PlanField } from './typed.ts'

export interface RetentionPreviewView extends RetentionSums {
  /** Some of those that would go, and some of those that would stay, the newest first. */
  readonly decisions: readonly DecisionView[]
  readonly names: BackupNames
}

/** What settings would mean, or what stands in the way of telling. */
export type PlanPreviewView =
  | { readonly faults: PlanFaults; readonly told: Told | null }
  | {
      readonly schedule: Schedule | null
      readonly zone: string
      readonly runs: readonly Date[]
      /** Null for a plan that is not kept yet. */
      readonly retention: RetentionPreviewView | null
    }

/** The region beside the form. It asks for itself while somebody types; what was typed stays where it is. */
export function previewPart(view: PlanPreviewView | null, address: string, frame: PageFrame): Html {
  const say = planMessages[frame.language].preview
  return html`<section id="plan-preview" class="card" aria-live="polite" hx-post="${address}" hx-trigger="input from:#plan-form delay:500ms" hx-target="this" hx-swap="outerMorph" hx-sync="this:replace">
<h2>${say.title}</h2>
${view === null ? html`<p class="soft">${say.wait}</p>` : previewBody(view, frame)}
<p><button class="quiet small" type="submit" formaction="${address}">${say.show}</button></p>
</section>`
}

function previewBody(view: PlanPreviewView, frame: PageFrame): Html {
  const say = planMessages[frame.language].preview
  if ('faults' in view) return faultList(view, frame)
  const { schedule, zone, runs, retention } = view
  return html`<h3>${say.schedule}</h3><p><strong>${scheduleWords(schedule, frame)}</strong></p>
${runList({ hasSchedule: schedule !== null, zone, runs }, frame)}
<h3>${say.retention}</h3>${retention === null ? html`<p class="soft">${say.later}</p>` : retentionPreview(retention, frame)}`
}

function faultList({ faults, told }: { readonly faults: PlanFaults; readonly told: Told | null }, frame: PageFrame): Html {
  const { preview: say } = planMessages[frame.language]
  const found = Object.entries(faults) as [PlanField, PlanFault][]
  if (found.length === 0) return faultNotice(told, frame)
  const items = found.map(([field, fault]) => {
    const sentence = planForm[frame.language].faults[fault]
    return html`<li>${fill(say.fault, { field: fieldLabel(field, frame), fault: sentence })}</li>`
  })
  return html`<p>${say.faults}</p><ul class="consequences">${items}</ul>`
}

export interface RunsView {
  readonly hasSchedule: boolean
  readonly zone: string
  readonly runs: readonly Date[]
}

/** The next runs, in the zone of the plan and, where that is another one, in that of whoever looks. */
export function runList({ hasSchedule, zone, runs }: RunsView, frame: PageFrame): Html {
  const { preview } = planMessages[frame.language]
  const { runs: say } = planPageMessages[frame.language]
  if (!hasSchedule) return html`<p class="soft">${say.none}</p>`
  if (runs.length === 0) return html`<p class="fault">${say.never}</p>`
  const isElsewhere = runs.some((run) => plainTime(run, frame) !== plainTime(run, { ...frame, zone }))
  const items = runs.map((run) => {
    const yours = isElsewhere ? html` <small>${fill(preview.yours, { time: plainTime(run, frame) })}</small>` : html``
    return html`<li><time datetime="${run.toISOString()}">${plainTime(run, { ...frame, zone })}</time>${yours}</li>`
  })
  return html`<p class="hint">${fill(preview.zone, { zone })}</p><ol class="runs">${items}</ol>`
}

function retentionPreview(view: RetentionPreviewView, frame: PageFrame): Html {
  const items = view.decisions.map(
    (decision) =>
      html`<li><div class="run-head"><strong>${breakable(decision.name)}</strong>${fateBadge(decision.isKept, frame)}</div>${reasonList(decision, view.names, frame)}</li>`,
  )
  const rest = view.kept + view.removed - view.decisions.length
  const say = planMessages[frame.language].preview
  return html`${retentionSums(view, frame)}<ul class="decisions">${items}</ul>
${rest > 0 ? html`<p class="soft">${counted(say.rest, { count: rest }, frame)}</p>` : ''}`
}
