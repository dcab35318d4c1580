import { html } from 'hono/html'
import { percent } from '../format.ts'
import type { PageFrame } from '../frame.ts'
import type { Html } from '../html.ts'
import { charts } from '../messages/charts.ts'
import { fill } from '../messages/fill.ts'
import { coordinate } from './chart-scale.ts'

export interface Bar {
  readonly label: string
  readonly value: number
  /** The value in words, and what else there is to say. */
  readonly text: string
  readonly href?: string
  readonly tone?: 'good' | 'warn' | 'bad' | 'none'
}

export interface BarChart {
  readonly title: string
  readonly bars: readonly Bar[]
}

const width = 200
const height = 8

/** Values beside each other: a list of names with their values, and below each a bar as long as it is large. */
export function barChart({ title, bars }: BarChart): Html {
  const largest = Math.max(...bars.map(({ value }) => value), 1)
  const rows = bars.map(({ label, value, text, href, tone = 'good' }) => {
    const name = href === undefined ? html`<span>${label}</span>` : html`<a href="${href}">${label}</a>`
    return html`<li><div class="bar-words">${name}<span class="number">${text}</span></div>
<svg class="chart strip" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true"><rect class="mark-none" width="${width}" height="${height}"/><rect class="mark-${tone}" width="${coordinate((value / largest) * width)}" height="${height}"/></svg></li>`
  })
  return html`<ul class="bars" aria-label="${title}">${rows}</ul>`
}

export interface SharePart {
  readonly label: string
  readonly value: number
  readonly tone: 'good' | 'warn' | 'bad' | 'none'
}

export interface ShareBar {
  readonly title: string
  readonly parts: readonly SharePart[]
}

/** What a whole is made of: one bar in parts, with their names and shares below it. Parts of nothing are left out. */
export function shareBar({ title, parts }: ShareBar, frame: Pick<PageFrame, 'language'>): Html {
  const whole = parts.reduce((sum, { value }) => sum + value, 0)
  const present = parts.filter(({ value }) => value > 0)
  const texts = present.map(({ label, value }) => fill(charts[frame.language].share, { label, share: percent(value / whole, frame) }))
  let from = 0
  const pieces = present.map(({ value, tone }, at) => {
    const start = from
    from += (value / whole) * width
    return html`<rect class="mark-${tone}" x="${coordinate(start)}" width="${coordinate(from - start)}" height="${height}"><title>${texts[at]}</title></rect>`
  })
  const legend = present.map(({ tone }, at) => html`<li>${key(tone)}${texts[at]}</li>`)
  return html`<div class="share"><svg class="chart strip" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true"><rect class="mark-none" width="${width}" height="${height}"/>${pieces}</svg>
<ul class="legend" aria-label="${title}">${legend}</ul></div>`
}

/** The colour of a part beside its name. */
function key(tone: SharePart['tone']): Html {
  return html`<svg class="chart key" viewBox="0 0 10 10" aria-hidden="true"><rect class="mark-${tone}" width="10" height="10" rx="2"/></svg>`
}
