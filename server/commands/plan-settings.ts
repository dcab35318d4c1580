import { Failure } from '../../plugins/failure.ts'
import type { PlanSettingsInput } from '../domain/plan.ts'
import type { Schedule } from '../domain/schedule.ts'
import type { CommandIo, OptionValues } from './command.ts'
import type { planOptions } from './plan-options.ts'
import { orNone, parseCount, parseDuration, parseSize } from './quantities.ts'
import { parseNames, readText } from './settings.ts'

type Values = OptionValues<typeof planOptions>

/** The settings that the command line gives, and only those. Throws `invalid` naming the option. */
export async function readPlanSettings(values: Values, io: CommandIo): Promise<PlanSettingsInput> {
  const millis = (name: 'full-every' | 'retry-after') => orNone(values[name], (word) => parseDuration(word, name))
  const minutes = (name: 'timeout' | 'idle-timeout') => orNone(values[name], (word) => parseDuration(word, name, 'm'))
  const retention = given(retentionOf(values))
  const verification = given(await verificationOf(values, io))
  return given({
    schedule: scheduleOf(values),
    zone: values.zone,
    jitterSeconds: values.jitter === undefined ? undefined : Math.ceil(parseDuration(values.jitter, 'jitter') / 1000),
    mode: values.mode as PlanSettingsInput['mode'],
    fullEveryMs: millis('full-every'),
    chainLengthMax: countOf(values, 'chain-max'),
    codec: values.codec as PlanSettingsInput['codec'],
    recipients: listOf(values.recipient),
    tables: isNone(values.tables) ? null : (parseNames(values.tables) ?? undefined),
    retention: Object.keys(retention).length === 0 ? undefined : retention,
    verification: Object.keys(verification).length === 0 ? undefined : verification,
    timeoutMs: minutes('timeout'),
    idleMs: minutes('idle-timeout'),
    retries: countOf(values, 'retries'),
    retryDelayMs: millis('retry-after') ?? undefined,
  }) as PlanSettingsInput
}

function retentionOf(values: Values): NonNullable<PlanSettingsInput['retention']> {
  type Rule = 'keep-last' | 'keep-days' | 'keep-daily' | 'keep-weekly' | 'keep-monthly' | 'keep-yearly' | 'keep-max'
  const rule = (name: Rule) => orNone(values[name], (word) => parseCount(word, name))
  return {
    keepLast: rule('keep-last'),
    keepDays: rule('keep-days'),
    daily: rule('keep-daily'),
    weekly: rule('keep-weekly'),
    monthly: rule('keep-monthly'),
    yearly: rule('keep-yearly'),
    countMax: rule('keep-max'),
    sizeBytesMax: orNone(values['keep-size'], (word) => parseSize(word, 'keep-size')),
    verifiedFloor: countOf(values, 'keep-verified'),
  }
}

async function verificationOf(values: Values, io: CommandIo): Promise<NonNullable<PlanSettingsInput['verification']>> {
  const files = values['assert-file']
  const cron = (expression: string): Schedule => ({ kind: 'cron', expression })
  return {
    level: values.verify as NonNullable<PlanSettingsInput['verification']>['level'],
    afterBackup: values['verify-after'] === true ? true : values['no-verify-after'] === true ? false : undefined,
    schedule: orNone(values['verify-cron'], cron),
    assertions: files === undefined ? undefined : await Promise.all(listOf(files)!.map(async (file) => (await readText(file, io)).trim())),
  }
}

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

function scheduleOf(values: Values): Schedule | null | undefined {
  if (values.unscheduled === true) return null
  if (values.cron !== undefined) return { kind: 'cron', expression: values.cron }
  if (values.daily !== undefined) return { kind: 'daily', time: values.daily }
  if (values.weekly !== undefined) {
    const [day, time] = dayAndTime(values.weekly, 'weekly', 'mon@03:00')
    const weekday = weekdays.indexOf(day.toLowerCase().slice(0, 3)) + 1
    if (weekday === 0) throw wrong('weekly', values.weekly, `Name the day: ${weekdays.join(', ')}.`)
    return { kind: 'weekly', weekday, time }
  }
  if (values.monthly === undefined) return undefined
  const [day, time] = dayAndTime(values.monthly, 'monthly', '1@03:00 or last@03:00')
  return { kind: 'monthly', day: day === 'last' ? 'last' : parseCount(day, 'monthly'), time }
}

function dayAndTime(word: string, option: string, example: string): [string, string] {
  const [day, time, more] = word.split('@')
  if (day === undefined || day === '' || time === undefined || more !== undefined) throw wrong(option, word, `Write it like ${example}.`)
  return [day, time]
}

function countOf(values: Values, name: 'chain-max' | 'keep-verified' | 'retries'): number | undefined {
  const word = values[name]
  return word === undefined ? undefined : parseCount(word, name)
}

function listOf(words: readonly string[] | undefined): string[] | undefined {
  return isNone(words) ? [] : words?.slice()
}

/** `none`, given alone, empties a list. */
function isNone(words: readonly string[] | undefined): boolean {
  return words?.length === 1 && words[0] === 'none'
}

function given<Fields extends object>(fields: Fields): Partial<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Fields>
}

function wrong(option: string, word: string, remedy: string): Failure {
  return new Failure('invalid', `Option --${option} can't be "${word}".`, { remedy })
}
