import type { Verification } from '../domain/backup.ts'
import { type BackupDetail, BackupService } from '../services/backups.ts'
import { marksOf, sourceOf } from './backups.ts'
import { chainLines } from './chain-lines.ts'
import { type CommandIo, defineCommand } from './command.ts'
import { dataOptions, openData } from './data-options.ts'
import { exitCode } from './exit-code.ts'
import { count, formatDuration, formatSize, printable } from './format.ts'
import { type NounNames, readNames } from './noun-names.ts'
import { formatInstant, renderTable } from './table.ts'

const tablesShown = 50
const verificationsShown = 10

export const showCommand = defineCommand({
  name: 'show',
  summary: 'Show a backup: its chain, tables, copies and what was proven of it.',
  usage: 'show BACKUP',
  positionals: { atLeast: 1, atMost: 1 },
  options: dataOptions,
  async run({ positionals, options, io }) {
    await using installation = await openData(io, options)
    const detail = await new BackupService(installation).show(positionals[0]!)
    if (io.json) io.out(JSON.stringify(detail))
    else print(detail, await readNames(installation.store), io)
    return exitCode.done
  },
})

function print(detail: BackupDetail, names: NounNames, io: Pick<CommandIo, 'out'>): void {
  const { backup, copies, chain, breaks, verifications } = detail
  io.out(printable(backup.name))
  section('', fieldsOf(detail, names), io)
  section(
    'Copies:',
    copies.map((copy) => [names.target(copy.targetId), copy.state.replaceAll('_', ' '), copy.key, copy.reason ?? '']),
    io,
  )
  if (chain.length > 1) io.out('Chain:')
  if (chain.length > 1) for (const line of chainLines(chain, backup.id)) io.out(`  ${line}`)
  if (breaks.length > 0) io.out(`Without it ${count(breaks.length, 'backup')} of the chain could not be restored.`)
  section('Tables:', tableRows(detail), io)
  section('Verified:', verifications.slice(0, verificationsShown).map(verificationRow(names)), io)
}

function section(title: string, rows: readonly (readonly string[])[], io: Pick<CommandIo, 'out'>): void {
  if (rows.length === 0) return
  if (title !== '') io.out(title)
  for (const line of renderTable(rows)) io.out(`  ${line}`)
}

function fieldsOf({ backup }: BackupDetail, names: NounNames): string[][] {
  const { source, startedAt, finishedAt, plainBytes, sizeBytes } = backup
  const engine = source.engine === null ? '' : ` (${source.engine} ${source.version ?? ''})`.replace(' )', ')')
  const content = plainBytes === null ? '' : ` for ${formatSize(plainBytes)} of content`
  const marks = marksOf(backup)
  return [
    ['id:', backup.id],
    ['source:', `${sourceOf(backup, names)}${engine}`],
    ['plan:', names.plan(backup.planId)],
    ['made:', `${formatInstant(startedAt)} in ${formatDuration(finishedAt.getTime() - startedAt.getTime())}, trigger ${backup.trigger}`],
    ['mode:', `${backup.mode}, scope ${backup.scope}`],
    ['size:', `${formatSize(sizeBytes)}${content}`],
    ['trust:', backup.trust],
    ['warnings:', `${backup.warnings}`],
    ['job:', backup.jobId?.slice(0, 8) ?? '-'],
    ...(marks.length === 0 ? [] : [['marks:', marks.join(', ')]]),
    ...(backup.description === '' ? [] : [['about:', backup.description]]),
    ['sha256:', backup.sha256],
  ]
}

function tableRows({ backup, tables }: BackupDetail): string[][] {
  const rows = tables.slice(0, tablesShown).map(({ name, rows, sizeBytes }) => {
    return [name, rows === null ? '-' : count(rows, 'row'), sizeBytes === null ? '' : formatSize(sizeBytes)]
  })
  const total = Math.max(tables.length, backup.tableCount ?? 0)
  return total > rows.length ? [...rows, [`… ${total - rows.length} more`, '', '']] : rows
}

function verificationRow(names: NounNames): (verification: Verification) => string[] {
  return ({ at, level, isPassed, targetId, durationMs, evidence, failure }) => {
    const found = isPassed ? `passed, ${evidence.length} compared` : `failed: ${failure?.message ?? 'the reason is not known'}`
    return [formatInstant(at), level, `at ${names.target(targetId)}`, formatDuration(durationMs), found]
  }
}
