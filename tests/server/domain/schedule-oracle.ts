import type { Schedule } from '../../../server/domain/schedule.ts'

const minuteMs = 60_000

/** A schedule that the oracle understands without asking anybody: plain fields instead of an expression. */
export interface PlainSchedule {
  readonly schedule: Schedule
  readonly isInterval: boolean
  readonly matches: (label: Date) => boolean
}

/** The wall clock of a zone, as if it showed UTC, read field by field; to the minute. */
export function wallClock(zone: string): (atMs: number) => number {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
  return (atMs) => {
    const [year, month, day, hour, minute] = format.format(atMs).match(/\d+/g)!.map(Number)
    return Date.UTC(year!, month! - 1, day, hour, minute)
  }
}

/** A stretch of time as it was seen on the clock, minute by minute. */
export interface Walk {
  /** What the clock showed, with the instants at which it did. */
  readonly shown: ReadonlyMap<number, readonly number[]>
  /** What the clock jumped over, with the instants that lie as long after the jump as the time lies behind the last one shown before it. */
  readonly skipped: ReadonlyMap<number, number>
}

/** Looks at the clock at every whole minute from one instant to another. */
export function walk(zone: string, fromMs: number, toMs: number): Walk {
  const clock = wallClock(zone)
  const shown = new Map<number, number[]>()
  const skipped = new Map<number, number>()
  let beforeMs = clock(fromMs) - minuteMs
  for (let atMs = fromMs; atMs < toMs; atMs += minuteMs) {
    const labelMs = clock(atMs)
    const seen = shown.get(labelMs)
    if (seen === undefined) shown.set(labelMs, [atMs])
    else seen.push(atMs)
    for (let jumpedMs = beforeMs + minuteMs; jumpedMs < labelMs; jumpedMs += minuteMs)
      skipped.set(jumpedMs, atMs + jumpedMs - (beforeMs + minuteMs))
    beforeMs = labelMs
  }
  return { shown, skipped }
}

/** All slots of a walk, found the slow way: each label is held against the schedule. */
export function slotsOfWalk({ matches, isInterval }: PlainSchedule, { shown, skipped }: Walk): number[] {
  const slots = new Set<number>()
  for (const [labelMs, instants] of shown)
    if (matches(new Date(labelMs))) for (const atMs of isInterval ? instants : instants.slice(0, 1)) slots.add(atMs)
  for (const [labelMs, atMs] of skipped) if (matches(new Date(labelMs))) slots.add(atMs)
  return [...slots].sort((a, b) => a - b)
}

/** The hours at which the wall clock of a zone was set, found hour by hour. */
export function changesOf(zone: string, fromMs: number, toMs: number): number[] {
  const clock = wallClock(zone)
  const hourMs = 60 * minuteMs
  const changes: number[] = []
  for (let atMs = fromMs; atMs < toMs; atMs += hourMs) if (clock(atMs + hourMs) - clock(atMs) !== hourMs) changes.push(atMs)
  return changes
}

/** A schedule of any kind, drawn from small fields so that it often meets the hours in which clocks are set. */
export function drawSchedule(below: (limit: number) => number): PlainSchedule {
  const draw = [drawCron, drawCron, drawCron, drawDaily, drawWeekly, drawMonthly][below(6)]!
  return draw(below)
}

function drawCron(below: (limit: number) => number): PlainSchedule {
  const minute = drawField(below, 60)
  const hour = drawField(below, below(2) === 0 ? 4 : 24)
  const weekday = below(3) === 0 ? drawField(below, 7) : everything
  const expression = `${minute.text} ${hour.text} * * ${weekday.text}`
  const matches = (label: Date) => minute.has(label.getUTCMinutes()) && hour.has(label.getUTCHours()) && weekday.has(label.getUTCDay())
  const isInterval = Array.from({ length: 24 }, (_, at) => hour.has(at)).every(Boolean)
  return { schedule: { kind: 'cron', expression }, isInterval, matches }
}

interface Field {
  readonly text: string
  readonly has: (value: number) => boolean
}

const everything: Field = { text: '*', has: () => true }

function drawField(below: (limit: number) => number, limit: number): Field {
  const first = below(limit)
  const second = first + below(limit - first)
  const step = 1 + below(Math.min(limit, 7) - 1)
  const forms: readonly Field[] = [
    everything,
    { text: `${first}`, has: (value) => value === first },
    { text: `${first},${second}`, has: (value) => value === first || value === second },
    { text: `${first}-${second}`, has: (value) => value >= first && value <= second },
    { text: `*/${step}`, has: (value) => value % step === 0 },
  ]
  return forms[below(forms.length)]!
}

function drawTime(below: (limit: number) => number) {
  const hour = below(3) === 0 ? below(24) : below(4)
  const minute = below(60)
  const two = (value: number) => String(value).padStart(2, '0')
  return { time: `${two(hour)}:${two(minute)}`, has: (label: Date) => label.getUTCHours() === hour && label.getUTCMinutes() === minute }
}

function drawDaily(below: (limit: number) => number): PlainSchedule {
  const { time, has } = drawTime(below)
  return { schedule: { kind: 'daily', time }, isInterval: false, matches: has }
}

function drawWeekly(below: (limit: number) => number): PlainSchedule {
  const { time, has } = drawTime(below)
  const weekday = 1 + below(7)
  return {
    schedule: { kind: 'weekly', weekday, time },
    isInterval: false,
    matches: (label) => has(label) && label.getUTCDay() === weekday % 7,
  }
}

function drawMonthly(below: (limit: number) => number): PlainSchedule {
  const { time, has } = drawTime(below)
  const day = below(4) === 0 ? 'last' : 1 + below(31)
  const isLast = (label: Date) => new Date(label.getTime() + 86_400_000).getUTCDate() === 1
  const isDay = (label: Date) => label.getUTCDate() === day || (isLast(label) && (day === 'last' || label.getUTCDate() < day))
  return { schedule: { kind: 'monthly', day, time }, isInterval: false, matches: (label) => has(label) && isDay(label) }
}
