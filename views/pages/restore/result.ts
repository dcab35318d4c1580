import { html } from 'hono/html'
import type { Backup } from '../../../server/domain/backup.ts'
import type { Job } from '../../../server/domain/work.ts'
import { bytes, counted, duration, when } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { fill } from '../../messages/fill.ts'
import { restore } from '../../messages/restore.ts'
import { restorePlan } from '../../messages/restore-plan.ts'
import { backupLink } from '../../parts/backup-link.ts'
import { jobBadge } from '../../parts/badge.ts'
import { confirmation, linkButton, pageHead } from '../../parts/page.ts'
import { faultNotice, said, type Told } from '../../parts/said.ts'
import { askerText, type JobAsker } from '../jobs/job-words.ts'
import type { PastRestore } from './past.ts'

export interface ResultView extends PastRestore {
  /** Null for an upload, and for a backup that is gone. */
  readonly backup: Backup | null
  readonly safety: Backup | null
  readonly destination: { readonly name: string; readonly href: string | null }
  readonly asker: JobAsker
  /** Why it can't be undone; null when it can be. */
  readonly noUndo: Told | null
}

type Fact = readonly [term: string, detail: Html]

/** What came of a restore, and the way back. */
export function resultPage(view: ResultView, frame: PageFrame): Html {
  const { job, from } = view
  const say = restorePlan[frame.language].result
  const title = fill(say.title, { name: from })
  const { state } = job
  const isDone = state === 'completed' || state === 'completed_with_warnings'
  const lead = isDone ? say.lead.done : state === 'cancelled' ? say.lead.cancelled : say.lead.failed
  const head = {
    ...{ title, lead, trail: [{ label: restore[frame.language].title, href: '/restore' }], marks: [jobBadge(state, frame)] },
    actions: [linkButton({ href: `/jobs/${job.id}`, label: say.job }), linkButton({ href: '/restore', label: say.another })],
  }
  const facts = [...endsOf(view, frame), ...workOf(view, frame)]
  const body = html`${pageHead(head, frame)}
${job.failure === null ? '' : faultNotice(job.failure, frame)}
<div class="columns"><div><section class="card"><dl class="facts">${facts.map(([term, detail]) => html`<dt>${term}</dt><dd>${detail}</dd>`)}</dl></section>
${notes(job, frame)}</div>
<div>${wayBack(view, frame)}</div></div>`
  return layout({ title, body, isWide: true }, frame)
}

function endsOf({ job, backup, from, destination }: ResultView, frame: PageFrame): Fact[] {
  const { result: say, facts } = restorePlan[frame.language]
  const { request } = job
  if (request.kind !== 'restore') return []
  const source = 'path' in request.from ? html`${fill(say.upload, { name: from })}` : html`${from}`
  const { tables, undoOf } = request
  const whole = html`${facts.whole}`
  const chosen = html`${(tables ?? []).map((name) => html`<code class="name">${name}</code> `)}`
  return [
    [say.from, backup === null ? source : backupLink({ id: backup.id, name: from })],
    [say.into, destination.href === null ? html`${destination.name}` : html`<a href="${destination.href}">${destination.name}</a>`],
    [say.extent, tables === null ? whole : chosen],
    [say.there, html`${say.existing[request.existing]}`],
    ...(undoOf === null ? [] : [[say.undoes, html`<a href="/restore/${undoOf}">${say.undoesRestore}</a>`] as const]),
  ]
}

function workOf({ job, asker }: ResultView, frame: PageFrame): Fact[] {
  const say = restorePlan[frame.language].result
  const done = job.result?.result ?? null
  const restored = done?.kind === 'restore' || done?.kind === 'upload-restore' ? done : null
  const tookMs = job.startedAt === null || job.finishedAt === null ? null : job.finishedAt.getTime() - job.startedAt.getTime()
  const read =
    restored === null
      ? []
      : [bytes(restored.plainBytes, frame), ...(restored.rows === null ? [] : [counted(say.rows, { count: restored.rows }, frame)])]
  return [
    ...(read.length === 0 ? [] : [[say.read, html`${read.join(' · ')}`] as const]),
    [say.when, when(job.finishedAt, frame)],
    ...(tookMs === null ? [] : [[say.took, html`${duration(tookMs, frame)}`] as const]),
    [say.by, html`${askerText(asker, frame)}`],
  ]
}

function notes({ result }: Job, frame: PageFrame): Html {
  const all = result?.notes ?? []
  if (all.length === 0) return html``
  const say = restorePlan[frame.language].result
  return html`<section class="card"><h2>${say.notes}</h2><ul class="consequences">${all.map((note) => html`<li>${said(note, frame)}</li>`)}</ul></section>`
}

function wayBack({ job, safety, noUndo }: ResultView, frame: PageFrame): Html {
  const say = restorePlan[frame.language].result
  const kept = safety === null ? '' : html`<p><span class="soft">${say.safety}</span><br>${backupLink(safety)}</p>`
  if (noUndo === null) {
    const undo = linkButton({ href: `/restore/${job.id}/undo`, label: say.undo, sign: 'previous', kind: 'main' })
    return html`<section class="card"><h2>${say.undoTitle}</h2><p>${say.undoLead}</p>${kept}<div class="actions">${undo}</div></section>`
  }
  const remedy = noUndo.remedy ?? null
  return html`<section class="card"><h2>${say.noUndo}</h2><p>${said(noUndo.message, frame)}</p>${remedy === null ? '' : html`<p class="soft">${said(remedy, frame)}</p>`}${kept}</section>`
}

export interface UndoView {
  readonly jobId: string
  readonly from: string
  readonly destination: string
  readonly safety: string | null
  /** Why it can't be undone. */
  readonly refusal: Told | null
}

/** Asks before a restore is taken back. */
export function undoPage({ jobId, from, destination, safety, refusal }: UndoView, frame: PageFrame): Html {
  const { undo: say, result } = restorePlan[frame.language]
  const back = `/restore/${jobId}`
  const sentences = [
    fill(say.back, { name: destination }),
    say.lost,
    say.safe,
    ...(safety === null ? [] : [fill(say.from, { name: safety })]),
  ]
  const trail = [
    { label: restore[frame.language].title, href: '/restore' },
    { label: fill(result.title, { name: from }), href: back },
  ]
  if (refusal !== null) {
    const body = html`${pageHead({ title: result.noUndo, trail }, frame)}${faultNotice(refusal, frame)}
<div class="actions">${linkButton({ href: back, label: fill(result.title, { name: from }) })}</div>`
    return layout({ title: result.noUndo, body }, frame)
  }
  const view = { title: say.title, trail, consequences: sentences, action: `${back}/undo`, label: say.button, back }
  return layout({ title: say.title, body: confirmation(view, frame) }, frame)
}
