import { html } from 'hono/html'
import type { Job } from '../../../server/domain/work.ts'
import { breakable, number, when } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { jobMessages } from '../../messages/job.ts'
import { words } from '../../messages/words.ts'
import { said } from '../../parts/said.ts'
import { askerText } from './job-words.ts'
import type { JobPageView, NamedLink } from './view.ts'

type FactName = keyof (typeof jobMessages)['en']['facts']
type Fact = readonly [name: FactName, detail: Html | string]

const namesMax = 20

/** What a job is about, who asked for it and when. */
export function jobFacts(view: JobPageView, frame: PageFrame): Html {
  const { job, links, asker } = view
  const say = jobMessages[frame.language]
  const linked = (['source', 'plan', 'target', 'backup'] as const).flatMap((name): Fact[] =>
    links[name] === null ? [] : [[name, linkTo(links[name])]],
  )
  const facts: Fact[] = [
    ...linked,
    ...asked(job, frame),
    ['trigger', words[frame.language].triggers[job.trigger]],
    ['requestedBy', askerText(asker, frame)],
    ['queued', when(job.queuedAt, frame)],
    ...(job.startedAt === null ? [] : [['started', when(job.startedAt, frame)] as const]),
    ...(job.finishedAt === null ? [] : [['finished', when(job.finishedAt, frame)] as const]),
    ...before(job, frame),
    ['id', html`<code>${job.id}</code>`],
  ]
  return html`<section class="card"><h2>${say.about}</h2><dl class="facts">${facts.map(([name, detail]) => html`<dt>${say.facts[name]}</dt><dd>${detail}</dd>`)}</dl></section>`
}

function linkTo({ href, name }: NamedLink): Html {
  return html`<a href="${href}">${breakable(name)}</a>`
}

/** What was asked for, as far as it tells nothing of this machine. */
function asked({ request }: Job, frame: PageFrame): Fact[] {
  const { modes, trustLevels } = words[frame.language]
  switch (request.kind) {
    case 'backup':
      return [...(request.mode === null ? [] : [['mode', modes[request.mode]] as const]), ...chosen(request.tables)]
    case 'restore':
      return [['existing', jobMessages[frame.language].existing[request.existing]], ...chosen(request.tables)]
    case 'verify':
      return [['level', trustLevels[request.level]]]
    case 'prune':
      return request.reason === '' ? [] : [['reason', said(request.reason, frame)]]
    case 'copy':
    case 'rescan':
      return []
  }
}

function chosen(tables: readonly string[] | null): Fact[] {
  if (tables === null) return []
  const more = tables.length > namesMax ? ' …' : ''
  return [['tables', html`${tables.slice(0, namesMax).map((name) => html`<code>${name}</code> `)}${more}`]]
}

function before({ retryOf, attempt, request }: Job, frame: PageFrame): Fact[] {
  const link = (id: string) => html`<a href="/jobs/${id}">${id.slice(0, 8)}</a>`
  const undoOf = request.kind === 'restore' ? request.undoOf : null
  return [
    ...(retryOf === null ? [] : [['retryOf', link(retryOf)] as const, ['attempt', number(attempt, frame)] as const]),
    ...(undoOf === null ? [] : [['undoOf', link(undoOf)] as const]),
  ]
}
