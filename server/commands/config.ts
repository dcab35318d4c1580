import { resolve } from 'node:path'
import { Failure, toFailure } from '../../plugins/failure.ts'
import { exportConfiguration, type SecretForm } from '../services/configuration-export.ts'
import { type ImportCount, type ImportReport, importConfiguration } from '../services/configuration-import.ts'
import { type ConfigurationPlan, type FieldChange, planConfiguration } from '../services/configuration-plan.ts'
import { type ConfigurationFormat, readConfigurationText, writeConfigurationText } from '../services/configuration-text.ts'
import { type Action, runAction, usageOf } from './actions.ts'
import { type CommandInput, defineCommand } from './command.ts'
import { dataOptions, openData } from './data-options.ts'
import { exitCode } from './exit-code.ts'
import { printable } from './format.ts'
import { readText } from './settings.ts'

const options = {
  format: { type: 'string', choices: ['json', 'yaml'], help: 'export: json (the default) or yaml; both are read.' },
  secrets: {
    type: 'string',
    choices: ['sealed', 'reference'],
    help: 'export: sealed for this installation (the default), or references to variables that hold them.',
  },
  merge: { type: 'boolean', clashes: ['replace'], help: 'plan, import: what is there stays, what is missing comes (the default).' },
  replace: { type: 'boolean', help: 'plan, import: what the file names becomes as it says; nothing is removed.' },
  ...dataOptions,
} as const

type Input = CommandInput<typeof options>

const actions: Readonly<Record<string, Action<Input>>> = {
  export: {
    usage: 'export FILE|- [--format yaml] [--secrets reference]',
    words: 1,
    options: ['format', 'secrets', 'data'],
    run: exportTo,
  },
  plan: { usage: 'plan FILE [--merge | --replace]', words: 1, options: ['merge', 'replace', 'data'], run: plan },
  import: { usage: 'import FILE [--merge | --replace]', words: 1, options: ['merge', 'replace', 'data'], run: importFrom },
}

export const configCommand = defineCommand({
  name: 'config',
  summary: 'Write sources, targets, plans and settings to a file, say what taking one in would change, or take it in.',
  usage: usageOf(
    'config',
    Object.values(actions).map(({ usage }) => usage),
  ),
  positionals: { atLeast: 1, atMost: 2 },
  options,
  run: (input) => runAction('config', actions, input),
})

async function exportTo({ positionals, options, io }: Input): Promise<number> {
  await using installation = await openData(io, options)
  const secrets = (options.secrets ?? 'sealed') as SecretForm
  const document = await exportConfiguration(installation, secrets)
  const text = writeConfigurationText(document, (options.format ?? 'json') as ConfigurationFormat)
  if (positionals[1] === '-') {
    await io.write(new TextEncoder().encode(text))
    return exitCode.done
  }
  const path = resolve(io.cwd, positionals[1]!)
  await writeNew(path, text, io)
  const note =
    secrets === 'sealed'
      ? 'Its secrets open only with the key of this installation: keep secret.key, or the recovery kit, as well.'
      : 'Its secrets are not in it: whoever imports it sets the variables that it names.'
  io.out(io.json ? JSON.stringify({ path }) : `${printable(path)} holds the configuration. ${note}`)
  return exitCode.done
}

/** Never over a file that is there: it may be the only export of another installation. */
async function writeNew(path: string, text: string, { seams }: Input['io']): Promise<void> {
  try {
    await using file = await seams.files.open(path, 'wx', 0o600)
    await file.writeFile(text)
    await file.sync()
  } catch (error) {
    const { code, message, detail } = toFailure(error, `writing ${path}`)
    const remedy = code === 'conflict' ? 'Choose another file name.' : 'Choose a folder that is there and may be written to.'
    throw new Failure(code, message, { remedy, detail, cause: error })
  }
}

async function importFrom({ positionals, options, io }: Input): Promise<number> {
  const document = readConfigurationText(await readText(positionals[1]!, io))
  await using installation = await openData(io, options)
  const report = await importConfiguration(installation, document, modeOf(options))
  if (io.json) io.out(JSON.stringify(report))
  else for (const line of reportLines(report)) io.out(line)
  if (!io.json) for (const warning of report.warnings) io.err(`Warning: ${printable(warning)}`)
  return report.warnings.length > 0 ? exitCode.warnings : exitCode.done
}

async function plan({ positionals, options, io }: Input): Promise<number> {
  const document = readConfigurationText(await readText(positionals[1]!, io))
  await using installation = await openData(io, options)
  const planned = await planConfiguration(installation, document, modeOf(options))
  if (io.json) io.out(JSON.stringify(planned))
  else for (const line of planLines(planned)) io.out(line)
  if (!io.json) for (const warning of planned.warnings) io.err(`Warning: ${printable(warning)}`)
  return planned.warnings.length > 0 ? exitCode.warnings : exitCode.done
}

function modeOf({ replace }: Input['options']): 'merge' | 'replace' {
  return replace === true ? 'replace' : 'merge'
}

const signs = { add: '+', change: '~', leave: ' ' } as const

function planLines({ nouns, backups }: ConfigurationPlan): string[] {
  const lines = nouns.flatMap(({ noun, name, action, changes }) => [
    `${signs[action]} ${noun} ${printable(name)}`,
    ...(action === 'change' ? changes.map((change) => `    ${lineOf(change)}`) : []),
  ])
  const count = (action: 'add' | 'change' | 'leave') => nouns.filter((noun) => noun.action === action).length
  const counted = `${count('add')} would be added, ${count('change')} changed, ${count('leave')} left; ${backups} backups marked. Nothing was written.`
  return [...lines, counted]
}

function lineOf({ field, isSecret, from, to }: FieldChange): string {
  return printable(isSecret ? `${field}: changed` : `${field}: ${JSON.stringify(from)} → ${JSON.stringify(to)}`)
}

function reportLines(report: ImportReport): string[] {
  const line = (noun: string, { added, replaced, kept }: ImportCount) =>
    `${noun}: ${added} added, ${replaced} replaced, ${kept} left as they are`
  return [
    line('Sources', report.sources),
    line('Targets', report.targets),
    line('Plans', report.plans),
    line('Settings', report.settings),
    `Backups: ${report.backups} got back their pin or description`,
  ]
}
