import { html } from 'hono/html'
import { ago, counted } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { fill } from '../../messages/fill.ts'
import { overview } from '../../messages/overview.ts'
import { type IconName, icon } from '../../parts/icon.ts'
import type { Alert, AlertGroup, OverviewView } from './view.ts'

interface Shown {
  readonly tone: 'bad' | 'warn' | 'plain'
  readonly sign: IconName
  readonly text: string
  readonly href: string
  /** When it happened, where that matters. */
  readonly at?: Html
}

/** What needs somebody's attention, each with where it is mended. */
export function alertList({ groups }: Pick<OverviewView, 'groups'>, frame: PageFrame): Html {
  const say = overview[frame.language]
  if (groups.length === 0) return html`<p class="all-well">${icon('check')}${say.allWell}</p>`
  return html`<section class="card alerts" aria-labelledby="attention"><h2 id="attention">${say.attention}</h2>
<ul>${groups.map((group) => alertGroup(group, frame))}</ul></section>`
}

function alertGroup({ alerts, more }: AlertGroup, frame: PageFrame): Html {
  const rest = more === 0 ? '' : html`<li class="soft">${counted(overview[frame.language].more, { count: more }, frame)}</li>`
  return html`${alerts.map((alert) => {
    const { tone, sign, text, href, at } = shownAs(alert, frame)
    return html`<li class="${tone}">${icon(sign)}<span><a href="${href}">${text}</a>${at === undefined ? '' : html` <small>${at}</small>`}</span></li>`
  })}${rest}`
}

function shownAs(alert: Alert, frame: PageFrame): Shown {
  const say = overview[frame.language]
  switch (alert.kind) {
    case 'degraded':
    case 'draining':
      return { tone: alert.kind === 'degraded' ? 'bad' : 'warn', sign: 'warn', text: say[alert.kind], href: '/settings' }
    case 'nothing':
      return { tone: 'warn', sign: 'backups', text: say.nothing, href: '/plans' }
    case 'overdue': {
      const { plan, lastGoodAt } = alert
      const text = fill(lastGoodAt === null ? say.overdueNever : say.overdue, { plan: plan.name })
      const at = lastGoodAt === null ? {} : { at: html`${say.lastGood} ${ago(lastGoodAt, frame)}` }
      return { tone: 'bad', sign: 'clock', text, href: `/plans/${plan.id}`, ...at }
    }
    case 'failed': {
      const text = fill(alert.state === 'timeout' ? say.timeout : say.failed, { plan: alert.plan.name })
      return { tone: 'bad', sign: 'bad', text, href: `/jobs/${alert.jobId}`, at: ago(alert.at, frame) }
    }
    case 'sourceFailed': {
      const text = fill(alert.state === 'timeout' ? say.sourceTimeout : say.sourceFailed, { source: alert.source.name })
      return { tone: 'bad', sign: 'bad', text, href: `/jobs/${alert.jobId}`, at: ago(alert.at, frame) }
    }
    default:
      return shownOfBackups(alert, frame)
  }
}

function shownOfBackups(alert: Extract<Alert, { kind: 'copy' | 'size' | 'unproven' }>, frame: PageFrame): Shown {
  const say = overview[frame.language]
  switch (alert.kind) {
    case 'copy': {
      const text = fill(say[alert.state], { backup: alert.backup.name, target: alert.target })
      return { tone: 'bad', sign: 'targets', text, href: `/backups/${alert.backup.id}` }
    }
    case 'size': {
      const text = fill(say.size, { backup: alert.backup.name })
      return { tone: 'warn', sign: 'warn', text, href: `/backups/${alert.backup.id}`, at: ago(alert.at, frame) }
    }
    case 'unproven': {
      const text = counted(say.unproven, { count: alert.count, plan: alert.plan.name }, frame)
      return { tone: 'plain', sign: 'drills', text, href: `/plans/${alert.plan.id}` }
    }
  }
}
