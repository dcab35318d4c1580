import { html } from 'hono/html'
import type { Plan } from '../../../server/domain/plan.ts'
import type { JobState, WorkKind } from '../../../server/domain/work.ts'
import { ago, duration } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { planPageMessages } from '../../messages/plans-page.ts'
import { words } from '../../messages/words.ts'
import { jobBadge } from '../../parts/badge.ts'
import { emptyState } from '../../parts/page.ts'

/** A job as the page of its plan shows it. */
export interface PlanJob {
  readonly id: string
  readonly kind: WorkKind
  readonly state: JobState
  /** The name of its source; null where it is about none. */
  readonly source: string | null
  readonly queuedAt: Date
  readonly durationMs: number | null
}

/** What the plan did last. */
export function jobsPart(jobs: readonly PlanJob[], { name }: Pick<Plan, 'name'>, frame: PageFrame): Html {
  const say = planPageMessages[frame.language].jobs
  const more = jobs.length === 0 ? html`` : html`<a class="more" href="/jobs?${new URLSearchParams({ plan: name })}">${say.all}</a>`
  const rows = jobs.map(
    (job) => html`<tr><th scope="row"><a href="/jobs/${job.id}">${words[frame.language].jobKinds[job.kind]}</a></th>
<td data-label="${say.subject}">${job.source ?? '–'}</td>
<td data-label="${say.state}">${jobBadge(job.state, frame)}</td>
<td data-label="${say.queued}">${ago(job.queuedAt, frame)}</td>
<td class="number" data-label="${say.took}">${duration(job.durationMs, frame)}</td></tr>`,
  )
  const table = html`<table class="stack"><thead><tr><th scope="col">${say.kind}</th><th scope="col">${say.subject}</th><th scope="col">${say.state}</th>
<th scope="col">${say.queued}</th><th scope="col" class="number">${say.took}</th></tr></thead><tbody>${rows}</tbody></table>`
  return html`<div class="section-head"><h2>${say.title}</h2>${more}</div>
<div class="card flush scroll">${jobs.length === 0 ? emptyState('jobs', say.none) : table}</div>`
}
