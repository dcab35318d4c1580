import { html } from 'hono/html'
import { isTerminal, type LogLine } from '../../../server/domain/work.ts'
import { number } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { fill } from '../../messages/fill.ts'
import { jobMessages } from '../../messages/job.ts'
import type { JobPageView } from './view.ts'

/** The end of the log, which stays in sight as it grows. */
export function jobLog({ job, log }: Pick<JobPageView, 'job' | 'log'>, frame: PageFrame): Html {
  const say = jobMessages[frame.language]
  const { lines, isCut } = log
  const whole = lines.length === 0 ? '' : html`<a class="more" href="/jobs/${job.id}/log" hx-boost="false">${say.logWhole}</a>`
  const cut = isCut ? html`<p class="hint">${fill(say.logCut, { count: number(lines.length, frame) })}</p>` : ''
  const none = isTerminal(job.state) ? say.logNone : say.logEmpty
  return html`<section class="card" aria-labelledby="log-title"><div class="section-head"><h2 id="log-title">${say.log}</h2>${whole}</div>
${cut}${lines.length === 0 ? html`<p class="soft">${none}</p>` : html`<div id="job-log" class="log" data-tail tabindex="0" role="region" aria-labelledby="log-title" lang="en">${linesOf(lines, frame)}</div>`}</section>`
}

function linesOf(lines: readonly LogLine[], { zone }: PageFrame): Html[] {
  // In the form of the log itself, whatever the language of the page.
  const clock = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', timeZone: zone })
  return lines.map(({ at, level, message }) => {
    const instant = new Date(at)
    const time = Number.isNaN(instant.getTime()) ? at : clock.format(instant)
    return html`<div class="${level}"><time datetime="${at}">${time}</time> ${message}</div>`
  })
}
