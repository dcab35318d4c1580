import { html } from 'hono/html'
import type { Backup } from '../../../server/domain/backup.ts'
import type { JobResult } from '../../../server/domain/job.ts'
import type { Job } from '../../../server/domain/work.ts'
import { ago, bytes, counted, duration, number } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { fill } from '../../messages/fill.ts'
import { jobMessages } from '../../messages/job.ts'
import { words } from '../../messages/words.ts'
import { backupLink } from '../../parts/backup-link.ts'
import { jobBadge, trustBadge } from '../../parts/badge.ts'
import { restoreSteps } from './job-progress.ts'
import type { JobPageView } from './view.ts'

/** What came of a job that has ended. */
export function jobOutcome(view: JobPageView, frame: PageFrame): Html {
  const { job, safety } = view
  const say = jobMessages[frame.language].outcome
  const { startedAt, finishedAt, result } = job
  const tookMs = startedAt === null || finishedAt === null ? null : finishedAt.getTime() - startedAt.getTime()
  const sentences = result?.result == null ? [] : sentencesOf(result.result, frame)
  const backups = safety === null ? view.made : [...view.made, safety]
  const took =
    tookMs === null ? '' : html`<p class="soft">${fill(jobMessages[frame.language].figures.took, { time: duration(tookMs, frame) })}</p>`
  const isNothing = sentences.length === 0 && backups.length === 0
  return html`${job.state === 'pending' ? '' : restoreSteps(job, frame)}
<section class="card" id="job-outcome"><h2>${say.title}</h2>
${isNothing ? html`<p>${say.nothing}</p>` : ''}
${sentences.length === 0 ? '' : html`<ul class="consequences">${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>`}
${backups.length === 0 ? '' : backupTable(backups, frame)}
${took}</section>`
}

function backupTable(backups: readonly Backup[], frame: PageFrame): Html {
  const say = jobMessages[frame.language].outcome
  const { modes, purposes } = words[frame.language]
  const rows = backups.map(
    (backup) => html`<tr><th scope="row">${backupLink(backup)}</th>
<td data-label="${jobMessages[frame.language].facts.mode}">${backup.purpose === 'safety' ? purposes.safety : modes[backup.mode]}</td>
<td class="number" data-label="${say.size}">${bytes(backup.sizeBytes, frame)}</td>
<td data-label="${say.trust}">${trustBadge(backup.trust, frame)}</td></tr>`,
  )
  return html`<div class="scroll"><table class="stack"><thead><tr><th scope="col">${backups.length === 1 ? say.made : say.madeMany}</th>
<th scope="col">${jobMessages[frame.language].facts.mode}</th><th scope="col" class="number">${say.size}</th><th scope="col">${say.trust}</th></tr></thead>
<tbody>${rows}</tbody></table></div>`
}

/** The figures of a result, a sentence each. */
function sentencesOf(result: JobResult, frame: PageFrame): (string | Html)[] {
  const say = jobMessages[frame.language].outcome
  const count = (forms: { readonly one?: string; readonly other: string }, amount: number) => counted(forms, { count: amount }, frame)
  const some = (forms: { readonly one?: string; readonly other: string }, amount: number) => (amount === 0 ? [] : [count(forms, amount)])
  switch (result.kind) {
    case 'backup': {
      const { chunks, copies, tables, plainBytes } = result
      const parts = [...some(say.tables, tables), bytes(plainBytes, frame)]
      const chunkText = fill(say.chunks, { stored: number(chunks.stored, frame), total: number(chunks.total, frame) })
      return [parts.join(' · '), chunkText, ...some(say.missed, copies.filter(({ committed }) => !committed).length)]
    }
    case 'verify':
      return [
        html`${say.reached}: ${trustBadge(result.trust, frame)}`,
        ...some(say.compared, result.evidence.length),
        ...some(say.assertions, result.assertions.length),
      ]
    case 'restore':
    case 'upload-restore':
      return [[bytes(result.plainBytes, frame), ...(result.rows === null ? [] : [count(say.rows, result.rows)])].join(' · ')]
    case 'remove': {
      const refused = result.archives.filter(({ failure }) => failure !== null).length
      return [count(say.removed, result.archives.length - refused), ...some(say.refused, refused)]
    }
    case 'copy': {
      const before = result.archives.filter(({ wasThere }) => wasThere).length
      return [count(say.copied, result.archives.length - before), ...some(say.wasThere, before)]
    }
    case 'scan':
      return [count(say.found, result.archives), ...some(say.unreadable, result.failures)]
    default:
      return []
  }
}

/** What else was, or is to be, done with the same backup. */
export function relatedJobs(jobs: readonly Job[], frame: PageFrame): Html {
  if (jobs.length === 0) return html``
  const { jobKinds } = words[frame.language]
  const rows = jobs.map(
    ({ id, kind, state, queuedAt }) =>
      html`<li class="bar"><a href="/jobs/${id}">${jobKinds[kind]} ${id.slice(0, 8)}</a>${jobBadge(state, frame)}<small>${ago(queuedAt, frame)}</small></li>`,
  )
  return html`<section class="card"><h2>${jobMessages[frame.language].related}</h2><ul class="plain-list">${rows}</ul></section>`
}
