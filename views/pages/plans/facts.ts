import { html } from 'hono/html'
import type { Plan } from '../../../server/domain/plan.ts'
import { counted, duration, number } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { planForm } from '../../messages/plans-form.ts'
import { planPageMessages } from '../../messages/plans-page.ts'
import { words } from '../../messages/words.ts'
import { scheduleWords } from '../../parts/schedule-words.ts'

interface Facts {
  readonly plan: Plan
  readonly sources: readonly { readonly id: string; readonly name: string }[]
  readonly targets: readonly { readonly id: string; readonly name: string }[]
}

const shownTablesMax = 20

/** All that the plan was given; what is left at nothing isn't listed. */
export function factsPart({ plan, sources, targets }: Facts, frame: PageFrame): Html {
  const say = planPageMessages[frame.language].facts
  const links = (noun: 'sources' | 'targets', nouns: Facts['sources']) =>
    html`${nouns.map(({ id, name }) => html`<a href="/${noun}/${id}">${name}</a><br>`)}`
  const { schedule, zone, jitterSeconds } = plan.settings
  const facts: readonly (readonly [string, Html | string | null])[] = [
    [say.sources, sources.length === 0 ? words[frame.language].none : links('sources', sources)],
    [say.targets, targets.length === 0 ? words[frame.language].none : links('targets', targets)],
    [say.schedule, scheduleWords(schedule, frame)],
    [say.zone, zone],
    [say.jitter, jitterSeconds === 0 ? null : duration(jitterSeconds * 1000, frame)],
    ...howFacts(plan, frame),
    [say.folder, html`<code>${plan.folder}</code>`],
  ]
  const listed = facts.flatMap(([term, fact]) => (fact === null ? [] : [html`<dt>${term}</dt><dd>${fact}</dd>`]))
  return html`<section class="card"><h2>${say.title}</h2><dl class="facts">${listed}</dl></section>`
}

function howFacts({ settings }: Plan, frame: PageFrame): (readonly [string, Html | string | null])[] {
  const say = planPageMessages[frame.language].facts
  const { mode, fullEveryMs, chainLengthMax, codec, recipients, tables, timeoutMs, idleMs, retries, retryDelayMs } = settings
  const time = (ms: number | null) => (ms === null ? null : duration(ms, frame))
  return [
    [say.mode, words[frame.language].modes[mode]],
    [say.fullEvery, mode === 'full' ? null : time(fullEveryMs)],
    [say.chain, mode === 'full' ? null : number(chainLengthMax, frame)],
    [say.codec, planForm[frame.language].codecs[codec]],
    [say.recipients, recipients.length === 0 ? null : codeList(recipients, frame)],
    [say.tables, tables === null ? null : codeList(tables, frame)],
    [say.timeout, time(timeoutMs)],
    [say.idle, time(idleMs)],
    [say.retries, retries === 0 ? null : counted(say.retriesValue, { count: retries, time: duration(retryDelayMs, frame) }, frame)],
  ]
}

function codeList(items: readonly string[], frame: PageFrame): Html {
  const rest = items.length - shownTablesMax
  const more = rest > 0 ? html`<small>${counted(planPageMessages[frame.language].facts.more, { count: rest }, frame)}</small>` : html``
  return html`${items.slice(0, shownTablesMax).map((item) => html`<code>${item}</code><br>`)}${more}`
}
