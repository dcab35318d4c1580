import { Failure } from '../../plugins/failure.ts'
import type { IdentifyResult } from '../domain/job.ts'
import type { Target } from '../domain/target.ts'
import { describeConsequences } from '../services/removal.ts'
import { type TargetChange, TargetService } from '../services/targets.ts'
import { type Action, runAction, usageOf } from './actions.ts'
import { type CommandInput, defineCommand } from './command.ts'
import { dataOptions, openData } from './data-options.ts'
import { exitCode } from './exit-code.ts'
import { formatDuration, formatSize, printable } from './format.ts'
import { configOptions, describeConfig, readConfig } from './noun-config.ts'
import { formatInstant, printFields, printList } from './table.ts'

const options = {
  kind: { type: 'string', placeholder: 'NAME', help: 'add: what kind of target: local, …; "holdfast plugin list" shows all.' },
  name: { type: 'string', placeholder: 'NAME', help: 'set: its new name.' },
  prefix: { type: 'string', placeholder: 'PREFIX', help: 'Keep everything below this path of it; / for none.' },
  ...configOptions,
  rebind: { type: 'boolean', help: 'set: it may be another place than before.' },
  force: { type: 'boolean', help: 'remove: also when plans, jobs or copies stand on it.' },
  ...dataOptions,
} as const

type Input = CommandInput<typeof options>

const actions: Readonly<Record<string, Action<Input>>> = {
  add: {
    usage: 'add NAME --kind KIND --set path=… [--prefix PREFIX] …',
    words: 1,
    options: ['kind', 'set', 'set-file', 'prefix', 'no-test', 'data'],
    run: add,
  },
  list: { usage: 'list', words: 0, options: ['data'], run: list },
  show: { usage: 'show NAME', words: 1, options: ['data'], run: show },
  set: {
    usage: 'set NAME [--name NEW] [--set KEY=VALUE] [--rebind] …',
    words: 1,
    options: ['name', 'set', 'set-file', 'unset', 'prefix', 'no-test', 'rebind', 'data'],
    run: set,
  },
  remove: { usage: 'remove NAME [--force]', words: 1, options: ['force', 'data'], run: remove },
  test: { usage: 'test NAME', words: 1, options: ['data'], run: test },
}

export const targetCommand = defineCommand({
  name: 'target',
  summary: 'Say where archives are kept.',
  usage: usageOf(
    'target',
    Object.values(actions).map(({ usage }) => usage),
  ),
  positionals: { atLeast: 1, atMost: 2 },
  options,
  run: (input) => runAction('target', actions, input),
})

async function add({ positionals, options, io }: Input): Promise<number> {
  if (options.kind === undefined) {
    throw new Failure('invalid', 'Option --kind is missing.', { remedy: 'Say what kind of target it is: --kind local, for one.' })
  }
  await using installation = await openData(io, options)
  const config = await readConfig(options, await installation.registry.target(options.kind), io)
  const given = { name: positionals[1]!, kind: options.kind, config, prefix: options.prefix ?? '' }
  const kept = await new TargetService(installation).add(given, { signal: io.signal, isProbed: options['no-test'] !== true })
  return printKept(kept.target, kept.report, io)
}

async function set({ positionals, options, io }: Input): Promise<number> {
  await using installation = await openData(io, options)
  const service = new TargetService(installation)
  const { id, kind } = await service.find(positionals[1]!)
  const change: TargetChange = {
    config: await readConfig(options, await installation.registry.target(kind), io),
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.prefix === undefined ? {} : { prefix: options.prefix }),
  }
  const how = { signal: io.signal, isProbed: options['no-test'] !== true, isRebound: options.rebind === true }
  const kept = await service.change(id, change, how)
  return printKept(kept.target, kept.report, io)
}

async function list({ options, io }: Input): Promise<number> {
  await using installation = await openData(io, options)
  const targets = await new TargetService(installation).list()
  const columns = ['NAME', 'KIND', 'PREFIX', 'CONFIGURATION']
  const cells = ({ name, kind, prefix, config }: Target) => [name, kind, prefix === '' ? '-' : prefix, describeConfig(config)]
  printList(targets, { columns, cells, none: 'There is no target yet: "holdfast target add" makes one.' }, io)
  return exitCode.done
}

async function show({ positionals, options, io }: Input): Promise<number> {
  await using installation = await openData(io, options)
  const target = await new TargetService(installation).show(positionals[1]!)
  const copies = await installation.store.copies.countAtTarget(target.id)
  const fields = [
    ['name', target.name],
    ['id', target.id],
    ['kind', target.kind],
    ['configuration', describeConfig(target.config)],
    ['prefix', target.prefix === '' ? '-' : target.prefix],
    ['identity', target.identity ?? 'not reached yet'],
    ['copies', String(copies)],
    ['created', formatInstant(target.createdAt)],
    ['changed', formatInstant(target.updatedAt)],
  ] as const
  printFields({ ...target, copies }, fields, io)
  return exitCode.done
}

async function test({ positionals, options, io }: Input): Promise<number> {
  await using installation = await openData(io, options)
  const report = await new TargetService(installation).test(positionals[1]!, { signal: io.signal })
  io.out(io.json ? JSON.stringify(report) : reportLine(report))
  return exitCode.done
}

async function remove({ positionals, options, io }: Input): Promise<number> {
  await using installation = await openData(io, options)
  const consequences = await new TargetService(installation).remove(positionals[1]!, { isForced: options.force === true })
  if (io.json) io.out(JSON.stringify({ removed: consequences.name, consequences }))
  else for (const line of [`${printable(consequences.name)} is removed.`, ...describeConsequences(consequences)]) io.out(line)
  return exitCode.done
}

function printKept(target: Target, report: IdentifyResult | null, io: Input['io']): number {
  if (io.json) io.out(JSON.stringify({ ...target, report }))
  else for (const line of [`${printable(target.name)} is kept.`, ...(report === null ? [] : [reportLine(report)])]) io.out(line)
  return exitCode.done
}

function reportLine({ freeBytes, latencyMs, identity }: IdentifyResult): string {
  const free = freeBytes === null ? '' : `, ${formatSize(freeBytes)} free`
  return `It answers after ${formatDuration(latencyMs)}${free}; identity ${printable(identity ?? 'none')}.`
}
