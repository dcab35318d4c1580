import { IdentityService } from '../services/identities.ts'
import { type Action, runAction, usageOf } from './actions.ts'
import { type CommandInput, defineCommand } from './command.ts'
import { dataOptions, openData } from './data-options.ts'
import { exitCode } from './exit-code.ts'
import { readText } from './settings.ts'

type Input = CommandInput<typeof dataOptions>

const actions: Readonly<Record<string, Action<Input>>> = {
  add: { usage: 'add FILE', words: 1, options: ['data'], run: add },
  list: { usage: 'list', words: 0, options: ['data'], run: list },
  remove: { usage: 'remove RECIPIENT', words: 1, options: ['data'], run: remove },
}

export const identityCommand = defineCommand({
  name: 'identity',
  summary: 'Entrust keys of age to the data folder, so that sealed backups can be drilled and restored without you.',
  usage: usageOf(
    'identity',
    Object.values(actions).map(({ usage }) => usage),
  ),
  positionals: { atLeast: 1, atMost: 2 },
  options: dataOptions,
  run: (input) => runAction('identity', actions, input),
})

async function add({ positionals, options, io }: Input): Promise<number> {
  await using installation = await openData(io, options)
  const added = await new IdentityService(installation).add(await readText(positionals[1]!, io))
  if (io.json) io.out(JSON.stringify({ added }))
  else for (const line of added.length === 0 ? ['These were entrusted already.'] : added) io.out(line)
  return exitCode.done
}

async function list({ options, io }: Input): Promise<number> {
  await using installation = await openData(io, options)
  const recipients = await new IdentityService(installation).list()
  if (io.json) io.out(JSON.stringify(recipients))
  else for (const line of recipients.length === 0 ? ['No key was entrusted to this data folder.'] : recipients) io.out(line)
  return exitCode.done
}

async function remove({ positionals, options, io }: Input): Promise<number> {
  await using installation = await openData(io, options)
  const recipient = positionals[1]!
  await new IdentityService(installation).remove(recipient)
  io.out(io.json ? JSON.stringify({ removed: recipient }) : 'Forgotten: sealed backups need the key from you again.')
  return exitCode.done
}
