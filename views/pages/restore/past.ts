import { html } from 'hono/html'
import { isTerminal, type Job } from '../../../server/domain/work.ts'
import { ago } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { restore } from '../../messages/restore.ts'
import { jobBadge } from '../../parts/badge.ts'

/** A restore that was asked for, with the names of its two ends. */
export interface PastRestore {
  readonly job: Job
  readonly from: string
  readonly into: string
}

/** The latest restores, each leading to what came of it; nothing where there are none. */
export function pastRestores(past: readonly PastRestore[], frame: PageFrame): Html {
  if (past.length === 0) return html``
  const say = restore[frame.language]
  const columns = say.recentColumns
  const rows = past.map(({ job, from, into }) => {
    const href = isTerminal(job.state) ? `/restore/${job.id}` : `/jobs/${job.id}`
    return html`<tr><th scope="row"><a href="${href}">${from}</a></th><td data-label="${columns.into}">${into}</td>
<td data-label="${columns.when}">${ago(job.finishedAt ?? job.queuedAt, frame)}</td><td data-label="${columns.state}">${jobBadge(job.state, frame)}</td></tr>`
  })
  return html`<section><div class="section-head"><h2>${say.recent}</h2><a class="more" href="/jobs?kind=restore">${say.allRestores}</a></div>
<div class="card flush"><div class="scroll"><table class="stack"><thead><tr><th scope="col">${columns.what}</th><th scope="col">${columns.into}</th><th scope="col">${columns.when}</th><th scope="col">${columns.state}</th></tr></thead>
<tbody>${rows}</tbody></table></div></div></section>`
}
