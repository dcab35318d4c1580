import { commandLine } from '../auth/doer.ts'
import type { ShownUser } from '../auth/shown-user.ts'
import type { Role } from '../domain/role.ts'
import { type Action, runAction, usageOf } from './actions.ts'
import { askNewPassword } from './ask-password.ts'
import { openGuardedData, roleOption } from './auth-options.ts'
import { type CommandInput, type CommandIo, defineCommand } from './command.ts'
import { dataOptions } from './data-options.ts'
import { exitCode } from './exit-code.ts'
import { printable } from './format.ts'
import { formatInstant, printList } from './table.ts'

const options = { ...roleOption, ...dataOptions } as const

type Input = CommandInput<typeof options>

const actions: Readonly<Record<string, Action<Input>>> = {
  add: { usage: 'add NAME [--role ROLE]', words: 1, options: ['role', 'data'], run: add },
  list: { usage: 'list', words: 0, options: ['data'], run: list },
  passwd: { usage: 'passwd NAME', words: 1, options: ['data'], run: passwd },
  role: { usage: 'role NAME --role ROLE', words: 1, options: ['role', 'data'], run: changeRole },
  disable: { usage: 'disable NAME', words: 1, options: ['data'], run: disable },
  enable: { usage: 'enable NAME', words: 1, options: ['data'], run: enable },
  'reset-totp': { usage: 'reset-totp NAME', words: 1, options: ['data'], run: resetTotp },
  remove: { usage: 'remove NAME', words: 1, options: ['data'], run: remove },
}

export const userCommand = defineCommand({
  name: 'user',
  summary: 'Say who may log in; a password is typed, or read from standard input.',
  usage: usageOf(
    'user',
    Object.values(actions).map(({ usage }) => usage),
  ),
  positionals: { atLeast: 1, atMost: 2 },
  options,
  run: (input) => runAction('user', actions, input),
})

async function add({ positionals, options, io }: Input): Promise<number> {
  await using data = await openGuardedData(io, options)
  // Whoever makes the first user must be able to let others in; later ones get as little as possible.
  const role = (options.role as Role | undefined) ?? ((await data.auth.setup.isOpen()) ? 'admin' : 'viewer')
  const password = await askNewPassword(io)
  const user = await data.auth.users.add({ name: positionals[1]!, password, role }, commandLine)
  return printUser(user, `${printable(user.name)} may log in now, with the role ${user.role}.`, io)
}

async function list({ options, io }: Input): Promise<number> {
  await using data = await openGuardedData(io, options)
  const columns = ['NAME', 'ROLE', 'STATE', 'SECOND FACTOR', 'LAST LOGIN', 'NUMBER']
  const cells = (user: ShownUser) => [
    user.name,
    user.role,
    user.isDisabled ? 'disabled' : 'enabled',
    user.hasTotp ? 'on' : 'off',
    formatInstant(user.lastLoginAt),
    `user:${user.number}`,
  ]
  printList(await data.auth.users.list(), { columns, cells, none: 'There is no user yet: "holdfast user add NAME" makes one.' }, io)
  return exitCode.done
}

async function passwd({ positionals, options, io }: Input): Promise<number> {
  await using data = await openGuardedData(io, options)
  // Before anybody types a password for nobody.
  const { id } = await data.auth.users.find(positionals[1]!)
  const user = await data.auth.users.changePassword(id, { password: await askNewPassword(io) }, commandLine)
  return printUser(user, `${printable(user.name)} has a new password; whoever was logged in with the old one no longer is.`, io)
}

async function changeRole({ positionals, options, io }: Input): Promise<number> {
  await using data = await openGuardedData(io, options)
  const user = await data.auth.users.changeRole(positionals[1]!, (options.role ?? '') as Role, commandLine)
  return printUser(user, `${printable(user.name)} has the role ${user.role} now.`, io)
}

async function disable({ positionals, options, io }: Input): Promise<number> {
  await using data = await openGuardedData(io, options)
  const user = await data.auth.users.disable(positionals[1]!, commandLine)
  return printUser(user, `${printable(user.name)} can't log in any more, and no longer is.`, io)
}

async function enable({ positionals, options, io }: Input): Promise<number> {
  await using data = await openGuardedData(io, options)
  const user = await data.auth.users.enable(positionals[1]!, commandLine)
  return printUser(user, `${printable(user.name)} may log in again.`, io)
}

async function resetTotp({ positionals, options, io }: Input): Promise<number> {
  await using data = await openGuardedData(io, options)
  await data.auth.totp.reset(positionals[1]!, commandLine)
  const user = await data.auth.users.find(positionals[1]!)
  return printUser(user, `${printable(user.name)} logs in with the password alone now.`, io)
}

async function remove({ positionals, options, io }: Input): Promise<number> {
  await using data = await openGuardedData(io, options)
  await data.auth.users.remove(positionals[1]!, commandLine)
  io.out(io.json ? JSON.stringify({ removed: positionals[1] }) : 'Removed. What it did stays in the audit log.')
  return exitCode.done
}

function printUser(user: ShownUser, text: string, io: CommandIo): number {
  io.out(io.json ? JSON.stringify(user) : text)
  return exitCode.done
}
