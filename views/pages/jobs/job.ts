import { html } from 'hono/html'
import { isTerminal } from '../../../server/domain/work.ts'
import { counted } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { fill } from '../../messages/fill.ts'
import { jobMessages } from '../../messages/job.ts'
import { places } from '../../messages/places.ts'
import { words } from '../../messages/words.ts'
import { jobBadge } from '../../parts/badge.ts'
import { notice } from '../../parts/form.ts'
import { actionButton, linkButton, pageHead } from '../../parts/page.ts'
import { faultNotice, said, saidOfSubject } from '../../parts/said.ts'
import { jobFacts } from './job-facts.ts'
import { jobLog } from './job-log.ts'
import { jobOutcome, relatedJobs } from './job-outcome.ts'
import { jobProgress } from './job-progress.ts'
import { jobTitle } from './job-words.ts'
import type { JobMessage, JobPageView } from './view.ts'

const refreshSeconds = 4

/** The page of a job: everything in it moves until the job has ended. */
export function jobPage(view: JobPageView & JobMessage, frame: PageFrame): Html {
  const { job, done, told } = view
  const isEnded = isTerminal(job.state)
  const live = isEnded ? '' : html`hx-sse:connect="/live/jobs/${job.id}" hx-sse:close="done" hx-swap="innerMorph"`
  const body = html`${faultNotice(told, frame)}${notice(done === null ? null : jobMessages[frame.language].done[done], 'good')}
<div id="job" ${live}>${jobPart(view, frame)}</div>`
  // Without scripts a page that loads itself anew would take away why something was refused.
  const seconds = isEnded || told !== null ? null : refreshSeconds
  return layout({ title: jobTitle(job, view.subject, frame), body, isWide: true, refreshSeconds: seconds }, frame)
}

/** Everything of the page that moves. */
export function jobPart(view: JobPageView, frame: PageFrame): Html {
  const { job } = view
  return html`${head(view, frame)}
${isTerminal(job.state) ? ending(view, frame) : ''}
<div class="columns"><div>
${isTerminal(job.state) ? jobOutcome(view, frame) : jobProgress(view, frame)}
${notes(view, frame)}
${jobLog(view, frame)}
</div><div>${jobFacts(view, frame)}${relatedJobs(view.related, frame)}</div></div>`
}

/** What stands there once the job is forgotten. */
export function jobGone(frame: PageFrame): Html {
  return html`<p class="notice warn" role="status">${jobMessages[frame.language].gone}</p>`
}

/** Where to ask again for what is never repeated unseen; null for everything else. */
function askAgainAt({ job: { state, request }, isAdmin }: JobPageView): string | null {
  if (!isAdmin || !['failed', 'timeout', 'cancelled'].includes(state)) return null
  if (request.kind === 'restore' && request.undoOf === null && 'backupId' in request.from) {
    return `/restore/what?${new URLSearchParams({ backup: request.from.backupId })}`
  }
  // What refers to the others stands before them, so the last is the one that was meant.
  const meant = request.kind === 'prune' && request.planId === null ? request.backupIds.at(-1) : undefined
  return meant === undefined ? null : `/backups/${meant}/delete`
}

function head(view: JobPageView, frame: PageFrame): Html {
  const { job, subject, mayCancel, mayRetry, isAdmin } = view
  const { language } = frame
  const say = jobMessages[language]
  const title = jobTitle(job, subject, frame)
  const isEnding = job.isCancelRequested && !isTerminal(job.state)
  const again = askAgainAt(view)
  const isResult = job.kind === 'restore' && isTerminal(job.state) && isAdmin
  const actions = [
    ...(isResult ? [linkButton({ href: `/restore/${job.id}`, label: say.restoreResult, sign: 'restore', kind: 'main' })] : []),
    ...(mayCancel ? [actionButton({ action: `/jobs/${job.id}/cancel`, label: say.cancel, sign: 'stop', kind: 'danger' })] : []),
    ...(mayRetry ? [actionButton({ action: `/jobs/${job.id}/retry`, label: say.retry, sign: 'restore', kind: 'main' })] : []),
    ...(again === null ? [] : [linkButton({ href: again, label: say.retry })]),
  ]
  const marks = [jobBadge(job.state, frame), ...(isEnding ? [html`<span class="soft">${say.cancelling}</span>`] : [])]
  // The state alone is read out when it changes: figures that tick would never let anybody hear anything else.
  const heard = fill(say.state, { title, state: isEnding ? say.cancelling : words[language].jobStates[job.state] })
  return html`${pageHead({ title, trail: [{ label: places[language].names.jobs, href: '/jobs' }], marks, actions }, frame)}
<p class="hidden" role="status" aria-live="polite" id="job-state">${heard}</p>`
}

function ending({ job }: JobPageView, frame: PageFrame): Html {
  const say = jobMessages[frame.language]
  if (job.reason === 'interrupted')
    return html`<p class="notice bad" role="alert">${job.kind === 'restore' ? say.interruptedRestore : say.interrupted}</p>`
  return faultNotice(job.failure, frame)
}

/** What it said for people; of what it warned only what is not among that already. */
function notes({ job, log }: JobPageView, frame: PageFrame): Html {
  const say = jobMessages[frame.language]
  const told = job.result?.notes ?? []
  const warned = [...new Set(log.warnings)].filter((warning) => !told.includes(warning))
  const list = (sentences: readonly string[], tell: typeof said) =>
    html`<ul class="consequences">${sentences.map((sentence) => html`<li>${tell(sentence, frame)}</li>`)}</ul>`
  return html`${told.length === 0 ? '' : html`<section class="card"><h2>${say.notes}</h2>${list(told, said)}</section>`}
${warned.length === 0 ? '' : html`<section class="card"><h2>${counted(say.warnings, { count: warned.length }, frame)}</h2>${list(warned, saidOfSubject)}</section>`}`
}
