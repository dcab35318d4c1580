import { expect, test } from 'vitest'
import type { Html } from '../../../views/html.ts'
import { type ChartPoint, lineChart, sparkline } from '../../../views/parts/chart.ts'
import { barChart } from '../../../views/parts/chart-bars.ts'
import { type CalendarDay, type DayTone, successCalendar } from '../../../views/parts/chart-calendar.ts'
import { tickStep } from '../../../views/parts/chart-scale.ts'

const dayMs = 86_400_000
const start = Date.UTC(2026, 2, 28, 12)
const english = { language: 'en', zone: 'UTC', now: new Date(start) } as const
const chinese = { ...english, language: 'zh-CN' } as const

const points = (values: readonly number[]): ChartPoint[] => values.map((value, at) => ({ at: new Date(start + at * dayMs), value }))
const daysOf = (tones: readonly DayTone[]): CalendarDay[] =>
  tones.map((tone, at) => ({ day: new Date(start + at * dayMs).toISOString().slice(0, 10), tone }))
const count = (html: Html, part: string) => String(html).split(part).length - 1

test('ticks are round in what is measured, and their double holds the largest value', () => {
  expect([0, 1, 3, 7, 4_200_000_000, 5_000_000_001].map((value) => tickStep(value, 'bytes'))).toEqual([1, 0.5, 2, 5, 2.5e9, 5e9])
  expect([0, 1, 3, 5].map((value) => tickStep(value, 'number'))).toEqual([1, 1, 2, 3])
  expect([900, 61_000, 109_000, 7 * 3_600_000].map((value) => tickStep(value, 'duration'))).toEqual([500, 60_000, 60_000, 6 * 3_600_000])
  for (const value of [1, 17, 999, 123_456_789, 1e15]) {
    for (const measure of ['bytes', 'duration', 'number'] as const) expect(2 * tickStep(value, measure)).toBeGreaterThanOrEqual(value)
  }
})

test('a line says in words what it draws, in either language', () => {
  const chart = { title: 'Sizes', points: points([1_000_000, 4_000_000, 2_000_000]), measure: 'bytes' } as const
  const text = String(lineChart(chart, english))
  expect(text).toContain('<title>Sizes</title>')
  expect(text).toContain('3 values from Mar 28, 2026, 12:00 to Mar 30, 2026, 12:00. The newest is 2 MB, the least 1 MB, the most 4 MB.')
  expect(text).toMatch(/plot-values[^>]*><span>4 MB<\/span><span>2 MB<\/span><span>0<\/span>/)
  expect(text).toMatch(/plot-moments[^>]*><span>Mar 28<\/span><span>Mar 29<\/span><span>Mar 30<\/span>/)
  expect(String(lineChart(chart, chinese))).toContain('共 3 个值。最新 2 MB')
})

