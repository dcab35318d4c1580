import type { Command, OptionSpecification } from './command.ts'
import { globalOptions } from './options.ts'

/** The overview: every command with its summary. */
export function renderOverview(commands: readonly Pick<Command, 'name' | 'summary'>[]): string[] {
  const width = Math.max(...commands.map(({ name }) => name.length))
  return [
    'Holdfast backs up databases and files, and proves that what it kept can be restored.',
    '',
    'Usage: holdfast COMMAND [OPTIONS]',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'holdfast help COMMAND shows the options of a command, holdfast --version the version.',
  ]
}

/** One command's help: summary, usage line, options. */
export function renderHelp(command: Command): string[] {
  const options = command.verbatim ? [] : Object.entries<OptionSpecification>({ ...command.options, ...globalOptions })
  const names = options.map(([name, option]) => optionName(name, option))
  const width = Math.max(0, ...names.map((name) => name.length))
  return [
    command.summary,
    '',
    `Usage: holdfast ${command.usage}`,
    ...(options.length === 0 ? [] : ['']),
    ...options.map(([, option], index) => `  ${names[index]!.padEnd(width)}  ${optionHelp(option)}`),
  ]
}

function optionName(name: string, option: OptionSpecification): string {
  const short = option.short === undefined ? '' : `-${option.short}, `
  const value = option.type === 'boolean' ? '' : ` ${option.placeholder ?? option.choices?.join('|') ?? 'VALUE'}`
  return `${short}--${name}${value}`
}

function optionHelp(option: OptionSpecification): string {
  const notes = [option.required ? 'required' : '', option.multiple ? 'may be repeated' : ''].filter((note) => note !== '')
  return notes.length === 0 ? option.help : `${option.help} (${notes.join(', ')})`
}
