import { html } from 'hono/html'
import { ago, bytes, counted, duration, number } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { drillMessages } from '../../messages/drills.ts'
import { fill } from '../../messages/fill.ts'
import { places } from '../../messages/places.ts'
import { backupLink } from '../../parts/backup-link.ts'
import { badge } from '../../parts/badge.ts'
import { type DayTone, successCalendar } from '../../parts/chart-calendar.ts'
import { emptyState, linkButton, pageHead } from '../../parts/page.ts'
import { faultNotice } from '../../parts/said.ts'
import { drillForm } from './form.ts'
import { drillRows } from './rows.ts'
import type { DrillDay, DrillsView, RecoveryRow } from './view.ts'

/** What was proven, how long it takes to come back, and what never was. */
export function drillsPage(view: DrillsView, frame: PageFrame): Html {
  const say = drillMessages[frame.language]
  const title = places[frame.language].names.drills
  const head = html`${pageHead({ title, lead: say.lead }, frame)}${faultNotice(view.told, frame)}`
  if (view.recovery.length === 0 && view.rows.length === 0) {
    const sources = linkButton({ href: '/sources', label: say.addSource, sign: 'sources' })
    return layout(
      { title, body: html`${head}<div class="card">${emptyState('drills', say.noSources, [sources])}</div>`, isWide: true },
      frame,
    )
  }
  const body = html`${head}${figures(view, frame)}
<div class="columns"><div>${recoveryTable(view, frame)}${drillRows(view, frame)}</div>
<div>${calendar(view.days, frame)}${view.mayRun ? drillForm(view, frame) : ''}</div></div>`
  return layout({ title, body, isWide: true }, frame)
}

function figures({ recovery, days }: DrillsView, frame: PageFrame): Html {
  const say = drillMessages[frame.language].figures
  const proofs = recovery.flatMap(({ proof }) => (proof === null ? [] : [proof]))
  const sum = (of: 'passed' | 'failed') => days.reduce((total, day) => total + day[of], 0)
  const newest = proofs.reduce<Date | null>((latest, { at }) => (latest === null || at > latest ? at : latest), null)
  const shown: readonly (readonly [value: Html | string, label: string])[] = [
    [fill(say.proven, { proven: number(proofs.length, frame), all: number(recovery.length, frame) }), say.provenLabel],
    [ago(newest, frame), say.newest],
    [number(sum('passed'), frame), counted(say.passed, { count: sum('passed') }, frame)],
    [number(sum('failed'), frame), counted(say.failed, { count: sum('failed') }, frame)],
  ]
  return html`<div class="figures">${shown.map(([value, label]) => html`<div class="figure"><strong>${value}</strong><span>${label}</span></div>`)}</div>`
}

function calendar(days: readonly DrillDay[], frame: PageFrame): Html {
  const say = drillMessages[frame.language]
  const isEmpty = days.every(({ passed, failed }) => passed + failed === 0)
  const drawn = days.map(({ day, passed, failed }) => {
    const tone: DayTone = failed > 0 ? 'bad' : passed > 0 ? 'good' : 'none'
    return { day, tone, text: counted(say.day, { count: passed + failed, failed: number(failed, frame) }, frame) }
  })
  const chart = isEmpty ? html`<p class="soft">${say.calendarEmpty}</p>` : successCalendar({ title: say.calendar, days: drawn }, frame)
  return html`<section class="card"><h2>${say.calendar}</h2>${chart}</section>`
}

function recoveryTable({ recovery, mayRun }: DrillsView, frame: PageFrame): Html {
  const say = drillMessages[frame.language].recovery
  const actions = mayRun ? html`<th scope="col"><span class="hidden">${say.actions}</span></th>` : ''
  return html`<div class="section-head"><h2>${say.title}</h2></div><p class="soft">${say.lead}</p>
<div class="card flush scroll"><table class="stack"><thead><tr><th scope="col">${say.source}</th><th scope="col" class="number">${say.took}</th>
<th scope="col" class="number">${say.rate}</th><th scope="col">${say.at}</th>${actions}</tr></thead>
<tbody>${recovery.map((row) => recoveryRow(row, mayRun, frame))}</tbody></table></div>`
}

function recoveryRow({ sourceId, source, hasBackup, proof }: RecoveryRow, mayRun: boolean, frame: PageFrame): Html {
  const say = drillMessages[frame.language].recovery
  const rate = proof?.bytesPerSecond == null ? bytes(null, frame) : fill(say.rateOf, { size: bytes(proof.bytesPerSecond, frame) })
  const never = badge(hasBackup ? say.never : say.noBackup, hasBackup ? 'warn' : 'plain', hasBackup ? 'warn' : 'info')
  const at = proof === null ? never : html`<span>${ago(proof.at, frame)} <small>${provenBackup(proof)}</small></span>`
  const prove = hasBackup ? proveButton(sourceId, source, frame) : ''
  return html`<tr><th scope="row"><a href="/sources/${sourceId}">${source}</a></th>
<td class="number" data-label="${say.took}">${duration(proof?.durationMs, frame)}</td>
<td class="number" data-label="${say.rate}">${rate}</td>
<td data-label="${say.at}">${at}</td>
${mayRun ? html`<td class="actions-cell"><div class="actions">${prove}</div></td>` : ''}</tr>`
}

function provenBackup({ backupId, backup }: NonNullable<RecoveryRow['proof']>): Html {
  return backupLink({ id: backupId, name: backup ?? backupId.slice(0, 8) })
}

function proveButton(sourceId: string, name: string, { language }: PageFrame): Html {
  const say = drillMessages[language].recovery
  return html`<form class="inline" method="post" action="/drills"><input type="hidden" name="what" value="source:${sourceId}"><input type="hidden" name="level" value="proven">
<button class="quiet small" type="submit" aria-label="${fill(say.proveOf, { name })}">${say.prove}</button></form>`
}
