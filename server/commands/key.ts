import { Failure } from '../../plugins/failure.ts'
import { commandLine } from '../auth/doer.ts'
import type { ShownKey } from '../auth/keys.ts'
import type { Role } from '../domain/role.ts'
import type { Installation } from '../services/installation.ts'
import { SourceService } from '../services/sources.ts'
import { type Action, runAction, usageOf } from './actions.ts'
import { openGuardedData, roleOption } from './auth-options.ts'
import { type CommandInput, defineCommand } from './command.ts'
import { dataOptions } from './data-options.ts'
import { exitCode } from './exit-code.ts'
import { printable } from './format.ts'
import { readNames } from './noun-names.ts'
import { parseDuration } from './quantities.ts'
import { formatInstant, printList } from './table.ts'

const options = {
  name: { type: 'string', placeholder: 'NAME', help: 'create: what it is for.' },
  ...roleOption,
  source: { type: 'string', placeholder: 'NAME', multiple: true, help: 'create: only for this source; may be given several times.' },
  expires: { type: 'string', placeholder: 'TIME', help: 'create: after this long it opens nothing any more: 90d, 12h, ….' },
  ...dataOptions,
} as const

type Input = CommandInput<typeof options>

const actions: Readonly<Record<string, Action<Input>>> = {
  create: {
    usage: 'create --role ROLE --name NAME [--source NAME]… [--expires 90d]',
    words: 0,
    options: ['name', 'role', 'source', 'expires', 'data'],
    run: create,
  },
  list: { usage: 'list', words: 0, options: ['data'], run: list },
  revoke: { usage: 'revoke NAME|key:NUMBER', words: 1, options: ['data'], run: revoke },
}

export const keyCommand = defineCommand({
  name: 'key',
  summary: 'Give programs keys to the HTTP interface; a new one is the only line on standard output.',
  usage: usageOf(
    'key',
    Object.values(actions).map(({ usage }) => usage),
  ),
  positionals: { atLeast: 1, atMost: 2 },
  options,
  run: (input) => runAction('key', actions, input),
})

async function create({ options, io }: Input): Promise<number> {
  const { name, role } = options
  if (name === undefined)
    throw new Failure('invalid', 'Option --name is missing.', { remedy: 'Say what the key is for: --name ci, for one.' })
  if (role === undefined)
    throw new Failure('invalid', 'Option --role is missing.', { remedy: 'Choose one: --role backup_operator, for one.' })
  const lifetimeMs = options.expires === undefined ? null : parseDuration(options.expires, 'expires')
  await using data = await openGuardedData(io, options)
  const sourceIds = options.source === undefined ? null : await idsOf(options.source, data.installation)
  const expiresAt = lifetimeMs === null ? null : new Date(io.seams.clock.now().getTime() + lifetimeMs)
  const { key, secret } = await data.auth.keys.create({ name, role: role as Role, sourceIds, expiresAt }, commandLine)
  io.out(io.json ? JSON.stringify({ key: secret, ...described(key) }) : secret)
  if (!io.json) io.err('Keep it well: nobody can show it again.')
  return exitCode.done
}

async function idsOf(names: readonly string[], installation: Installation): Promise<string[]> {
  const sources = new SourceService(installation)
  const ids: string[] = []
  for (const name of names) ids.push((await sources.find(name)).id)
  return [...new Set(ids)]
}

async function list({ options, io }: Input): Promise<number> {
  await using data = await openGuardedData(io, options)
  const names = await readNames(data.installation.store)
  const columns = ['NAME', 'KEY', 'ROLE', 'SOURCES', 'STATE', 'EXPIRES', 'LAST USE', 'NUMBER']
  const cells = (key: ShownKey) => [
    key.name,
    key.prefix,
    key.role,
    key.sourceIds === null ? 'all' : key.sourceIds.map((id) => names.source(id)).join(', '),
    key.isLive ? 'valid' : key.revokedAt === null ? 'expired' : 'revoked',
    formatInstant(key.expiresAt),
    formatInstant(key.lastUsedAt),
    `key:${key.number}`,
  ]
  printList(await data.auth.keys.list(), { columns, cells, none: 'There is no key yet: "holdfast key create" makes one.' }, io)
  return exitCode.done
}

async function revoke({ positionals, options, io }: Input): Promise<number> {
  await using data = await openGuardedData(io, options)
  const key = await data.auth.keys.revoke(positionals[1]!, commandLine)
  io.out(io.json ? JSON.stringify(described(key)) : `The key ${printable(key.name)} (${key.prefix}) opens nothing any more.`)
  return exitCode.done
}

function described({ id, number, name, prefix, role, sourceIds, expiresAt, revokedAt }: ShownKey) {
  return { id, number, name, prefix, role, sourceIds, expiresAt, revokedAt }
}
