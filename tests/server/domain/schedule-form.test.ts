import { describe, expect, onTestFailed, test } from 'vitest'
import { z } from 'zod'
import { Failure } from '../../../plugins/failure.ts'
import { checkZone, describeSchedule, nextSlot, parseSchedule, scheduleSchema, zoneSchema } from '../../../server/domain/schedule.ts'
import { randomWords, seedOfRun } from '../../support/random.ts'

const cron = (expression: string) => ({ kind: 'cron', expression })

function refusalOf(act: () => unknown): Failure {
  try {
    act()
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('It was not refused.')
}

describe('a schedule', () => {
  test.each([
    [{ kind: 'daily', time: '03:00' }],
    [{ kind: 'weekly', weekday: 7, time: '23:59' }],
    [{ kind: 'monthly', day: 31, time: '00:00' }],
    [{ kind: 'monthly', day: 'last', time: '00:00' }],
    [cron('0 3 * * *')],
    [cron('30 0 3 * * *')],
    [cron(' */15\t8-18 * JAN,feb MON-FRI ')],
    [cron('0 3 L * 5#2')],
    [cron('@daily')],
    [cron('@Hourly')],
  ])('%j is taken as it is', (schedule) => {
    expect(parseSchedule(schedule)).toEqual(schedule)
  })

  test.each([
    ['schedule', 'every day'],
    ['schedule', null],
    ['kind', { kind: 'hourly' }],
    ['time', { kind: 'daily' }],
    ['time', { kind: 'daily', time: '24:00' }],
    ['time', { kind: 'daily', time: '3:00' }],
    ['time', { kind: 'daily', time: '03:00\n' }],
    ['weekday', { kind: 'weekly', weekday: 0, time: '03:00' }],
    ['day', { kind: 'monthly', day: 32, time: '03:00' }],
    ['day', { kind: 'monthly', day: 1.5, time: '03:00' }],
    ['expression', cron('')],
    ['expression', cron('0 3 * *')],
    ['expression', cron('0 0 3 * * * 2027')],
    ['expression', cron('60 3 * * *')],
    ['expression', cron('*/0 3 * * *')],
    ['expression', cron('5-1 3 * * *')],
    ['expression', cron('2027-01-01T00:00:00')],
    ['expression', cron('0 3 * * 1:2')],
    ['expression', cron('@reboot')],
    ['expression', cron('@every 5m')],
    ['expression', cron(`${'1,'.repeat(5000)}1 * * * *`)],
  ])('is refused by its field %s in %j', (field, schedule) => {
    const failure = refusalOf(() => parseSchedule(schedule))
    expect(failure).toMatchObject({ code: 'invalid', detail: { field } })
    expect(failure.message).toContain(field)
    expect(failure.message.length).toBeLessThan(500)
    expect(failure.remedy).toMatch(/\.$/)
  })

  test('has a form that can be drawn', () => {
    expect(z.toJSONSchema(scheduleSchema, { io: 'input' })).toHaveProperty('oneOf')
  })

  test('drawn at random from what cron is made of is refused or has a next slot or none, and nothing else', { timeout: 120_000 }, () => {
    const seed = seedOfRun()
    onTestFailed(() => void process.stdout.write(`HOLDFAST_SEED=${seed}\n`))
    const word = randomWords(seed)
    const pick = <Item>(items: readonly Item[]): Item => items[word() % items.length]!
    const pieces = [
      '*',
      '?',
      '0',
      '1',
      '7',
      '12',
      '29',
      '31',
      '59',
      '60',
      '-',
      '-',
      ',',
      ',',
      '/',
      '/',
      '#',
      'L',
      'W',
      '+',
      'FEB',
      'MON',
      '@',
      '\u0000',
      '９',
      '_',
    ]
    const plain = [
      ['0', '59', '*/7'],
      ['*', '0', '30', '*/15', '0,30'],
      ['*', '2', '*/2', '1-3', '1,2'],
      ['*', '31', 'L', '31W', '29', 'LW', '1-7'],
      ['*', '2', 'FEB', '4,6'],
      ['*', '5#L', '+1#5', 'MON-FRI', '+2#1', '7'],
    ]
    const after = new Date('2026-03-29T00:59:59.5Z')
    let taken = 0
    for (let round = 0; round < (process.env['HOLDFAST_PROOFS'] === '1' ? 10_000 : 300); round++) {
      const fields = plain.slice(word() % 2).map((forms) => {
        const isTorn = word() % 8 === 0
        return isTorn ? Array.from({ length: 1 + (word() % 4) }, () => pick(pieces)).join('') : pick(forms)
      })
      const expression = (word() % 9 === 0 ? fields.slice(word() % 6) : fields).join(pick([' ', ' ', '  ', '	']))
      const parsed = scheduleSchema.safeParse(cron(expression))
      if (!parsed.success) continue
      taken++
      const slot = nextSlot({ schedule: parsed.data, zone: 'Europe/Berlin', jitterSeconds: 60, seed: '' }, after)
      if (slot !== null) expect(slot.slot.getTime(), expression).toBeGreaterThan(after.getTime())
    }
    expect(taken).toBeGreaterThan(20)
  })
})

describe('a zone', () => {
  test.each(['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'Asia/Calcutta', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5'])(
    '%s is taken',
    (zone) => {
      expect(checkZone(zone)).toBe(zone)
      expect(zoneSchema.parse(zone)).toBe(zone)
    },
  )

  test.each(['', 'Mars/Olympus', '+08:00', '../etc/passwd', 'Europe/Berlin\n', 'Z'.repeat(10_000)])('%j is refused', (zone) => {
    const failure = refusalOf(() => checkZone(zone))
    expect(failure).toMatchObject({ code: 'invalid', detail: { field: 'zone' } })
    expect(failure.message.length).toBeLessThan(200)
    expect(failure.remedy).not.toBeNull()
    expect(zoneSchema.safeParse(zone).success).toBe(false)
  })
})

test('a schedule is told in a few words', () => {
  const told = (schedule: unknown) => describeSchedule(parseSchedule(schedule), 'Asia/Shanghai')
  expect(told({ kind: 'daily', time: '03:00' })).toBe('every day at 03:00 (Asia/Shanghai)')
  expect(told({ kind: 'weekly', weekday: 7, time: '03:00' })).toBe('every Sunday at 03:00 (Asia/Shanghai)')
  expect(told({ kind: 'monthly', day: 15, time: '03:00' })).toBe('on day 15 of every month at 03:00 (Asia/Shanghai)')
  expect(told({ kind: 'monthly', day: 31, time: '03:00' })).toBe('on day 31 of every month, or its last day, at 03:00 (Asia/Shanghai)')
  expect(told({ kind: 'monthly', day: 'last', time: '03:00' })).toBe('on the last day of every month at 03:00 (Asia/Shanghai)')
  expect(told(cron(' 0 3 * * * '))).toBe('cron 0 3 * * * (Asia/Shanghai)')
})
