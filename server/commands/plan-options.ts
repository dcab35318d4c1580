import type { OptionTable } from './command.ts'

const schedules = ['cron', 'daily', 'weekly', 'monthly', 'unscheduled']
const others = (name: string) => schedules.filter((other) => other !== name)
const orNone = 'or none'

/** The options that say what a plan does; left out, a new plan takes the default and a changed one stays as it is. */
export const planOptions = {
  source: { type: 'string', multiple: true, placeholder: 'NAME', help: 'What to back up.' },
  target: { type: 'string', multiple: true, placeholder: 'NAME', help: 'Where to; parents of incrementals are looked for at the first.' },
  cron: {
    type: 'string',
    placeholder: 'EXPR',
    clashes: others('cron'),
    help: 'When: five fields like "0 3 * * *", six with seconds, or @daily.',
  },
  daily: { type: 'string', placeholder: 'HH:MM', clashes: others('daily'), help: 'When: every day.' },
  weekly: { type: 'string', placeholder: 'DAY@HH:MM', clashes: others('weekly'), help: 'When: every week, like mon@03:00.' },
  monthly: { type: 'string', placeholder: 'DAY@HH:MM', clashes: others('monthly'), help: 'When: every month, like 1@03:00 or last@03:00.' },
  unscheduled: { type: 'boolean', clashes: others('unscheduled'), help: 'set: no schedule any more.' },
  zone: {
    type: 'string',
    placeholder: 'ZONE',
    help: 'Time zone of the schedule, like Asia/Shanghai; for a new plan that of the installation.',
  },
  jitter: { type: 'string', placeholder: 'TIME', help: 'Spread the runs over this long, like 10m.' },
  mode: { type: 'string', choices: ['full', 'incremental', 'differential'], help: 'full (the default), incremental or differential.' },
  'full-every': { type: 'string', placeholder: 'TIME', help: `A full backup at least this often, like 7d, ${orNone}.` },
  'chain-max': { type: 'string', placeholder: 'N', help: 'At most so many backups behind a full one; 60.' },
  codec: { type: 'string', choices: ['zstd', 'deflate', 'store'], help: 'zstd (the default), deflate (opens with any unzip), store.' },
  recipient: { type: 'string', multiple: true, placeholder: 'age1…', help: `Seal the archives to this age recipient, ${orNone}.` },
  tables: { type: 'string', multiple: true, placeholder: 'A,B', help: `Only these tables (of files: paths), ${orNone} for all.` },
  'keep-last': { type: 'string', placeholder: 'N', help: `Keep the last N backups, ${orNone}.` },
  'keep-days': { type: 'string', placeholder: 'N', help: `Keep those of the last N days, ${orNone}.` },
  'keep-daily': { type: 'string', placeholder: 'N', help: `Keep one of each of the last N days, ${orNone}.` },
  'keep-weekly': { type: 'string', placeholder: 'N', help: `Keep one of each of the last N weeks, ${orNone}.` },
  'keep-monthly': { type: 'string', placeholder: 'N', help: `Keep one of each of the last N months, ${orNone}.` },
  'keep-yearly': { type: 'string', placeholder: 'N', help: `Keep one of each of the last N years, ${orNone}.` },
  'keep-max': { type: 'string', placeholder: 'N', help: `At most so many backups of each source, whatever the rules keep, ${orNone}.` },
  'keep-size': { type: 'string', placeholder: 'SIZE', help: `All backups together may take this much, like 500GB, ${orNone}.` },
  'keep-verified': { type: 'string', placeholder: 'N', help: 'Never remove the last N verified backups; 1.' },
  verify: {
    type: 'string',
    choices: ['stored', 'parsed', 'proven'],
    help: 'How far backups are verified: stored (the default), parsed, proven.',
  },
  'verify-after': { type: 'boolean', help: 'Verify after every backup.' },
  'no-verify-after': { type: 'boolean', clashes: ['verify-after'], help: 'set: not any more.' },
  'verify-cron': { type: 'string', placeholder: 'EXPR', help: `Verify on this schedule, ${orNone}.` },
  'assert-file': {
    type: 'string',
    multiple: true,
    placeholder: 'SQLFILE',
    help: `A file with SQL that must be true of the restored data, ${orNone}.`,
  },
  timeout: { type: 'string', placeholder: 'MINUTES', help: `End a backup after this long (or like 2h), ${orNone} (the default).` },
  'idle-timeout': { type: 'string', placeholder: 'MINUTES', help: `End it when nothing moved for this long, ${orNone}; 30.` },
  retries: { type: 'string', placeholder: 'N', help: 'How often a backup that could not reach something is tried again; 2.' },
  'retry-after': { type: 'string', placeholder: 'TIME', help: 'After how long; 15m.' },
} as const satisfies OptionTable

/** The names of those that say what a plan's settings are. */
export const planOptionNames: readonly string[] = Object.keys(planOptions)
