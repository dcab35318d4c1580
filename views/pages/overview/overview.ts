import { html } from 'hono/html'
import { isAtLeast } from '../../../server/domain/role.ts'
import { ago, bytes, counted, number, percent } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { overview } from '../../messages/overview.ts'
import { activeJobsPart } from '../../parts/active-jobs.ts'
import { barChart } from '../../parts/chart-bars.ts'
import { following } from '../../parts/following.ts'
import { emptyState, linkButton, pageHead } from '../../parts/page.ts'
import { alertList } from './alerts.ts'
import { planTable } from './plans.ts'
import type { OverviewView } from './view.ts'

/** Without scripts the page is loaded again this often while something runs. */
const refreshSeconds = 10

/** How everything stands, and what to do next. */
export function overviewPage(view: OverviewView, frame: PageFrame): Html {
  const say = overview[frame.language]
  // The daemon makes a source and a target of its own: these alone back nothing up.
  const isFresh = view.plans.length === 0 && view.backups === 0
  const mayRun = isAtLeast(frame.person?.role ?? 'viewer', 'backup_operator')
  const actions = mayRun && !isFresh ? [linkButton({ href: '/backups/new', label: say.manual, sign: 'backups', kind: 'main' })] : []
  const body = html`${pageHead({ title: say.title, actions }, frame)}
${activeJobsPart(view.jobs, frame)}
<div ${following('standing', '/')}>${isFresh ? fresh(view, frame) : standing(view, frame)}</div>`
  const refresh = view.jobs.length > 0 ? { refreshSeconds } : {}
  return layout({ title: say.title, body, isWide: true, ...refresh }, frame)
}

function fresh({ groups }: OverviewView, frame: PageFrame): Html {
  const say = overview[frame.language]
  const isAdmin = frame.person?.role === 'admin'
  const actions = isAdmin ? [linkButton({ href: '/welcome', label: say.begin, sign: 'next', kind: 'main' })] : []
  return html`${groups.length === 0 ? '' : alertList({ groups }, frame)}
<section class="card">${emptyState('overview', isAdmin ? say.freshAdmin : say.freshOther, actions)}</section>`
}

function standing(view: OverviewView, frame: PageFrame): Html {
  return html`${figures(view, frame)}
${alertList(view, frame)}
${planTable(view, frame)}
<div class="cards overview-foot">${storage(view, frame)}${looseSources(view, frame)}</div>`
}

function figures({ backups, proven, storedBytes, nextRun }: OverviewView, frame: PageFrame): Html {
  const say = overview[frame.language]
  const next =
    nextRun === null
      ? html`<strong>–</strong><span>${say.noNextRun}</span>`
      : html`<strong>${ago(nextRun.at, frame)}</strong><span>${say.nextRun} · <a href="/plans/${nextRun.plan.id}">${nextRun.plan.name}</a></span>`
  return html`<section class="figures" aria-label="${say.figures}">
<div class="figure"><strong>${number(backups, frame)}</strong><span>${say.backups}</span></div>
<div class="figure"><strong>${backups === 0 ? '–' : percent(proven / backups, frame)}</strong><span>${say.provenShare}</span></div>
<div class="figure"><strong>${bytes(storedBytes, frame)}</strong><span>${say.stored}</span></div>
<div class="figure">${next}</div>
</section>`
}

function storage({ targets }: OverviewView, frame: PageFrame): Html {
  const say = overview[frame.language]
  const bars = targets.map(({ id, name, count, sizeBytes }) => ({
    label: name,
    value: sizeBytes,
    text: counted(say.targetText, { count, size: bytes(sizeBytes, frame) }, frame),
    href: `/targets/${id}`,
  }))
  const content = bars.length === 0 ? html`<p class="soft">${say.noTargets}</p>` : barChart({ title: say.storage, bars })
  return html`<section class="card" aria-labelledby="storage"><h2 id="storage">${say.storage}</h2>${content}</section>`
}

function looseSources({ looseSources: sources }: OverviewView, frame: PageFrame): Html {
  if (sources.length === 0) return html``
  const say = overview[frame.language]
  return html`<section class="card" aria-labelledby="loose"><h2 id="loose">${say.loose}</h2><p class="soft">${say.looseHint}</p>
<ul>${sources.map(({ id, name }) => html`<li><a href="/sources/${id}">${name}</a></li>`)}</ul></section>`
}
