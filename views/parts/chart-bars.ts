import { html } from 'hono/html'
import type { Html } from '../html.ts'
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
