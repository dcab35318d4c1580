import { html } from 'hono/html'
import type { Job } from '../../server/domain/work.ts'
import { bytes, duration } from '../format.ts'
import type { PageFrame } from '../frame.ts'
import type { Html } from '../html.ts'
import { fill } from '../messages/fill.ts'
import { running } from '../messages/running.ts'
import { words } from '../messages/words.ts'
import { jobBadge } from './badge.ts'

export interface ActiveJobView {
  readonly job: Job
  readonly subject: string | null
  readonly bytesPerSecond: number | null
}

/** What of all jobs a page shows; everything where neither is given. */
export interface ActiveJobsOf {
  readonly plan?: string
  readonly source?: string
}

/** The place in a page where what waits and runs now is shown, and kept as it is. */
export function activeJobsPart(jobs: readonly ActiveJobView[], frame: PageFrame, of: ActiveJobsOf = {}): Html {
  const query = new URLSearchParams({ ...of }).toString()
  const address = query === '' ? '/live/jobs' : `/live/jobs?${query}`
  return html`<section id="active-jobs" class="active-jobs" aria-label="${running[frame.language].activeJobs}" hx-sse:connect="${address}" hx-swap="innerMorph">${activeJobs(jobs, frame)}</section>`
}

/** What waits and runs now; nothing where nothing does. */
export function activeJobs(jobs: readonly ActiveJobView[], frame: PageFrame): Html {
  // Something must be sent for the last of them to go away.
  if (jobs.length === 0) return html`<span class="hidden" id="no-active-jobs">${running[frame.language].noActiveJobs}</span>`
  return html`${jobs.map((view) => activeJob(view, frame))}`
}

function activeJob({ job, subject, bytesPerSecond }: ActiveJobView, frame: PageFrame): Html {
  const { language } = frame
  const title = subject === null ? words[language].jobKinds[job.kind] : `${words[language].jobKinds[job.kind]} · ${subject}`
  return html`<article class="active-job" id="active-${job.id}">
<div class="active-job-head"><a href="/jobs/${job.id}">${title}</a>${jobBadge(job.state, frame)}</div>
${progressBar(job, frame)}
<p class="progress-facts">${progressFacts({ job, bytesPerSecond }, frame).map((fact) => html`<span>${fact}</span>`)}</p>
</article>`
}

/** How far a job is: a bar of which the whole is known, or one that only moves. */
export function progressBar({ state, progress }: Pick<Job, 'state' | 'progress'>, { language }: Pick<PageFrame, 'language'>): Html {
  if (state !== 'running') return html``
  const share = progress === null ? null : shareOf(progress)
  const label = running[language].progress
  return share === null
    ? html`<progress aria-label="${label}"></progress>`
    : html`<progress aria-label="${label}" max="100" value="${Math.floor(share * 100)}"></progress>`
}

/** What of its work is done; null while that can't be told. */
export function shareOf({ bytesRead, bytesExpected }: NonNullable<Job['progress']>): number | null {
  return bytesExpected === null || bytesExpected <= 0 ? null : Math.min(1, bytesRead / bytesExpected)
}

/** Phase, bytes, rate and time left, as far as they are known. */
export function progressFacts({ job, bytesPerSecond }: Omit<ActiveJobView, 'subject'>, frame: PageFrame): string[] {
  const { progress } = job
  if (progress === null) return []
  const say = running[frame.language]
  const { bytesRead, bytesExpected } = progress
  const read =
    bytesExpected === null
      ? bytes(bytesRead, frame)
      : fill(say.bytesOf, { done: bytes(bytesRead, frame), all: bytes(bytesExpected, frame) })
  const leftMs = leftOf(progress, bytesPerSecond)
  return [
    words[frame.language].phases[progress.phase],
    ...(bytesRead > 0 ? [read] : []),
    ...(bytesPerSecond === null || bytesPerSecond < 1 ? [] : [fill(say.rate, { size: bytes(bytesPerSecond, frame) })]),
    ...(leftMs === null ? [] : [fill(say.timeLeft, { time: duration(leftMs, frame) })]),
  ]
}

/** How long it takes from now on at this rate; null while that can't be told. */
export function leftOf({ bytesRead, bytesExpected }: NonNullable<Job['progress']>, bytesPerSecond: number | null): number | null {
  if (bytesExpected === null || bytesPerSecond === null || bytesPerSecond < 1 || bytesExpected <= bytesRead) return null
  return ((bytesExpected - bytesRead) * 1000) / bytesPerSecond
}
