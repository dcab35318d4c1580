import { Failure } from '../../plugins/failure.ts'
import { version } from '../version.ts'
import type { Command, CommandIo } from './command.ts'
import { exitCode } from './exit-code.ts'
import { renderHelp, renderOverview } from './help.ts'
import { nearest } from './nearest.ts'
import { parseArguments } from './options.ts'
import { reportError } from './report.ts'

/** The commands by name, each loaded only when it is asked for: a command line starts as fast as its own command does. */
export type CommandTable = Readonly<Record<string, CommandLoader>>

export interface CommandLoader {
  load(): Promise<Command>
  /** Internal: runs, but is not shown. */
  readonly hidden?: boolean
}

/** Runs the command line `words` and resolves with the exit code; whatever is thrown below is reported here, once. */
export async function runCommandLine(words: readonly string[], table: CommandTable, io: CommandIo): Promise<number> {
  const [first, ...rest] = words
  try {
    if (first === '--version' || first === '-v') return print([version], io)
    if (first === undefined) return print(renderOverview(await visibleCommands(table)), { out: io.err }, exitCode.usage)
    if (first === 'help' || first === '--help' || first === '-h') return await help(rest[0], table, io)
    return await runCommand(await findCommand(first, table), rest, io)
  } catch (error) {
    return reportError(error, { ...io, json: words.includes('--json') })
  }
}

async function runCommand(command: Command, words: readonly string[], io: CommandIo): Promise<number> {
  // Asked of the words themselves, because a wrong command line must be reported in the form that was wished for.
  const json = words.includes('--json')
  try {
    const parsed = parseArguments(words, command)
    if (parsed.help) return print(renderHelp(command), io)
    return await command.run({ positionals: parsed.positionals, options: parsed.options as never, io: { ...io, json: parsed.json } })
  } catch (error) {
    return reportError(error, { ...io, json }, command.usage)
  }
}

async function help(name: string | undefined, table: CommandTable, io: CommandIo): Promise<number> {
  if (name === undefined) return print(renderOverview(await visibleCommands(table)), io)
  return print(renderHelp(await findCommand(name, table)), io)
}

async function findCommand(name: string, table: CommandTable): Promise<Command> {
  if (Object.hasOwn(table, name)) return table[name]!.load()
  const visible = Object.keys(table).filter((other) => !table[other]!.hidden)
  const meant = nearest(name, visible)
  throw new Failure('invalid', `There is no command "${name}".`, {
    remedy: meant === null ? `Choose one of: ${visible.join(', ')}; holdfast help says what they do.` : `Did you mean: holdfast ${meant}?`,
  })
}

async function visibleCommands(table: CommandTable): Promise<Command[]> {
  return Promise.all(
    Object.values(table)
      .filter((loader) => !loader.hidden)
      .map((loader) => loader.load()),
  )
}

function print(lines: readonly string[], io: Pick<CommandIo, 'out'>, code: number = exitCode.done): number {
  for (const line of lines) io.out(line)
  return code
}
