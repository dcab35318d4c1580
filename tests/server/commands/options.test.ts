import { expect, test } from 'vitest'
import { Failure } from '../../../plugins/failure.ts'
import { type Command, defineCommand } from '../../../server/commands/command.ts'
import { parseArguments } from '../../../server/commands/options.ts'

const command = defineCommand({
  name: 'pack',
  summary: 'Pack',
  usage: 'pack THING…',
  options: {
    to: { type: 'string', placeholder: 'DIR', help: 'Where to.' },
    exclude: { type: 'string', multiple: true, help: 'What not.' },
    codec: { type: 'string', choices: ['zstd', 'store'], help: 'How.' },
    deep: { type: 'boolean', short: 'd', help: 'All of it.', clashes: ['quick'] },
    quick: { type: 'boolean', help: 'Some of it.' },
  },
  positionals: { atLeast: 0, atMost: 2 },
  run: async () => 0,
})

function failureOf(words: readonly string[], of: Command = command): Failure {
  try {
    parseArguments(words, of)
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error(`${words.join(' ')} was accepted.`)
}

test('options and words may come in any order', () => {
  const parsed = parseArguments(['one', '--to', 'dir', '-d', 'two', '--exclude', '*.a', '--exclude=*.b', '--codec=zstd'], command)
  expect(parsed.positionals).toEqual(['one', 'two'])
  expect(parsed.options).toEqual({ to: 'dir', deep: true, exclude: ['*.a', '*.b'], codec: 'zstd', quick: undefined })
})

test('a lone dash is a value and a word, and everything after -- is a word', () => {
  expect(parseArguments(['--to', '-', '-'], command)).toMatchObject({ options: { to: '-' }, positionals: ['-'] })
  expect(parseArguments(['--', '--to', '-d'], command).positionals).toEqual(['--to', '-d'])
})

test('a value that starts with a dash is only taken when it is written with an equals sign', () => {
  expect(parseArguments(['--to=-odd'], command).options['to']).toBe('-odd')
  expect(failureOf(['--to', '--deep']).message).toBe('Option --to needs a value.')
})

test.each([
  [['--too', 'x'], 'There is no option --too here.', 'Did you mean --to?'],
  [['-x'], 'There is no option -x here.', '--help'],
  [['--constructor'], 'There is no option --constructor here.', '--help'],
  [['--to'], 'Option --to needs a value.', '--to DIR'],
  [['--to='], 'Option --to needs a value.', '--to DIR'],
  [['--deep=yes'], 'Option --deep takes no value.', '--deep alone'],
  [['--to', 'a', '--to', 'b'], 'Option --to is given twice', 'once'],
  [['--deep', '-d'], 'Option --deep is given twice', 'once'],
  [['--codec', 'zip'], 'Option --codec can\'t be "zip".', 'zstd, store'],
  [['--quick', '--deep'], 'Options --deep and --quick exclude each other.', 'Leave one'],
  [['a', 'b', 'c'], '"c" is one word too many.', 'Quote'],
])('%j is refused with its cause and its remedy', (words, cause, remedy) => {
  const failure = failureOf(words)
  expect(failure.code).toBe('invalid')
  expect(failure.message).toContain(cause)
  expect(failure.remedy).toContain(remedy)
})

test('missing words and options are named', () => {
  const strict = defineCommand({
    ...command,
    options: { source: { type: 'string', placeholder: 'SOURCE', help: 'What to pack.', required: true } },
    positionals: { atLeast: 1, atMost: 1 },
    run: async () => 0,
  })
  expect(failureOf(['x'], strict).message).toBe('Option --source is missing.')
  expect(failureOf(['--source', 's'], strict).remedy).toContain('holdfast pack THING…')
})

test('a verbatim command gets every word as it is', () => {
  const verbatim = defineCommand({ name: 'plugin', summary: '', usage: 'plugin', options: {}, verbatim: true, run: async () => 0 })
  expect(parseArguments(['check', '--set', 'a=b', '--json'], verbatim)).toMatchObject({
    positionals: ['check', '--set', 'a=b', '--json'],
    json: true,
  })
})

test('option types reach the command that declares them', () => {
  defineCommand({
    name: 'typed',
    summary: '',
    usage: 'typed',
    options: {
      to: { type: 'string', help: '', required: true },
      tag: { type: 'string', multiple: true, help: '' },
      deep: { type: 'boolean', help: '' },
    },
    async run({ options }) {
      const to: string = options.to
      const tags: readonly string[] | undefined = options.tag
      const deep: boolean | undefined = options.deep
      // @ts-expect-error: no such option is declared.
      return [to, tags, deep, options.other].length
    },
  })
})
