import { html } from 'hono/html'
import type { Verification } from '../../../server/domain/backup.ts'
import { ago, counted, duration } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { drillMessages } from '../../messages/drills.ts'
import { fill } from '../../messages/fill.ts'
import { words } from '../../messages/words.ts'
import { backupLink } from '../../parts/backup-link.ts'
import { badge } from '../../parts/badge.ts'
import { emptyState, pager } from '../../parts/page.ts'
import { said } from '../../parts/said.ts'
import type { DrillRow, DrillsView } from './view.ts'

/** What was verified, the newest first. */
export function drillRows({ rows, nextCursor, isFirst }: DrillsView, frame: PageFrame): Html {
  const say = drillMessages[frame.language].list
  const head = html`<div class="section-head"><h2>${say.title}</h2></div>`
  if (rows.length === 0) return html`${head}<div class="card">${emptyState('drills', say.none)}</div>`
  return html`${head}<div class="card flush scroll"><table class="stack"><thead><tr><th scope="col">${say.backup}</th><th scope="col">${say.result}</th>
<th scope="col">${say.at}</th><th scope="col" class="number">${say.took}</th><th scope="col">${say.found}</th></tr></thead><tbody>${rows.map((row) => drillRow(row, frame))}</tbody></table></div>
${pager({ address: '/drills', nextCursor, isFirst }, frame)}`
}

function drillRow({ verification, backup }: DrillRow, frame: PageFrame): Html {
  const say = drillMessages[frame.language].list
  const { backupId, level, isPassed, at, durationMs, jobId } = verification
  const name = backup === null ? html`${fill(say.gone, { id: backupId.slice(0, 8) })}` : backupLink({ id: backupId, name: backup })
  return html`<tr><th scope="row">${name}</th>
<td data-label="${say.result}"><span>${isPassed ? badge(say.passed, 'good', 'check') : badge(say.failed, 'bad', 'bad')} <small>${words[frame.language].trustLevels[level]}</small></span></td>
<td data-label="${say.at}"><span>${ago(at, frame)} <small><a href="/jobs/${jobId}">${fill(say.job, { id: jobId.slice(0, 8) })}</a></small></span></td>
<td class="number" data-label="${say.took}">${duration(durationMs, frame)}</td>
<td data-label="${say.found}"><span>${found(verification, frame)}</span></td></tr>`
}

/** Why it failed, or how much was compared. */
function found({ evidence, failure }: Verification, frame: PageFrame): Html {
  const say = drillMessages[frame.language].list
  const unequal = evidence.filter(isUnequal).length
  const compared = evidence.length === 0 ? '' : counted(say.compared, { count: evidence.length }, frame)
  const differs = unequal === 0 ? '' : html` <em>${counted(say.unequal, { count: unequal }, frame)}</em>`
  return html`${failure === null ? '' : html`<p>${said(failure.message, frame)}</p>`}${compared}${differs}`
}

/** Evidence is a table or an assertion; what it holds was written by whichever version verified. */
function isUnequal(item: unknown): boolean {
  if (typeof item !== 'object' || item === null) return false
  return ('equal' in item && item.equal === false) || ('holds' in item && item.holds === false)
}
