import { html } from 'hono/html'
import { counted } from '../format.ts'
import { dateFormat } from '../formatters.ts'
import type { PageFrame } from '../frame.ts'
import type { Html } from '../html.ts'
import { charts } from '../messages/charts.ts'
import { fill } from '../messages/fill.ts'

export type DayTone = 'good' | 'warn' | 'bad' | 'none'

export interface CalendarDay {
  /** The day as `2026-03-29`, in whatever zone the days are counted. */
  readonly day: string
  readonly tone: DayTone
  /** What happened on it; what its tone is called if absent. */
  readonly text?: string
  readonly href?: string
}

export interface SuccessCalendar {
  readonly title: string
  /** Without gaps, the oldest first. */
  readonly days: readonly CalendarDay[]
}

type Manner = Pick<PageFrame, 'language'>

const cell = 12
const pitch = 15
const top = 16
const left = 28
const dayMs = 86_400_000
const tones: readonly DayTone[] = ['good', 'warn', 'bad', 'none']

/** A cell a day, a column a week from Monday on: colour and sign tell how it went, and every day that had something is listed for those who don't see it. */
export function successCalendar({ title, days }: SuccessCalendar, frame: Manner): Html {
  const say = charts[frame.language]
  if (days.length === 0) return html`<p class="soft">${say.nothing}</p>`
  const offset = weekdayOf(days[0]!.day)
  const weeks = Math.ceil((offset + days.length) / 7)
  const [width, height] = [left + weeks * pitch, top + 7 * pitch]
  const told = days.map((day) => ({ ...day, said: sentence(day, frame) }))
  const counts = tones.map((tone) => ({ tone, count: days.filter((day) => day.tone === tone).length })).filter(({ count }) => count > 0)
  const legend = counts.map(
    ({ tone, count }) => html`<li>${sample(tone)}${counted(say.tally, { tone: say.tones[tone], count }, frame)}</li>`,
  )
  const listed = told.filter(({ tone }) => tone !== 'none').map(({ said }) => html`<li>${said}</li>`)
  return html`<figure class="calendar-figure">
<div class="scroll" role="group" aria-label="${title}" tabindex="0"><svg class="chart fixed" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true">
${months(days, offset, frame)}${weekdays(frame)}
${told.map((day, at) => placedCell(day, offset + at))}</svg></div>
<figcaption><ul class="legend" aria-label="${title}">${legend}</ul></figcaption>
${listed.length === 0 ? '' : html`<ul class="hidden">${listed}</ul>`}
</figure>`
}

function placedCell({ tone, said, href }: CalendarDay & { readonly said: string }, at: number): Html {
  const [x, y] = [left + Math.floor(at / 7) * pitch, top + (at % 7) * pitch]
  const drawn = html`<g transform="translate(${x} ${y})"><title>${said}</title>${cellShapes(tone)}</g>`
  // Whoever uses the keyboard finds the days elsewhere on the page: ninety stops on the way would be in it.
  return href === undefined ? drawn : html`<a href="${href}" tabindex="-1">${drawn}</a>`
}

/** What failed has a cross in it and what was only nearly good a bar, so that the colour alone says nothing. */
function cellShapes(tone: DayTone): Html {
  const sign = { good: '', none: '', warn: 'M3 6h6', bad: 'M3.5 3.5l5 5M8.5 3.5l-5 5' }[tone]
  return html`<rect class="mark-${tone}" width="${cell}" height="${cell}" rx="2.5"/>${sign === '' ? '' : html`<path class="sign" d="${sign}"/>`}`
}

function sample(tone: DayTone): Html {
  return html`<svg class="chart key" viewBox="0 0 ${cell} ${cell}" aria-hidden="true">${cellShapes(tone)}</svg>`
}

function sentence({ day, tone, text }: CalendarDay, { language }: Manner): string {
  const named = dateFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(instantOf(day))
  return fill(charts[language].day, { day: named, text: text ?? charts[language].tones[tone] })
}

function months(days: readonly CalendarDay[], offset: number, { language }: Manner): Html {
  const format = dateFormat(language, { month: 'short', timeZone: 'UTC' })
  const firsts = days.flatMap(({ day }, at) => (day.endsWith('-01') ? [{ day, week: Math.ceil((offset + at) / 7) }] : []))
  return html`${firsts.map(({ day, week }) => html`<text x="${left + week * pitch}" y="${top - 6}">${format.format(instantOf(day))}</text>`)}`
}

/** Monday, Wednesday and Friday: seven names would touch each other. */
function weekdays({ language }: Manner): Html {
  const format = dateFormat(language, { weekday: 'short', timeZone: 'UTC' })
  const monday = instantOf('2024-01-01').getTime()
  const rows = [0, 2, 4].map((row) => ({ row, name: format.format(new Date(monday + row * dayMs)) }))
  return html`${rows.map(({ row, name }) => html`<text x="0" y="${top + row * pitch + 10}">${name}</text>`)}`
}

function weekdayOf(day: string): number {
  return (instantOf(day).getUTCDay() + 6) % 7
}

function instantOf(day: string): Date {
  return new Date(`${day}T00:00:00Z`)
}
