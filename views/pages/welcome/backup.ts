import { html } from 'hono/html'
import type { Backup } from '../../../server/domain/backup.ts'
import type { Job } from '../../../server/domain/work.ts'
import { bytes, duration, when } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { fill } from '../../messages/fill.ts'
import { welcome } from '../../messages/welcome.ts'
import { progressBar, progressFacts } from '../../parts/active-jobs.ts'
import { backupLink } from '../../parts/backup-link.ts'
import { jobBadge, trustBadge } from '../../parts/badge.ts'
import { linkButton } from '../../parts/page.ts'
import { faultNotice, type Told } from '../../parts/said.ts'
import { backLink, type StepName, stepPage } from './step.ts'

export interface JobView {
  readonly job: Job
  readonly bytesPerSecond: number | null
}

/** The first backup and its proof, as far as they are. */
export interface RunView {
  readonly source: string
  readonly backupJob: JobView
  readonly proofJob: JobView | null
  readonly backup: Backup | null
  /** Measured by the proof; null until then. */
  readonly restoreMs: number | null
  readonly outcome: 'running' | 'proven' | 'failed'
}

export interface BackupStepView {
  readonly done: ReadonlySet<StepName>
  /** By name; null where there is none. */
  readonly source: string | null
  readonly target: string | null
  readonly run: RunView | null
  readonly refusal: Told | null
}

/** The first backup: asked for, under way, or done. */
export function backupStep(view: BackupStepView, frame: PageFrame): Html {
  const say = welcome[frame.language]
  const { done, run, refusal } = view
  const isRunning = run?.outcome === 'running'
  const body = html`${faultNotice(refusal, frame)}${run === null ? beginning(view, frame) : runSection(run, view, frame)}`
  return stepPage({ step: 'backup', done, lead: say.backupLead, body, refreshSeconds: isRunning ? 3 : null }, frame)
}

function beginning({ source, target }: BackupStepView, frame: PageFrame): Html {
  const say = welcome[frame.language]
  const isReady = source !== null && target !== null
  return html`<div class="card">
<dl class="facts"><dt>${say.backupOf}</dt><dd>${source ?? '–'}</dd><dt>${say.backupTo}</dt><dd>${target ?? '–'}</dd></dl>
<ol><li>${say.promiseBackup}</li><li>${say.promiseProof}</li></ol>
${isReady ? '' : html`<p class="notice warn">${say.unfinished}</p>`}
${beginForm(isReady ? say.begin : null, frame)}
</div>`
}

function beginForm(label: string | null, frame: PageFrame): Html {
  const say = welcome[frame.language]
  return html`<form method="post" action="/welcome/backup"><div class="actions">
${label === null ? '' : html`<button type="submit" name="action" value="next">${label}</button>`}
<button class="quiet" type="submit" name="action" value="skip">${say.skipBackup}</button>
${backLink('backup', frame)}</div></form>`
}

function runSection(run: RunView, { source, target }: BackupStepView, frame: PageFrame): Html {
  const say = welcome[frame.language]
  if (run.outcome === 'running') {
    return html`<section id="first-run" aria-label="${say.runTitle}" hx-sse:connect="/live/welcome" hx-swap="innerMorph">${runPart(run, frame)}</section>`
  }
  if (run.outcome === 'proven') return html`${proven(run, frame)}${runPart(run, frame)}`
  const { job } = run.backup === null ? run.backupJob : (run.proofJob ?? run.backupJob)
  const isReady = source !== null && target !== null
  return html`<h3>${run.backup === null ? say.failedBackup : say.failedProof}</h3>
<p>${say.failedLead}</p>
${faultNotice(job.failure, frame)}
${runPart(run, frame)}
${beginForm(isReady ? say.beginAgain : null, frame)}`
}

/** Both jobs, one below the other, as they are now. */
export function runPart({ source, backupJob, proofJob }: RunView, frame: PageFrame): Html {
  const say = welcome[frame.language]
  const waiting = html`<article class="active-job" id="first-proof"><div class="active-job-head"><span>${say.stepProof}</span></div><p class="progress-facts"><span>${say.proofWaits}</span></p></article>`
  return html`${jobPart({ id: 'first-backup', title: fill(say.stepBackup, { name: source }), view: backupJob }, frame)}
${proofJob === null ? waiting : jobPart({ id: 'first-proof', title: say.stepProof, view: proofJob }, frame)}`
}

interface JobPart {
  readonly id: string
  readonly title: string
  readonly view: JobView
}

function jobPart({ id, title, view }: JobPart, frame: PageFrame): Html {
  const { job } = view
  const facts = job.state === 'running' ? progressFacts(view, frame) : []
  const more = html`<a href="/jobs/${job.id}" aria-label="${`${welcome[frame.language].details}: ${title}`}">${welcome[frame.language].details}</a>`
  return html`<article class="active-job" id="${id}"><div class="active-job-head"><span>${title}</span>${jobBadge(job.state, frame)}</div>
${progressBar(job, frame)}
<p class="progress-facts">${facts.map((fact) => html`<span>${fact}</span>`)}${more}</p></article>`
}

function proven({ backup, restoreMs }: RunView, frame: PageFrame): Html {
  const say = welcome[frame.language]
  if (backup === null) return html``
  return html`<div class="card"><h3>${trustBadge(backup.trust, frame)} ${say.provenTitle}</h3>
<p>${say.provenLead}</p>
<dl class="facts"><dt>${say.runTitle}</dt><dd>${backupLink(backup)}</dd>
<dt>${say.made}</dt><dd>${when(backup.finishedAt, frame)}</dd>
<dt>${say.size}</dt><dd>${bytes(backup.sizeBytes, frame)}</dd>
<dt>${say.took}</dt><dd>${duration(restoreMs, frame)}</dd></dl>
<div class="actions">${linkButton({ href: '/welcome', label: say.finish, kind: 'main' })}${backLink('backup', frame)}</div></div>`
}
