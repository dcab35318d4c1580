import { html } from 'hono/html'
import type { Plan } from '../../../server/domain/plan.ts'
import { ago, when } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { planPageMessages } from '../../messages/plans-page.ts'
import { words } from '../../messages/words.ts'
import { jobBadge, trustBadge } from '../../parts/badge.ts'
import { scheduleWords } from '../../parts/schedule-words.ts'
import type { PlanJob } from './jobs.ts'

export interface VerificationView {
  /** The newest first. */
  readonly latest: readonly PlanJob[]
}

/** How backups of the plan are proven, when next, and how it went. */
export function verificationPart({ latest }: VerificationView, { settings, nextVerifyAt }: Plan, frame: PageFrame): Html {
  const say = planPageMessages[frame.language].verification
  const { yes, no } = words[frame.language]
  const { level, afterBackup, schedule, assertions } = settings.verification
  const items = latest.map(
    (job) =>
      html`<li><a href="/jobs/${job.id}">${jobBadge(job.state, frame)}</a> ${job.source ?? ''} <small>${ago(job.queuedAt, frame)}</small></li>`,
  )
  return html`<section class="card"><h2>${say.title}</h2><dl class="facts">
<dt>${say.level}</dt><dd>${trustBadge(level, frame)}</dd>
<dt>${say.afterBackup}</dt><dd>${afterBackup ? yes : no}</dd>
${schedule === null ? '' : html`<dt>${say.schedule}</dt><dd>${scheduleWords(schedule, frame)}</dd>`}
${nextVerifyAt === null ? '' : html`<dt>${say.next}</dt><dd>${when(nextVerifyAt, frame)}</dd>`}
${assertions.length === 0 ? '' : html`<dt>${say.assertions}</dt><dd>${assertions.map((text) => html`<pre><code>${text}</code></pre>`)}</dd>`}</dl>
<h3>${say.latest}</h3>${latest.length === 0 ? html`<p class="soft">${say.none}</p>` : html`<ul class="plain-list">${items}</ul>`}</section>`
}
