import { resolve } from 'node:path'
import { Failure, toFailure } from '../../plugins/failure.ts'
import { exportConfiguration } from '../services/configuration-export.ts'
import { type ImportCount, type ImportReport, importConfiguration } from '../services/configuration-import.ts'
import { type Action, runAction, usageOf } from './actions.ts'
import { type CommandInput, defineCommand } from './command.ts'
import { dataOptions, openData } from './data-options.ts'
import { exitCode } from './exit-code.ts'
import { printable } from './format.ts'
import { readText } from './settings.ts'

const options = {
  merge: { type: 'boolean', clashes: ['replace'], help: 'import: what is there stays, what is missing comes (the default).' },
  replace: { type: 'boolean', help: 'import: what the file names becomes as it says; nothing is removed.' },
  ...dataOptions,
} as const

type Input = CommandInput<typeof options>

const actions: Readonly<Record<string, Action<Input>>> = {
  export: { usage: 'export FILE|-', words: 1, options: ['data'], run: exportTo },
  import: { usage: 'import FILE [--merge | --replace]', words: 1, options: ['merge', 'replace', 'data'], run: importFrom },
}

export const configCommand = defineCommand({
  name: 'config',
  summary: 'Write sources, targets, plans and settings to a file, or take them in.',
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
  const text = `${JSON.stringify(await exportConfiguration(installation), null, 2)}\n`
  if (positionals[1] === '-') {
    await io.write(new TextEncoder().encode(text))
    return exitCode.done
  }
  const path = resolve(io.cwd, positionals[1]!)
  await writeNew(path, text, io)
  const note = 'Its secrets open only with the key of this installation: keep secret.key, or the recovery kit, as well.'
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
  const document = parsed(await readText(positionals[1]!, io), positionals[1]!)
  await using installation = await openData(io, options)
  const report = await importConfiguration(installation, document, options.replace === true ? 'replace' : 'merge')
  if (io.json) io.out(JSON.stringify(report))
  else for (const line of reportLines(report)) io.out(line)
  if (!io.json) for (const warning of report.warnings) io.err(`Warning: ${printable(warning)}`)
  return report.warnings.length > 0 ? exitCode.warnings : exitCode.done
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Failure('invalid', `${path} is no JSON.`, { remedy: 'Give a file that "holdfast config export" wrote.', cause })
  }
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
