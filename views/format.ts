import { html } from 'hono/html'
import { dateFormat, durationFormat, numberFormat, pluralRules, relativeFormat } from './formatters.ts'
import type { PageFrame } from './frame.ts'
import type { Html } from './html.ts'
import type { Plural } from './messages/area.ts'
import { fill } from './messages/fill.ts'
import { words } from './messages/words.ts'

type Manner = Pick<PageFrame, 'language' | 'zone' | 'now'>

const unknown = '–'
const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const

/** A size in the largest unit that leaves something before the point; a dash for what isn't known. */
export function bytes(size: number | null | undefined, { language }: Pick<Manner, 'language'>): string {
  if (size === null || size === undefined) return unknown
  const power = powerOf(size)
  const value = size / 1000 ** power
  const digits = { maximumFractionDigits: power === 0 || value >= 100 ? 0 : 1 }
  // The short form of a byte is a whole word, and the narrow one stands too close to its number.
  if (power === 0) return `${numberFormat(language, digits).format(value)} B`
  return numberFormat(language, {
    style: 'unit',
    unit: units[power]!,
    unitDisplay: 'short',
    ...digits,
  }).format(value)
}

/** What would be rounded to a thousand of a unit is one of the next. */
function powerOf(size: number): number {
  const power = units.findIndex((_, at) => Math.round(size / 1000 ** at) < 1000)
  return power === -1 ? units.length - 1 : power
}

/** A number as people write it; a dash for what isn't known. */
export function number(value: number | null | undefined, { language }: Pick<Manner, 'language'>): string {
  return value === null || value === undefined ? unknown : numberFormat(language, {}).format(value)
}

/** A share of one, as a percentage. */
export function percent(share: number, { language }: Pick<Manner, 'language'>): string {
  return numberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(share)
}

/** A length of time by its two largest units, `1 hr, 5 min`; a dash for what isn't known. */
export function duration(ms: number | null | undefined, { language }: Pick<Manner, 'language'>): string {
  if (ms === null || ms === undefined) return unknown
  return durationFormat(language, { style: 'short' }).format(partsOf(ms))
}

function partsOf(ms: number): Parameters<Intl.DurationFormat['format']>[0] {
  if (ms < 1000) return { milliseconds: Math.max(1, Math.round(ms)) }
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return { seconds }
  if (seconds < 3600) return { minutes: Math.floor(seconds / 60), seconds: seconds % 60 }
  const minutes = Math.round(seconds / 60)
  if (minutes < 1440) return { hours: Math.floor(minutes / 60), minutes: minutes % 60 }
  const hours = Math.round(minutes / 60)
  return { days: Math.floor(hours / 24), hours: hours % 24 }
}

/** Day and time in the zone of whoever looks, for machines too; a dash for never. */
export function when(instant: Date | null | undefined, manner: Manner): Html {
  if (instant === null || instant === undefined) return html`${unknown}`
  return html`<time datetime="${instant.toISOString()}" title="${plainTime(instant, manner, 'long')}">${plainTime(instant, manner)}</time>`
}

/** The same as text alone, for where no element may stand. */
export function plainTime(
  instant: Date,
  { language, zone }: Pick<Manner, 'language' | 'zone'>,
  length: 'medium' | 'long' = 'medium',
): string {
  const style =
    length === 'long' ? ({ dateStyle: 'full', timeStyle: 'long' } as const) : ({ dateStyle: 'medium', timeStyle: 'short' } as const)
  return dateFormat(language, { ...style, timeZone: zone, hourCycle: 'h23' }).format(instant)
}

/** How long ago, or how long until: `3 hours ago`, `in 2 days`; the whole time stands behind it. */
export function ago(instant: Date | null | undefined, manner: Manner): Html {
  if (instant === null || instant === undefined) return html`${unknown}`
  return html`<time datetime="${instant.toISOString()}" title="${plainTime(instant, manner, 'long')}">${relative(instant, manner)}</time>`
}

const steps = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

function relative(instant: Date, { language, now }: Manner): string {
  const ms = instant.getTime() - now.getTime()
  const step = steps.find(([, size]) => Math.abs(ms) >= size)
  if (step === undefined) return words[language].justNow
  // Steps of 24 hours are no days of the calendar: "yesterday" may have been the day before.
  const format = relativeFormat(language, { numeric: 'always' })
  return format.format(Math.trunc(ms / step[1]), step[0])
}

/** A name, or a sentence with names in it, that may go on in another line after each of its parts, and not only where the line happens to end. */
export function breakable(name: string): Html {
  const parts = name.split(/(?<=_)/)
  return html`${parts.map((part, at) => (at === 0 ? html`${part}` : html`<wbr>${part}`))}`
}

/** The form of a message that fits the number in `count`, filled in. */
export function counted(
  forms: Plural,
  { count, ...values }: Readonly<Record<string, string | number>> & { readonly count: number },
  frame: Pick<Manner, 'language'>,
): string {
  const form = pluralRules(frame.language, {}).select(count) === 'one' ? (forms.one ?? forms.other) : forms.other
  return fill(form, { ...values, count: number(count, frame) })
}
