import { html } from 'hono/html'
import type { Reason } from '../../server/domain/retention-reason.ts'
import { breakable, bytes, counted, when } from '../format.ts'
import type { PageFrame } from '../frame.ts'
import type { Html } from '../html.ts'
import { planMessages } from '../messages/plans.ts'
import { backupLink } from './backup-link.ts'
import { badge } from './badge.ts'
import { reasonWords } from './retention-words.ts'
import { said } from './said.ts'

/** What would become of one backup. */
export interface DecisionView {
  readonly id: string
  readonly name: string
  readonly source: string
  readonly startedAt: Date
  readonly sizeBytes: number
  readonly isKept: boolean
  readonly reasons: readonly Reason[]
}

export interface RetentionSums {
  readonly kept: number
  readonly removed: number
  readonly freedBytes: number
  /** Why nothing may be removed at all. */
  readonly refusal: string | null
}

/** Names of backups that reasons speak of, by id. */
export type BackupNames = ReadonlyMap<string, string>

/** How many would go, or why none does. */
export function retentionSums({ kept, removed, freedBytes, refusal }: RetentionSums, frame: PageFrame): Html {
  const say = planMessages[frame.language].retention
  if (refusal !== null) return html`<div class="notice warn"><p>${say.refused}</p><p>${said(refusal, frame)}</p></div>`
  if (kept + removed === 0) return html`<p class="soft">${say.noBackups}</p>`
  if (removed === 0) return html`<p>${say.nothing}</p>`
  return html`<p>${counted(say.sum, { count: removed, all: kept + removed, size: bytes(freedBytes, frame) }, frame)}</p>`
}

/** Whether it stays. */
export function fateBadge(isKept: boolean, { language }: PageFrame): Html {
  const say = planMessages[language].retention
  return isKept ? badge(say.kept, 'good', 'check') : badge(say.removed, 'bad', 'delete')
}

/** Every reason of a decision. */
export function reasonList({ reasons }: DecisionView, names: BackupNames, frame: PageFrame): Html {
  return html`<ul class="reasons">${reasons.map((reason) => html`<li>${breakable(reasonWords(reason, names, frame))}</li>`)}</ul>`
}

/** What would become of each of them and why, the newest first. */
export function retentionTable(decisions: readonly DecisionView[], names: BackupNames, frame: PageFrame): Html {
  const say = planMessages[frame.language].retention
  const rows = decisions.map(
    (decision) => html`<tr><th scope="row">${backupLink(decision)}</th>
<td data-label="${say.source}">${decision.source}</td>
<td data-label="${say.created}">${when(decision.startedAt, frame)}</td>
<td class="number" data-label="${say.size}">${bytes(decision.sizeBytes, frame)}</td>
<td data-label="${say.fate}">${fateBadge(decision.isKept, frame)}</td>
<td data-label="${say.reasons}">${reasonList(decision, names, frame)}</td></tr>`,
  )
  return html`<div class="card flush scroll"><table class="stack"><thead><tr><th scope="col">${say.backup}</th><th scope="col">${say.source}</th><th scope="col">${say.created}</th>
<th scope="col" class="number">${say.size}</th><th scope="col">${say.fate}</th><th scope="col">${say.reasons}</th></tr></thead><tbody>${rows}</tbody></table></div>`
}
