import { html } from 'hono/html'
import type { Backup, Copy } from '../../../server/domain/backup.ts'
import type { BackupResult } from '../../../server/domain/job.ts'
import { isAtLeast } from '../../../server/domain/role.ts'
import { ago, bytes, duration, number, when } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { oneBackup } from '../../messages/backups-one.ts'
import { fill } from '../../messages/fill.ts'
import { words } from '../../messages/words.ts'
import { badge, type Tone } from '../../parts/badge.ts'
import { type IconName, icon } from '../../parts/icon.ts'
import { said } from '../../parts/said.ts'
import { translated } from '../../sayings.ts'

export interface FactsView {
  readonly backup: Backup
  readonly number: number | null
  readonly source: string | null
  readonly plan: string | null
  /** What the job that made it told; null where that is no longer kept. */
  readonly result: BackupResult | null
  readonly isJobKept: boolean
}

/** The sizes and times that are looked for first. */
export function figuresOf({ backup }: Pick<FactsView, 'backup'>, frame: PageFrame): Html {
  const { figures } = oneBackup[frame.language]
  const tookMs = backup.finishedAt.getTime() - backup.startedAt.getTime()
  const shown = [
    [bytes(backup.sizeBytes, frame), figures.size],
    [bytes(backup.plainBytes, frame), figures.plain],
    [number(backup.tableCount, frame), backup.scope === 'files' ? figures.paths : figures.tables],
    [duration(tookMs, frame), figures.took],
  ]
  return html`<div class="figures">${shown.map(([value, label]) => html`<div class="figure"><strong>${value}</strong><span>${label}</span></div>`)}</div>`
}

/** Everything else that is known of a backup. */
export function factsCard(view: FactsView, frame: PageFrame): Html {
  const { backup, result } = view
  const say = oneBackup[frame.language].facts
  const { scopes, modes, triggers, purposes, yes, no } = words[frame.language]
  const { source } = backup
  const rows: (readonly [string, string | Html])[] = [
    [say.source, named(view.source, backup.sourceId === null ? null : `/sources/${backup.sourceId}`, frame)],
    [say.plan, named(view.plan, backup.planId === null ? null : `/plans/${backup.planId}`, frame)],
    ...(source.engine === null ? [] : [[say.engine, [source.engine, source.version ?? ''].join(' ').trim()] as const]),
    [say.scope, scopes[backup.scope]],
    [say.mode, modes[backup.mode]],
    ...(result?.fellBack == null ? [] : [[say.fellBack, said(result.fellBack, frame)] as const]),
    [say.trigger, triggers[backup.trigger]],
    [say.purpose, purposes[backup.purpose]],
    [say.started, when(backup.startedAt, frame)],
    [say.finished, when(backup.finishedAt, frame)],
    [say.warnings, number(backup.warnings, frame)],
    ...(result === null ? [] : [[say.chunks, chunksOf(result, frame)] as const]),
    [say.sealed, backup.isSealed ? yes : no],
    ...(backup.description === '' ? [] : [[say.description, descriptionOf(backup, frame)] as const]),
    [say.job, jobOf(view, frame)],
    [say.number, view.number === null ? '–' : String(view.number)],
    [say.id, html`<code>${backup.id}</code>`],
    [say.sha256, html`<code>${backup.sha256}</code>`],
  ]
  return html`<section class="card" aria-labelledby="facts"><h2 id="facts">${say.title}</h2>
<dl class="facts">${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl></section>`
}

/** That of a safety backup was written by the program, unless somebody has changed it since. */
function descriptionOf({ purpose, description }: Backup, { language }: PageFrame): string {
  return purpose === 'safety' ? translated(description, language) : description
}

function named(name: string | null, href: string | null, { language }: PageFrame): Html {
  if (name === null) return html`${words[language].none}`
  return href === null ? html`${name}` : html`<a href="${href}">${name}</a>`
}

function jobOf({ backup, isJobKept }: FactsView, { language }: PageFrame): Html {
  if (backup.jobId === null || !isJobKept) return html`${oneBackup[language].facts.jobGone}`
  return html`<a href="/jobs/${backup.jobId}">${backup.jobId.slice(0, 8)}</a>`
}

function chunksOf({ chunks }: BackupResult, frame: PageFrame): string {
  const { total, stored, delta, reused } = chunks
  const values = { total: number(total, frame), stored: number(stored, frame), delta: number(delta, frame), reused: number(reused, frame) }
  return fill(oneBackup[frame.language].facts.chunksOf, values)
}

export interface CopyView {
  readonly copy: Copy
  /** Null for a target that is gone. */
  readonly target: string | null
  /** Where it lies, as people write it. */
  readonly place: string | null
}

const copyTones: Readonly<Record<Copy['state'], readonly [Tone, IconName]>> = {
  kept: ['good', 'check'],
  missing: ['bad', 'warn'],
  damaged: ['bad', 'bad'],
  delete_pending: ['warn', 'delete'],
}

/** Where it lies, and when each copy was last verified. */
export function copiesCard(copies: readonly CopyView[], backup: Pick<Backup, 'id' | 'state'>, frame: PageFrame): Html {
  const say = oneBackup[frame.language].copies
  const mayDownload = frame.person !== null && isAtLeast(frame.person.role, 'backup_operator') && backup.state === 'kept'
  return html`<section id="backup-copies" class="card" aria-labelledby="copies"><h2 id="copies">${say.title}</h2>
<div class="scroll"><table class="stack"><caption class="hidden">${say.title}</caption><thead><tr><th scope="col">${say.target}</th><th scope="col">${say.state}</th>
<th scope="col">${say.verified}</th><th scope="col">${say.place}</th>${mayDownload ? html`<th scope="col"><span class="hidden">${say.download}</span></th>` : ''}</tr></thead>
<tbody>${copies.map((view) => copyRow(view, { backup, mayDownload, frame }))}</tbody></table></div></section>`
}

interface CopySetting {
  readonly backup: Pick<Backup, 'id'>
  readonly mayDownload: boolean
  readonly frame: PageFrame
}

function copyRow({ copy, target, place }: CopyView, { backup, mayDownload, frame }: CopySetting): Html {
  const say = oneBackup[frame.language].copies
  const { copyStates } = words[frame.language]
  const [tone, sign] = copyTones[copy.state]
  const address = `/api/v1/backups/${backup.id}/download?${new URLSearchParams({ target: copy.targetId })}`
  const download = html`<a class="button quiet small" href="${address}" download hx-boost="false" aria-label="${fill(say.downloadFrom, { target: target ?? say.gone })}">${icon('download')}</a>`
  return html`<tr><th scope="row">${target === null ? say.gone : html`<a href="/targets/${copy.targetId}">${target}</a>`}</th>
<td data-label="${say.state}"><span>${badge(copyStates[copy.state], tone, sign)}${copy.reason === null ? '' : html`<small class="copy-reason">${said(copy.reason, frame)}</small>`}</span></td>
<td data-label="${say.verified}">${copy.verifiedAt === null ? words[frame.language].never : ago(copy.verifiedAt, frame)}</td>
<td data-label="${say.place}"><code>${place ?? copy.key}</code></td>
${mayDownload ? html`<td class="actions-cell">${copy.state === 'kept' && target !== null ? download : ''}</td>` : ''}</tr>`
}
