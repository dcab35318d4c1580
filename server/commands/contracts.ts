import { Failure } from '../../plugins/failure.ts'
import {
  type ContractChoiceChange,
  type ContractLetter,
  ContractSettingsService,
  contractLetters,
  type ShownContracts,
} from '../services/contract-settings.ts'
import { type Action, runAction, usageOf } from './actions.ts'
import { type CommandInput, type CommandIo, defineCommand } from './command.ts'
import { dataOptions, openData } from './data-options.ts'
import { exitCode } from './exit-code.ts'
import { orNone } from './quantities.ts'
import { renderTable } from './table.ts'

const options = {
  source: { type: 'string', placeholder: 'NAME', help: 'set: the database that it backs up, or none for the first one.' },
  files: {
    type: 'string',
    placeholder: 'NAME',
    help: 'set: the files that go with it where everything is wanted, or none for the first ones.',
  },
  target: { type: 'string', placeholder: 'NAME', help: 'set: where to, or none for the first one.' },
  zone: { type: 'string', placeholder: 'ZONE', help: "set: time zone of the times of all contracts, or none for this machine's." },
  ...dataOptions,
} as const

type Input = CommandInput<typeof options>

const actions: Readonly<Record<string, Action<Input>>> = {
  show: { usage: 'show', words: 0, options: ['data'], run: show },
  set: {
    usage: 'set LETTER [--source NAME] [--files NAME] [--target NAME] [--zone ZONE]',
    words: 1,
    options: ['source', 'files', 'target', 'zone', 'data'],
    run: set,
  },
}

export const contractsCommand = defineCommand({
  name: 'contracts',
  summary: "Say what the five contracts, other programs' backup APIs that are served here, act on.",
  usage: usageOf(
    'contracts',
    Object.values(actions).map(({ usage }) => usage),
  ),
  positionals: { atLeast: 1, atMost: 2 },
  options,
  run: (input) => runAction('contracts', actions, input),
})

async function show({ options, io }: Input): Promise<number> {
  await using installation = await openData(io, options)
  return print(await new ContractSettingsService(installation).show(), io)
}

async function set({ positionals, options, io }: Input): Promise<number> {
  const letter = letterOf(positionals[1]!)
  const choice: { -readonly [Key in keyof ContractChoiceChange]: ContractChoiceChange[Key] } = {}
  for (const name of ['source', 'files', 'target'] as const) {
    const given = orNone(options[name], (word) => word)
    if (given !== undefined) choice[name] = given
  }
  const zone = orNone(options.zone, (word) => word)
  await using installation = await openData(io, options)
  const change = { contracts: { [letter]: choice }, ...(zone === undefined ? {} : { zone }) }
  return print(await new ContractSettingsService(installation).change(change), io)
}

function letterOf(word: string): ContractLetter {
  const letter = contractLetters.find((known) => known === word.toLowerCase())
  if (letter !== undefined) return letter
  throw new Failure('invalid', `There is no contract "${word}".`, { remedy: `Choose one of: ${contractLetters.join(', ')}.` })
}

function print(shown: ShownContracts, io: CommandIo): number {
  if (io.json) {
    io.out(JSON.stringify(shown))
    return exitCode.done
  }
  const rows = contractLetters.map((letter) => {
    const { source, files, target, isChosen } = shown.contracts[letter]
    const cell = (name: string | null, isMeant: boolean) => (name === null ? '-' : isMeant ? name : `${name} (the first)`)
    return [letter, cell(source, isChosen.source), cell(files, isChosen.files), cell(target, isChosen.target)]
  })
  for (const line of renderTable([['CONTRACT', 'SOURCE', 'FILES', 'TARGET'], ...rows])) io.out(line)
  io.out(`Times are those of ${shown.zone}.`)
  return exitCode.done
}
