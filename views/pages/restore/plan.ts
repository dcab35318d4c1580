import { html } from 'hono/html'
import type { RestorePlan, TableChanges, TableNames } from '../../../server/domain/restore.ts'
import { ago, breakable, bytes, counted, duration, when } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { fill } from '../../messages/fill.ts'
import { restorePlan } from '../../messages/restore-plan.ts'
import { badge, type Tone } from '../../parts/badge.ts'
import { said } from '../../parts/said.ts'
import type { CheckView } from './check-view.ts'
import { isNewPlace } from './choices.ts'

type Fact = readonly [term: string, detail: Html]

/** What comes from where, what it meets there, and what it takes. */
export function planFacts(view: CheckView, frame: PageFrame): Html {
  const facts = [...fromFacts(view, frame), ...toFacts(view, frame), ...costFacts(view, frame)]
  return html`<section class="card"><dl class="facts">${facts.map(([term, detail]) => html`<dt>${term}</dt><dd>${detail}</dd>`)}</dl></section>`
}

function fromFacts({ subject, choices, plan }: CheckView, frame: PageFrame): Fact[] {
  const say = restorePlan[frame.language].facts
  const { from, copy } = plan
  const href = subject.kind === 'backup' ? `/backups/${subject.id}` : `/restore/uploads/${subject.id}`
  const names = html`${choices.tables.map((name) => html`<code class="name">${name}</code> `)}`
  const chosen = html`${counted(say.some, { count: choices.tables.length }, frame)} ${names}`
  return [
    [say.from, html`<a href="${href}">${breakable(from.name)}</a>`],
    ...(from.startedAt === null ? [] : [[say.made, when(from.startedAt, frame)] as const]),
    ...(from.engine === null ? [] : [[say.by, html`${from.engine} ${from.version ?? ''}`] as const]),
    ...(copy === null ? [] : [[say.copy, copyText(copy, frame)] as const]),
    [say.extent, choices.isSome ? chosen : html`${say.whole}`],
  ]
}

function copyText({ target, archives, verifiedAt }: NonNullable<RestorePlan['copy']>, frame: PageFrame): Html {
  const say = restorePlan[frame.language].facts
  const text = counted(say.copyArchives, { count: archives, target }, frame)
  if (verifiedAt === null) return html`${text}`
  const [before = '', after = ''] = say.checked.split('{when}')
  return html`${text}<br><small>${before}${ago(verifiedAt, frame)}${after}</small>`
}

function toFacts({ choices, plan: { destination } }: CheckView, frame: PageFrame): Fact[] {
  const say = restorePlan[frame.language]
  const { name, isPresent, holdsData, engine, version, isAtomic } = destination
  const inside = holdsData === null ? say.facts.unknown : holdsData ? say.facts.holdsData : say.facts.empty
  const there = isPresent ? fill(inside, { engine: `${engine ?? ''} ${version ?? ''}`.trim() }) : say.facts.nothing
  const existing = isNewPlace(choices) ? choices.placeExisting : choices.existing
  return [
    [say.facts.to, html`<strong>${name}</strong>`],
    [say.facts.there, html`${there}`],
    [say.facts.existing, html`${say.existing[existing]}`],
    ...(isAtomic === null ? [] : [[say.facts.halves, html`${isAtomic ? say.facts.atomic : say.facts.notAtomic}`] as const]),
  ]
}

function costFacts({ plan }: CheckView, frame: PageFrame): Fact[] {
  const say = restorePlan[frame.language].facts
  const { contentBytes, entries, freeBytes, estimatedMs, safety } = plan
  const size = [bytes(contentBytes, frame), ...(entries === null || entries === 0 ? [] : [counted(say.entries, { count: entries }, frame)])]
  const kept = safety.target === null ? say.safetyNone : fill(say.safetyAt, { target: safety.target })
  return [
    [say.size, html`${size.join(' · ')}`],
    ...(freeBytes === null ? [] : [[say.free, html`${bytes(freeBytes, frame)}`] as const]),
    [say.time, html`${estimatedMs === null ? say.notKnown : duration(estimatedMs, frame)}`],
    [say.safety, html`${kept}<br><small>${said(safety.reason, frame)}</small>`],
  ]
}

const kinds = [
  ['added', 'good'],
  ['replaced', 'warn'],
  ['removed', 'bad'],
  ['untouched', 'plain'],
] as const satisfies readonly (readonly [keyof TableChanges, Tone])[]

/** What becomes of which table; nothing where no tables are known of either side. */
export function tableChanges(tables: TableChanges | null, frame: PageFrame): Html {
  if (tables === null) return html``
  const say = restorePlan[frame.language].tables
  const items = kinds.map(([kind, tone]) => {
    const { count } = tables[kind]
    const mark = badge(say[kind], count === 0 ? 'plain' : tone)
    return html`<dt>${mark}</dt><dd>${count === 0 ? html`<span class="soft">${say.none}</span>` : names(tables[kind], frame)}</dd>`
  })
  return html`<section class="card"><h2>${say.title}</h2><dl class="facts">${items}</dl></section>`
}

const shownAtOnce = 12

function names({ count, names: known }: TableNames, frame: PageFrame): Html {
  const say = restorePlan[frame.language].tables
  const list = (some: readonly string[]) => html`${some.map((name) => html`<code class="name">${name}</code> `)}`
  const rest = count - shownAtOnce
  if (rest <= 0) return list(known)
  const beyond = count - known.length
  return html`${list(known.slice(0, shownAtOnce))}<details><summary>${counted(say.more, { count: rest }, frame)}</summary>${list(known.slice(shownAtOnce))}${beyond > 0 ? counted(say.more, { count: beyond }, frame) : ''}</details>`
}
