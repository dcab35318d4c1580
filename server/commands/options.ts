import { parseArgs } from 'node:util'
import { Failure } from '../../plugins/failure.ts'
import type { Command, OptionSpecification, OptionTable } from './command.ts'
import { nearest } from './nearest.ts'

/** Options that every command takes besides its own. */
export const globalOptions = {
  json: { type: 'boolean', help: 'Write JSON for programs: results and events on standard output, failures on standard error.' },
  help: { type: 'boolean', short: 'h', help: 'Show this help.' },
} as const satisfies OptionTable

export interface ParsedArguments {
  readonly positionals: readonly string[]
  readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>
  readonly json: boolean
  readonly help: boolean
}

interface OptionToken {
  readonly name: string
  readonly rawName: string
  readonly value: string | undefined
  readonly inlineValue: boolean | undefined
}

/** The words after a command's name, checked against what it declares; throws `invalid` with the cause and the remedy. */
export function parseArguments(words: readonly string[], command: Command): ParsedArguments {
  if (command.verbatim) return { positionals: words, options: {}, json: words.includes('--json'), help: false }
  const table: OptionTable = { ...command.options, ...globalOptions }
  const { tokens } = parseArgs({ args: [...words], options: declarations(table), strict: false, allowPositionals: true, tokens: true })
  const positionals: string[] = []
  const given = new Map<string, (string | true)[]>()
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value)
    if (token.kind === 'option') take(token, table, given)
  }
  const help = given.has('help')
  if (!help) {
    checkTogether(given, table)
    checkCount(positionals, command)
  }
  return { positionals, options: valuesOf(given, command.options), json: given.has('json'), help }
}

function declarations(table: OptionTable) {
  return Object.fromEntries(
    Object.entries(table).map(([name, option]) => [
      name,
      { type: option.type, multiple: true, ...(option.short === undefined ? {} : { short: option.short }) },
    ]),
  )
}

function take(token: OptionToken, table: OptionTable, given: Map<string, (string | true)[]>): void {
  const option = Object.hasOwn(table, token.name) ? table[token.name] : undefined
  if (option === undefined) throw unknownOption(token, table)
  const earlier = given.get(token.name) ?? []
  if (earlier.length > 0 && !option.multiple) {
    throw new Failure('invalid', `Option --${token.name} is given twice, but it takes one value.`, { remedy: 'Give it once.' })
  }
  given.set(token.name, [...earlier, checkedValue(token, option)])
}

function unknownOption(token: OptionToken, table: OptionTable): Failure {
  const meant = nearest(token.name, Object.keys(table))
  return new Failure('invalid', `There is no option ${token.rawName} here.`, {
    remedy: meant === null ? 'Add --help to see the options there are.' : `Did you mean --${meant}? Add --help to see all of them.`,
  })
}

function checkedValue(token: OptionToken, option: OptionSpecification): string | true {
  if (option.type === 'boolean') {
    if (token.value === undefined) return true
    throw new Failure('invalid', `Option --${token.name} takes no value.`, { remedy: `Write --${token.name} alone, or leave it out.` })
  }
  const value = token.value
  const looksLikeOption = token.inlineValue === false && value !== undefined && value.length > 1 && value.startsWith('-')
  if (value === undefined || value === '' || looksLikeOption) {
    throw new Failure('invalid', `Option --${token.name} needs a value.`, {
      remedy: `Write --${token.name} ${option.placeholder ?? 'VALUE'}; a value that starts with a dash is written --${token.name}=-value.`,
    })
  }
  if (option.choices !== undefined && !option.choices.includes(value)) {
    throw new Failure('invalid', `Option --${token.name} can't be "${value}".`, { remedy: `Choose one of: ${option.choices.join(', ')}.` })
  }
  return value
}

function checkTogether(given: ReadonlyMap<string, unknown>, table: OptionTable): void {
  for (const [name, option] of Object.entries(table)) {
    if (!given.has(name)) {
      if (!option.required) continue
      throw new Failure('invalid', `Option --${name} is missing.`, {
        remedy: `Add --${name} ${option.placeholder ?? 'VALUE'}: ${option.help}`,
      })
    }
    const other = option.clashes?.find((clash) => given.has(clash))
    if (other !== undefined) {
      throw new Failure('invalid', `Options --${name} and --${other} exclude each other.`, { remedy: 'Leave one of them out.' })
    }
  }
}

function checkCount(positionals: readonly string[], command: Command): void {
  const { atLeast, atMost } = command.positionals ?? { atLeast: 0, atMost: 0 }
  const surplus = positionals[atMost]
  if (surplus !== undefined) {
    throw new Failure('invalid', `"${surplus}" is one word too many.`, {
      remedy: 'Quote names that hold spaces, and put an option name before its value.',
    })
  }
  if (positionals.length < atLeast) {
    throw new Failure(
      'invalid',
      `${atLeast === 1 ? 'A word' : `${atLeast} words`} must follow the command, but ${positionals.length} came.`,
      {
        remedy: `Write it as: holdfast ${command.usage}`,
      },
    )
  }
}

function valuesOf(given: ReadonlyMap<string, readonly (string | true)[]>, table: OptionTable): ParsedArguments['options'] {
  return Object.fromEntries(
    Object.entries(table).map(([name, option]) => {
      const values = given.get(name)
      return [name, option.multiple ? (values as readonly string[] | undefined) : values?.[0]]
    }),
  )
}