test('a line stays within its drawing, also where all is nothing or there is but one value', () => {
  const drawings = [points([0, 0, 0]), points([7]), points([5, 5]), [...points([3]), ...points([4])], points([1, 1e15])].map((some) =>
    String(lineChart({ title: 'x', points: some, measure: 'number' }, english)),
  )
  for (const drawing of drawings) {
    expect(drawing).not.toMatch(/NaN|Infinity/)
    const heights = [...drawing.matchAll(/class="dot[^>]*d="M[\d.]+ (-?[\d.]+)h0"/g)].map(([, y]) => Number(y))
    expect(heights.length).toBeGreaterThan(0)
    expect(heights.every((y) => y >= 0 && y <= 160)).toBe(true)
  }
  expect(String(lineChart({ title: 'x', points: [], measure: 'bytes' }, english))).toContain('Nothing to draw yet.')
})

test('many points are a line without dots, and what was wrong is marked where there are few', () => {
  const many = lineChart({ title: 'x', points: points(Array.from({ length: 61 }, () => 1)), measure: 'number' }, english)
  expect([count(many, 'class="dot'), count(many, 'class="line"')]).toEqual([0, 1])
  const [good, bad] = points([1, 2])
  const few = lineChart({ title: 'x', points: [good!, { ...bad!, tone: 'bad', text: 'took <b>long</b>' }], measure: 'number' }, english)
  expect(String(few)).toContain('<title>took &lt;b&gt;long&lt;/b&gt;</title>')
  expect([count(few, 'class="dot good"'), count(few, 'class="dot bad"')]).toEqual([1, 1])
})

test('a sparkline says where it began and ended, and is nothing where there is nothing to compare', () => {
  const text = String(sparkline({ title: 'Content of shop', values: [1000, 3000, 2000], measure: 'bytes' }, english))
  expect(text).toContain('Content of shop: 3 values, from 1 kB to 2 kB.')
  expect(text).toContain('d="M0 18.7L60 0L120 9.3"')
  expect(String(sparkline({ title: 'x', values: [5], measure: 'bytes' }, english))).toBe('')
  expect(String(sparkline({ title: 'x', values: [0, 0], measure: 'bytes' }, english))).not.toContain('NaN')
  expect(String(sparkline({ title: 'x', values: [], measure: 'bytes' }, english))).toBe('')
})

test('bars are a list of names and values, as long as they are large', () => {
  const bars = [
    { label: 'nas "1"', value: 30, text: '30 GB', href: '/targets/a' },
    { label: '<i>disk</i>', value: 15, text: '15 GB' },
    { label: 'none', value: 0, text: '0' },
  ]
  const text = String(barChart({ title: 'Storage', bars }))
  expect(text).toContain('<ul class="bars" aria-label="Storage">')
  expect(text).toContain('<a href="/targets/a">nas &quot;1&quot;</a><span class="number">30 GB</span>')
  expect(text).toContain('&lt;i&gt;disk&lt;/i&gt;')
  expect([...text.matchAll(/mark-good" width="([\d.]+)"/g)].map(([, width]) => width)).toEqual(['200', '100', '0'])
  expect(String(barChart({ title: 'x', bars: [{ label: 'a', value: 0, text: '0' }] }))).not.toContain('NaN')
})

test('a calendar has a cell for every day in the row of its weekday, and lists what happened for those who see no cells', () => {
  // The 28th of March 2026 is a Saturday, and the clocks of Europe change on the day after.
  const calendar = successCalendar({ title: 'Proofs', days: daysOf(['good', 'bad', 'none', 'warn', 'good']) }, english)
  const text = String(calendar)
  const cells = [...text.matchAll(/translate\((\d+) (\d+)\)/g)].map(([, x, y]) => [(Number(x) - 28) / 15, (Number(y) - 16) / 15])
  expect(cells).toEqual([
    [0, 5],
    [0, 6],
    [1, 0],
    [1, 1],
    [1, 2],
  ])
  expect(text).toContain('<ul class="legend" aria-label="Proofs">')
  expect(text).toMatch(/Good: 2 days<\/li>.*With warnings: 1 day<\/li>.*Failed: 1 day<\/li>.*Nothing: 1 day<\/li>/s)
  const listed = [...text.slice(text.indexOf('<ul class="hidden">')).matchAll(/<li>([^<]*)<\/li>/g)].map(([, day]) => day)
  expect(listed).toEqual(['Mar 28, 2026: Good', 'Mar 29, 2026: Failed', 'Mar 31, 2026: With warnings', 'Apr 1, 2026: Good'])
  expect(count(calendar, 'class="sign"')).toBe(4)
})

test('a day of a calendar says what it is told to say, inert, and leads where it is told to', () => {
  const days: CalendarDay[] = [{ day: '2026-03-28', tone: 'bad', text: '<script>1</script>', href: '/backups?day="x"' }]
  const text = String(successCalendar({ title: 'x', days }, english))
  expect(text).toContain('Mar 28, 2026: &lt;script&gt;1&lt;/script&gt;')
  expect(text).toContain('href="/backups?day=&quot;x&quot;"')
  expect(String(successCalendar({ title: 'x', days: daysOf(['bad']) }, chinese))).toContain('2026年3月28日：失败')
  expect(String(successCalendar({ title: 'x', days: [] }, english))).toContain('Nothing to draw yet.')
})

test('no chart has a style of its own', () => {
  const charts = [
    lineChart({ title: 'x', points: points([1, 2]), measure: 'bytes' }, english),
    sparkline({ title: 'x', values: [1, 2], measure: 'bytes' }, english),
    barChart({ title: 'x', bars: [{ label: 'a', value: 1, text: '1' }] }),
    successCalendar({ title: 'x', days: daysOf(['good', 'bad']) }, english),
  ]
  for (const chart of charts) expect(String(chart)).not.toMatch(/\sstyle=|<style|\son\w+=/)
})
