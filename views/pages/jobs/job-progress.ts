import { html } from 'hono/html'
import { isTerminal, type Job } from '../../../server/domain/work.ts'
import { bytes, counted, duration, number, percent, plainTime } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { fill } from '../../messages/fill.ts'
import { jobMessages } from '../../messages/job.ts'
import { running } from '../../messages/running.ts'
import { words } from '../../messages/words.ts'
import { leftOf, progressBar, shareOf } from '../../parts/active-jobs.ts'
import type { JobPageView } from './view.ts'

/** How far a job is that has not ended. */
export function jobProgress(view: JobPageView, frame: PageFrame): Html {
  const { job, now } = view
  const say = jobMessages[frame.language]
  if (job.state === 'pending') {
    const isLater = job.notBefore.getTime() > Math.max(now.getTime(), job.queuedAt.getTime())
    const text = isLater ? fill(say.waitingUntil, { time: plainTime(job.notBefore, frame) }) : say.waiting
    return html`<section class="card"><h2>${say.now}</h2><p>${text}</p></section>`
  }
  const phase = job.progress === null ? say.starting : words[frame.language].phases[job.progress.phase]
  return html`${restoreSteps(job, frame)}
<section class="card" id="job-now"><h2>${phase}</h2>
${progressBar(job, frame)}
${job.isCancelRequested ? html`<p class="soft">${say.cancelNote}</p>` : ''}
</section>
${figures(view, frame)}`
}

interface Figure {
  readonly value: string
  readonly label: string
}

/** A figure each, in the same places all the time: what isn't known yet is a dash. */
function figures({ job, now, bytesPerSecond }: JobPageView, frame: PageFrame): Html {
  const say = jobMessages[frame.language].figures
  const { progress } = job
  const share = progress === null ? null : shareOf(progress)
  const elapsedMs = job.startedAt === null ? null : Math.max(0, now.getTime() - job.startedAt.getTime())
  const dash = bytes(null, frame)
  const shown: Figure[] = [
    { value: share === null ? dash : percent(share, frame), label: say.share },
    { value: readText(job, frame), label: say.read },
    { value: bytes(progress?.bytesStored, frame), label: say.written },
    { value: bytesPerSecond === null || bytesPerSecond < 1 ? dash : bytes(bytesPerSecond, frame), label: say.rate },
    { value: duration(progress === null ? null : leftOf(progress, bytesPerSecond), frame), label: say.left },
    { value: elapsedMs === null ? dash : duration(wholeSeconds(elapsedMs), frame), label: say.elapsed },
    { value: number(progress?.sections, frame), label: counted(sectionsWord(job, frame), { count: progress?.sections ?? 0 }, frame) },
  ]
  const items = shown.map(({ value, label }) => html`<div class="figure"><strong>${value}</strong><span>${label}</span></div>`)
  return html`<div class="figures" id="job-figures">${items}</div>`
}

function readText({ progress }: Job, frame: PageFrame): string {
  if (progress === null) return bytes(null, frame)
  const { bytesRead, bytesExpected } = progress
  if (bytesExpected === null) return bytes(bytesRead, frame)
  return fill(running[frame.language].bytesOf, { done: bytes(bytesRead, frame), all: bytes(bytesExpected, frame) })
}

function sectionsWord({ progress }: Job, { language }: PageFrame) {
  const { archives, sections } = jobMessages[language].figures
  return progress?.phase === 'scanning' || progress?.phase === 'removing' ? archives : sections
}

/** A length that ticks once a second, and not with every draw. */
function wholeSeconds(ms: number): number {
  return Math.max(1000, Math.floor(ms / 1000) * 1000)
}

const stepNames = ['plan', 'verify', 'safety', 'restore', 'check'] as const

/** What a restore goes through, and where it is or where it ended. */
export function restoreSteps(job: Job, frame: PageFrame): Html {
  const { request, progress, result } = job
  if (request.kind !== 'restore') return html``
  const say = jobMessages[frame.language].steps
  const isEnded = isTerminal(job.state)
  const isDone = job.state === 'completed' || job.state === 'completed_with_warnings'
  const hasSafety = request.isSafe && (!isEnded || result?.safetyBackupId != null || progress?.step === 'safety')
  const names = progress?.step === 'rollback' ? [...stepNames, 'rollback' as const] : stepNames
  const shown = names.filter((name) => name !== 'safety' || hasSafety)
  const at = progress === null ? 0 : (shown as readonly string[]).indexOf(progress.step)
  const steps = shown.map((name, place) => {
    if (isDone || place < at) return html`<li class="done">${say[name]}<span class="hidden"> (${say.done})</span></li>`
    if (place > at || job.state === 'pending') return html`<li>${say[name]}</li>`
    return isEnded ? html`<li class="bad">${say[name]}: ${say.failed}</li>` : html`<li aria-current="step">${say[name]}</li>`
  })
  return html`<ol class="steps" aria-label="${say.title}">${steps}</ol>`
}
