import { type Action, runAction, usageOf } from './actions.ts'
import { type CommandInput, defineCommand } from './command.ts'
import { dataOptions, openData } from './data-options.ts'
import { exitCode } from './exit-code.ts'

type Input = CommandInput<typeof dataOptions>

const actions: Readonly<Record<string, Action<Input>>> = {
  rotate: { usage: 'rotate', words: 0, options: ['data'], run: rotate },
}

export const secretsCommand = defineCommand({
  name: 'secrets',
  summary: 'Seal every kept secret with a new key.',
  usage: usageOf(
    'secrets',
    Object.values(actions).map(({ usage }) => usage),
  ),
  positionals: { atLeast: 1, atMost: 1 },
  options: dataOptions,
  run: (input) => runAction('secrets', actions, input),
})

async function rotate({ options, io }: Input): Promise<number> {
  await using installation = await openData(io, options)
  const { from, to } = await installation.rotateKey()
  if (io.json) io.out(JSON.stringify({ from, to }))
  else io.out(`Every secret is sealed with the key ${to} now; ${from} opens nothing here any more. Renew your recovery kit.`)
  return exitCode.done
}
