import { Failure } from '../../plugins/failure.ts'
import type { ProbeResult } from '../domain/job.ts'
import type { Source } from '../domain/source.ts'
import { describeConsequences } from '../services/removal.ts'
import { type SourceChange, SourceService } from '../services/sources.ts'
import { type Action, runAction, usageOf } from './actions.ts'
import { type CommandInput, defineCommand } from './command.ts'
import { dataOptions, openData } from './data-options.ts'
import { exitCode } from './exit-code.ts'
import { count, formatSize, printable } from './format.ts'
import { configOptions, describeConfig, readConfig } from './noun-config.ts'
import { formatInstant, printFields, printList } from './table.ts'

const options = {
  dialect: { type: 'string', placeholder: 'NAME', help: 'add: what kind of source: sqlite, files, …; "holdfast plugin list" shows all.' },
  name: { type: 'string', placeholder: 'NAME', help: 'set: its new name.' },
  ...configOptions,
  force: { type: 'boolean', help: 'remove: also when plans, jobs or backups stand on it.' },
  ...dataOptions,
} as const

type Input = CommandInput<typeof options>

const actions: Readonly<Record<string, Action<Input>>> = {
  add: {
    usage: 'add NAME --dialect DIALECT --set path=… …',
    words: 1,
    options: ['dialect', 'set', 'set-file', 'no-test', 'data'],
    run: add,
  },
  list: { usage: 'list', words: 0, options: ['data'], run: list },
  show: { usage: 'show NAME', words: 1, options: ['data'], run: show },
  set: {
    usage: 'set NAME [--name NEW] [--set KEY=VALUE] …',
    words: 1,
    options: ['name', 'set', 'set-file', 'unset', 'no-test', 'data'],
    run: set,
  },
  remove: { usage: 'remove NAME [--force]', words: 1, options: ['force', 'data'], run: remove },
  test: { usage: 'test NAME', words: 1, options: ['data'], run: test },
}

export const sourceCommand = defineCommand({
  name: 'source',
  summary: 'Say what is to be backed up.',
  usage: usageOf(
    'source',
    Object.values(actions).map(({ usage }) => usage),
  ),
  positionals: { atLeast: 1, atMost: 2 },
  options,
  run: (input) => runAction('source', actions, input),
})

async function add({ positionals, options, io }: Input): Promise<number> {
  if (options.dialect === undefined) {
    throw new Failure('invalid', 'Option --dialect is missing.', { remedy: 'Say what kind of source it is: --dialect sqlite, for one.' })
  }
  await using installation = await openData(io, options)
  const config = await readConfig(options, await installation.registry.dialect(options.dialect), io)
  const given = { name: positionals[1]!, dialect: options.dialect, config }
  const kept = await new SourceService(installation).add(given, { signal: io.signal, isProbed: options['no-test'] !== true })
  return printKept(kept.source, kept.report, io)
}

async function set({ positionals, options, io }: Input): Promise<number> {
  await using installation = await openData(io, options)
  const service = new SourceService(installation)
  const { id, dialect } = await service.find(positionals[1]!)
  const config = await readConfig(options, await installation.registry.dialect(dialect), io)
  const change: SourceChange = { config, ...(options.name === undefined ? {} : { name: options.name }) }
  const kept = await service.change(id, change, { signal: io.signal, isProbed: options['no-test'] !== true })
  return printKept(kept.source, kept.report, io)
}

async function list({ options, io }: Input): Promise<number> {
  await using installation = await openData(io, options)
  const sources = await new SourceService(installation).list()
  const columns = ['NAME', 'DIALECT', 'CONFIGURATION']
  const cells = ({ name, dialect, config }: Source) => [name, dialect, describeConfig(config)]
  printList(sources, { columns, cells, none: 'There is no source yet: "holdfast source add" makes one.' }, io)
  return exitCode.done
}

async function show({ positionals, options, io }: Input): Promise<number> {
  await using installation = await openData(io, options)
  printFields(...fieldsOf(await new SourceService(installation).show(positionals[1]!)), io)
  return exitCode.done
}

async function test({ positionals, options, io }: Input): Promise<number> {
  await using installation = await openData(io, options)
  const report = await new SourceService(installation).test(positionals[1]!, { signal: io.signal })
  if (io.json) io.out(JSON.stringify(report))
  else for (const line of reportLines(report)) io.out(line)
  return exitCode.done
}

async function remove({ positionals, options, io }: Input): Promise<number> {
  await using installation = await openData(io, options)
  const consequences = await new SourceService(installation).remove(positionals[1]!, { isForced: options.force === true })
  if (io.json) io.out(JSON.stringify({ removed: consequences.name, consequences }))
  else for (const line of [`${printable(consequences.name)} is removed.`, ...describeConsequences(consequences)]) io.out(line)
  return exitCode.done
}

function printKept(source: Source, report: ProbeResult | null, io: Input['io']): number {
  if (io.json) io.out(JSON.stringify({ ...source, report }))
  else for (const line of [`${printable(source.name)} is kept.`, ...(report === null ? [] : reportLines(report))]) io.out(line)
  return exitCode.done
}

function reportLines({ engine, version, sizeBytes, tableCount, tables }: ProbeResult): string[] {
  const size = sizeBytes === null ? '' : `, about ${formatSize(sizeBytes)}`
  const shown = tables.slice(0, 20).map(({ name, rows }) => `  ${printable(name)}${rows === null ? '' : `: ${count(rows, 'row')}`}`)
  const more = tableCount > shown.length ? [`  … ${tableCount - shown.length} more`] : []
  return [`It answers: ${printable(engine)} ${printable(version)}, ${count(tableCount, 'table')}${size}.`, ...shown, ...more]
}

function fieldsOf(source: Source): [Source, [string, string][]] {
  const { id, name, dialect, config, folder, identity, createdAt, updatedAt } = source
  return [
    source,
    [
      ['name', name],
      ['id', id],
      ['dialect', dialect],
      ['configuration', describeConfig(config)],
      ['folder', folder],
      ['identity', identity ?? 'not reached yet'],
      ['created', formatInstant(createdAt)],
      ['changed', formatInstant(updatedAt)],
    ],
  ]
}
