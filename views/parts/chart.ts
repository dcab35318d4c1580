import { html } from 'hono/html'
import { counted, plainTime } from '../format.ts'
import type { PageFrame } from '../frame.ts'
import type { Html } from '../html.ts'
import { charts } from '../messages/charts.ts'
import { coordinate, type Measure, measured, momentOf, tickStep } from './chart-scale.ts'

export interface ChartPoint {
  readonly at: Date
  readonly value: number
  /** Whether it was as it should be; a point that wasn't is drawn so. */
  readonly tone?: 'good' | 'warn' | 'bad'
  /** Said of the point when it is pointed at; its time and value if absent. */
  readonly text?: string
}

export interface LineChart {
  readonly title: string
  /** The oldest first. */
  readonly points: readonly ChartPoint[]
  readonly measure: Measure
}

type Manner = Pick<PageFrame, 'language' | 'zone' | 'now'>

const width = 640
const height = 160
const dotsMax = 60

/** Values over time, from zero: a line with its area, dots where they are few, and round ticks. The words stand beside the drawing, so they never grow or shrink with it. */
export function lineChart({ title, points, measure }: LineChart, frame: Manner): Html {
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined) return html`<p class="soft">${charts[frame.language].nothing}</p>`
  const step = tickStep(Math.max(...points.map(({ value }) => value)), measure)
  const spanMs = last.at.getTime() - first.at.getTime()
  const placed = points.map((point) => ({
    ...point,
    x: spanMs === 0 ? width / 2 : ((point.at.getTime() - first.at.getTime()) / spanMs) * width,
    y: height - (point.value / (2 * step)) * height,
  }))
  const ticks = [2 * step, step, 0].map((value) => html`<span>${measured(value, measure, frame)}</span>`)
  const moments = momentsOf(first.at, last.at, frame).map((text) => html`<span>${text}</span>`)
  return html`<figure class="plot">
<div class="plot-values" aria-hidden="true">${ticks}</div>
<svg class="chart" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" role="img"><title>${title}</title><desc>${seriesText({ title, points, measure }, frame)}</desc>
${[0, height / 2, height].map((y) => html`<path class="grid" d="M0 ${y}H${width}"/>`)}
${trace(placed)}
${placed.length > dotsMax ? '' : placed.map((point) => dot(point, point.text ?? `${plainTime(point.at, frame)} · ${measured(point.value, measure, frame)}`))}
</svg>
<div class="plot-moments" aria-hidden="true">${moments}</div>
</figure>`
}

function momentsOf(first: Date, last: Date, frame: Manner): string[] {
  const spanMs = last.getTime() - first.getTime()
  if (spanMs === 0) return [plainTime(first, frame)]
  return [first, new Date(first.getTime() + spanMs / 2), last].map((at) => momentOf(at, spanMs, frame))
}

interface Placed {
  readonly x: number
  readonly y: number
  readonly tone?: ChartPoint['tone']
}

function trace(placed: readonly Placed[]): Html {
  if (placed.length < 2) return html``
  const line = placed.map(({ x, y }) => `${coordinate(x)} ${coordinate(y)}`).join('L')
  const [from, to] = [coordinate(placed[0]!.x), coordinate(placed.at(-1)!.x)]
  return html`<path class="area" d="M${from} ${height}L${line}L${to} ${height}z"/><path class="line" d="M${line}"/>`
}

/** A line of no length with round ends: it stays round however the drawing is stretched. */
function dot({ x, y, tone = 'good' }: Placed, text: string): Html {
  return html`<path class="dot ${tone}" d="M${coordinate(x)} ${coordinate(y)}h0"><title>${text}</title></path>`
}

function seriesText({ points, measure }: LineChart, frame: Manner): string {
  const values = points.map(({ value }) => value)
  const say = (value: number) => measured(value, measure, frame)
  const said = { newest: say(values.at(-1)!), least: say(Math.min(...values)), most: say(Math.max(...values)) }
  const times = { first: plainTime(points[0]!.at, frame), last: plainTime(points.at(-1)!.at, frame) }
  return counted(charts[frame.language].series, { count: points.length, ...said, ...times }, frame)
}

export interface Sparkline {
  readonly title: string
  /** The oldest first. */
  readonly values: readonly number[]
  readonly measure: Measure
}

const sparkWidth = 120
const sparkHeight = 28

/** How values went, in a line of text: from zero, the newest with a dot. Nothing where there are fewer than two. */
export function sparkline({ title, values, measure }: Sparkline, frame: Pick<PageFrame, 'language'>): Html {
  const newest = values.at(-1)
  if (newest === undefined || values.length < 2) return html``
  const largest = Math.max(...values, 1)
  const x = (at: number) => (at / (values.length - 1)) * sparkWidth
  const y = (value: number) => sparkHeight - (value / largest) * sparkHeight
  const line = values.map((value, at) => `${coordinate(x(at))} ${coordinate(y(value))}`).join('L')
  const said = { title, first: measured(values[0]!, measure, frame), newest: measured(newest, measure, frame) }
  const text = counted(charts[frame.language].trend, { count: values.length, ...said }, frame)
  return html`<svg class="chart spark" viewBox="0 0 ${sparkWidth} ${sparkHeight}" preserveAspectRatio="none" role="img"><title>${text}</title>
<path class="area" d="M0 ${sparkHeight}L${line}L${sparkWidth} ${sparkHeight}z"/><path class="line" d="M${line}"/>
<path class="dot good" d="M${coordinate(x(values.length - 1))} ${coordinate(y(newest))}h0"/></svg>`
}
