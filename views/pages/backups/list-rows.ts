import { html } from 'hono/html'
import type { Backup, Copy } from '../../../server/domain/backup.ts'
import type { Scope } from '../../../server/domain/chain.ts'
import type { Job } from '../../../server/domain/work.ts'
import { bytes, when } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { backups } from '../../messages/backups.ts'
import { fill } from '../../messages/fill.ts'
import { words } from '../../messages/words.ts'
import { backupLink } from '../../parts/backup-link.ts'
import { backupMarks, backupStatus, copyCount } from '../../parts/backup-marks.ts'
import { jobBadge, trustBadge } from '../../parts/badge.ts'
import { rowActions } from './row-actions.ts'

interface Named {
  /** The names of what it belongs to; null for what is gone or never was. */
  readonly source: string | null
  readonly plan: string | null
}

/** A backup that is there. */
export interface BackupRow extends Named {
  readonly kind: 'backup'
  readonly backup: Backup
  readonly copies: readonly Copy[]
}

/** A run that has made none, or none yet. */
export interface JobRow extends Named {
  readonly kind: 'job'
  readonly job: Job
  readonly scope: Scope | null
  readonly mode: Backup['mode'] | null
}

/** More of a description is not even sent. */
const shownMax = 200

export type ListRow = BackupRow | JobRow

/** The backups and the runs that made none, a line each. */
export function listRows(rows: readonly ListRow[], frame: PageFrame): Html {
  const say = backups[frame.language]
  const { fields, columns } = say
  const heads = [columns.name, fields.source, fields.scope, fields.mode, fields.status, columns.size, columns.created, fields.trust]
  return html`<div class="card flush"><div class="scroll"><table class="stack"><caption class="hidden">${say.list}</caption>
<thead><tr>${heads.map((head) => html`<th scope="col" ${head === columns.size ? html`class="number"` : ''}>${head}</th>`)}
<th scope="col">${columns.copies}</th><th scope="col"><span class="hidden">${columns.actions}</span></th></tr></thead>
<tbody>${rows.map((row) => (row.kind === 'backup' ? backupRow(row, frame) : jobRow(row, frame)))}</tbody></table></div></div>`
}

function backupRow(row: BackupRow, frame: PageFrame): Html {
  const { backup, copies, source } = row
  const { fields, columns } = backups[frame.language]
  const { scopes, modes } = words[frame.language]
  const marks = backupMarks(backup, frame)
  return html`<tr id="backup-${backup.id}">
<th scope="row"><span class="name-cell">${backupLink(backup)}${belowName(row, backup.purpose === 'safety' ? '' : backup.description, frame)}
${marks.length === 0 ? '' : html`<span class="marks">${marks}</span>`}</span></th>
<td data-label="${fields.source}">${source ?? words[frame.language].unknown}</td>
<td data-label="${fields.scope}">${scopes[backup.scope]}</td>
<td data-label="${fields.mode}">${modes[backup.mode]}</td>
<td data-label="${fields.status}">${backupStatus(backup, frame)}</td>
<td data-label="${columns.size}" class="number">${bytes(backup.sizeBytes, frame)}</td>
<td data-label="${columns.created}">${when(backup.startedAt, frame)}</td>
<td data-label="${fields.trust}">${trustBadge(backup.trust, frame)}</td>
<td data-label="${columns.copies}">${copyCount(copies, frame)}</td>
<td class="actions-cell">${rowActions(backup, frame)}</td></tr>`
}

function jobRow(row: JobRow, frame: PageFrame): Html {
  const { job, source, scope, mode } = row
  const say = backups[frame.language]
  const { fields, columns } = say
  const { scopes, modes, unknown } = words[frame.language]
  const short = job.id.slice(0, 8)
  const isWaiting = job.state === 'pending' || job.state === 'running'
  const label = fill(isWaiting ? say.waiting : say.noBackup, { job: short })
  return html`<tr id="backup-job-${job.id}">
<th scope="row"><span class="name-cell"><a href="/jobs/${job.id}">${label}</a>${belowName(row, '', frame)}</span></th>
<td data-label="${fields.source}">${source ?? unknown}</td>
<td data-label="${fields.scope}">${scope === null ? '–' : scopes[scope]}</td>
<td data-label="${fields.mode}">${mode === null ? '–' : modes[mode]}</td>
<td data-label="${fields.status}">${jobBadge(job.state, frame)}</td>
<td data-label="${columns.size}" class="number">–</td>
<td data-label="${columns.created}">${when(job.queuedAt, frame)}</td>
<td data-label="${fields.trust}">–</td>
<td data-label="${columns.copies}">–</td>
<td class="actions-cell"><div class="actions"><a class="button quiet small" href="/jobs/${job.id}" aria-label="${fill(say.openJobOf, { job: short })}">${say.openJob}</a></div></td></tr>`
}

/** Which plan made it, and what somebody said of it: of a safety backup nobody did, and its badge says what it is. The style sheet shows two lines. */
function belowName({ plan }: Named, description: string, { language }: PageFrame): Html {
  const text = description.length > shownMax ? `${description.slice(0, shownMax)}…` : description
  return html`<small class="clipped">${[plan ?? backups[language].noPlan, ...(text === '' ? [] : [text])].join(' · ')}</small>`
}
