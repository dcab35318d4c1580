/** What a cron expression of a common form means; `other` for the rest. Weekdays are ISO: 1 is Monday. */
export type CronMeaning =
  | { readonly kind: 'times'; readonly times: readonly string[]; readonly weekdays: readonly number[] }
  | { readonly kind: 'hours'; readonly every: number; readonly minute: number }
  | { readonly kind: 'minutes'; readonly every: number }
  | { readonly kind: 'other' }

const other = { kind: 'other' } as const
const nicknames: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
}

/** Reads the forms of cron that people mostly use: times of day, some weekdays, every so many hours or minutes. */
export function meaningOfCron(expression: string): CronMeaning {
  const text = expression.trim()
  const fields = (nicknames[text.toLowerCase()] ?? text).split(/\s+/)
  const [minute = '', hour = '', day, month, weekday = ''] = fields
  if (fields.length !== 5 || day !== '*' || month !== '*') return other
  const isEveryDay = weekday === '*'
  const minutes = stepOf(minute, 60)
  if (hour === '*' && isEveryDay && minutes !== null) return { kind: 'minutes', every: minutes }
  const [atMinute, ...more] = numbersOf(minute, 59)
  if (atMinute === undefined || more.length > 0) return other
  const hours = stepOf(hour, 24)
  if (isEveryDay && hours !== null) return { kind: 'hours', every: hours, minute: atMinute }
  const times = numbersOf(hour, 23).map((one) => timeOf(one, atMinute))
  const weekdays = isEveryDay ? [] : numbersOf(weekday, 7).map((one) => (one === 0 ? 7 : one))
  if (times.length === 0 || (!isEveryDay && weekdays.length === 0)) return other
  return { kind: 'times', times: sorted(times), weekdays: sorted(weekdays) }
}

/** The expression that runs at these times of every day, like `03:00, 15:00`; null where one expression can't say it: they must share their minute. */
export function cronOfTimes(text: string): string | null {
  const times = text.split(/[\s,，、;；]+/).filter((time) => time !== '')
  const parsed = times.map((time) => /^([01]?\d|2[0-3])[:：]([0-5]\d)$/.exec(time))
  const minutes = new Set(parsed.map((match) => Number(match?.[2] ?? Number.NaN)))
  const [minute] = minutes
  if (minutes.size !== 1 || minute === undefined || Number.isNaN(minute)) return null
  const hours = sorted(parsed.map((match) => Number(match?.[1])))
  return `${minute} ${hours.join(',')} * * *`
}

/** The times of day that such an expression names; null for every other expression. */
export function timesOfCron(expression: string): string | null {
  const meaning = meaningOfCron(expression)
  if (meaning.kind !== 'times' || meaning.weekdays.length > 0 || meaning.times.length < 2) return null
  const text = meaning.times.join(', ')
  return cronOfTimes(text) === expression ? text : null
}

function timeOf(hour: number, minute: number): string {
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}

/** How many lie between one and the next; null where that isn't even, because then the last step of the round is shorter. */
function stepOf(field: string, round: number): number | null {
  if (field === '*') return 1
  const step = Number(/^\*\/(\d{1,2})$/.exec(field)?.[1])
  return step >= 1 && round % step === 0 && step < round ? step : null
}

function numbersOf(field: string, largest: number): number[] {
  if (!/^\d{1,2}(,\d{1,2})*$/.test(field)) return []
  const numbers = field.split(',').map(Number)
  return numbers.every((one) => one <= largest) ? numbers : []
}

function sorted<Item extends number | string>(items: readonly Item[]): Item[] {
  return [...new Set(items)].sort((one, next) => (one < next ? -1 : 1))
}
