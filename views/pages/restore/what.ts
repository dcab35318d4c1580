import { html } from 'hono/html'
import { breakable, bytes, counted, number, when } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { restore } from '../../messages/restore.ts'
import { trustBadge } from '../../parts/badge.ts'
import { choiceControl, linesControl } from '../../parts/controls.ts'
import { type RestoreChoices, wayParameters } from './choices.ts'
import { hiddenFields, stepHead } from './steps.ts'
import type { RestoreSubject, SubjectTable } from './subject.ts'

export interface WhatView {
  readonly subject: RestoreSubject
  readonly choices: RestoreChoices
  /** What the tables are looked for by. */
  readonly find: string
  /** Those to be ticked: the ones chosen, then what fits, up to a number. */
  readonly tables: readonly SubjectTable[]
  /** What is wrong with the choice. */
  readonly fault: 'noneChosen' | 'tooMany' | null
}

/** The second step: the whole of it or what of it. */
export function whatPage(view: WhatView, frame: PageFrame): Html {
  const { subject, choices, fault } = view
  const say = restore[frame.language].what
  const body = html`${stepHead('what', choices, { head: { title: say.title }, frame })}
${subjectCard(subject, null, frame)}
${subject.isSound ? '' : html`<p class="notice bad" role="alert">${say.unsound}</p>`}
<form class="card" method="get" action="/restore/where" novalidate>
${hiddenFields([[subject.kind, subject.id], ...wayParameters(choices)])}
${extent(view, frame)}
${fault === null ? '' : html`<p class="fault" id="part-error" role="alert">${say[fault]}</p>`}
<div class="actions"><button type="submit">${say.next}</button></div>
</form>`
  return layout({ title: say.title, body, isWide: true }, frame)
}

/** What was chosen, on the steps after that; with how much of it once that is. */
export function subjectCard(subject: RestoreSubject, choices: RestoreChoices | null, frame: PageFrame): Html {
  const say = restore[frame.language].what
  const { backup, name, sourceName, dialect, startedAt, sizeBytes } = subject
  const href = subject.kind === 'backup' ? `/backups/${subject.id}` : `/restore/uploads/${subject.id}`
  const facts = [
    [say.from, html`<a href="${href}">${breakable(name)}</a> · <a href="/restore">${say.another}</a>`],
    ...(sourceName === null ? [] : [[say.source, html`${sourceName}`] as const]),
    ...(dialect === null ? [] : [[say.dialect, html`${dialect}`] as const]),
    ...(startedAt === null ? [] : [[say.made, when(startedAt, frame)] as const]),
    [say.size, html`${bytes(sizeBytes, frame)}`],
    ...(choices === null ? [] : [[say.extent, extentText(choices, frame)] as const]),
    ...(backup === null ? [] : [[say.trust, trustBadge(backup.trust, frame)] as const]),
    ...(backup === null || backup.description === '' ? [] : [[say.description, html`${backup.description}`] as const]),
  ] as const
  return html`<section class="card" aria-label="${say.from}"><dl class="facts">${facts.map(([term, detail]) => html`<dt>${term}</dt><dd>${detail}</dd>`)}</dl></section>`
}

const namedMax = 20

function extentText({ isSome, tables }: RestoreChoices, frame: PageFrame): Html {
  const say = restore[frame.language].what
  if (!isSome) return html`${say.all}`
  const rest = tables.length > namedMax ? html`…` : ''
  return html`${counted(say.chosen, { count: tables.length }, frame)} ${tables.slice(0, namedMax).map((name) => html`<code class="name">${name}</code> `)}${rest}`
}

function extent(view: WhatView, frame: PageFrame): Html {
  const { subject, choices } = view
  const say = restore[frame.language].what
  if (subject.picker === 'none') return html`<p>${say.onlyWhole}</p>`
  const count = subject.tables.filter(({ isMember }) => !isMember).length
  const all = subject.picker === 'tables' && count > 0 ? counted(say.allTables, { count }, frame) : say.all
  const part = {
    name: 'part',
    label: say.extent,
    values: [choices.isSome ? 'some' : 'all'],
    choices: [
      { value: 'all', label: all },
      { value: 'some', label: subject.picker === 'paths' ? say.somePaths : say.some },
    ],
    error: null,
  }
  return html`<div class="chooser">${choiceControl(part)}<div class="chosen">${subject.picker === 'paths' ? paths(view, frame) : picker(view, frame)}</div></div>`
}

function paths({ choices }: WhatView, frame: PageFrame): Html {
  const say = restore[frame.language].what
  return linesControl(
    { name: 'names', label: say.paths, hint: say.pathsHint, value: choices.tables.join('\n'), rows: 6, isRequired: true },
    frame,
  )
}

function picker({ subject, choices, find, tables }: WhatView, frame: PageFrame): Html {
  const say = restore[frame.language].what
  const columns = restore[frame.language].columns
  const isLong = subject.tables.length > tables.length || find !== ''
  const chosen = new Set(choices.tables)
  const rows = tables.map(({ name, rows: count, sizeBytes, isMember }, at) => {
    const id = `table-${at}`
    return html`<tr><th scope="row"><label class="choice" for="${id}"><input id="${id}" type="checkbox" name="table" value="${name}" ${chosen.has(name) ? html`checked` : ''}><span><code>${name}</code>${isMember ? html` <em>${say.member}</em>` : ''}</span></label></th>
<td class="number">${number(count, frame)}</td><td class="number">${bytes(sizeBytes, frame)}</td></tr>`
  })
  return html`${isLong || subject.tables.length > 20 ? finder(find, frame) : ''}
${isLong && tables.length > 0 ? html`<p class="hint">${counted(say.shown, { count: tables.length, all: number(subject.tables.length, frame) }, frame)} ${chosen.size === 0 ? '' : counted(say.chosen, { count: chosen.size }, frame)}</p>` : ''}
${tables.length === 0 ? html`<p class="hint">${say.noneFits}</p>` : html`<div class="scroll"><table><thead><tr><th scope="col">${columns.table}</th><th scope="col" class="number">${columns.rows}</th><th scope="col" class="number">${columns.size}</th></tr></thead><tbody>${rows}</tbody></table></div>`}`
}

/** Finding loads this step anew, with what is ticked so far. */
function finder(find: string, frame: PageFrame): Html {
  const say = restore[frame.language].what
  return html`<div class="bar"><label class="hidden" for="find">${say.filter}</label><input id="find" name="find" type="search" value="${find}" placeholder="${say.filter}" autocomplete="off">
<button class="quiet" type="submit" formaction="/restore/what">${say.find}</button></div>`
}
