import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type Auth, openAuth } from '../../../server/auth/auth.ts'
import { commandLine } from '../../../server/auth/doer.ts'
import { type CommandTable, runCommandLine } from '../../../server/commands/frame.ts'
import type { Role } from '../../../server/domain/role.ts'
import { systemSeams } from '../../../server/seams/seams.ts'
import { type Installation, openInstallation } from '../../../server/services/installation.ts'
import { recordingIo } from './command-io.ts'
import type { Outcome } from './noun-place.ts'

const main = join(import.meta.dirname, '../../../server/main.ts')
const typist = join(import.meta.dirname, 'programs/password.py')

const commands: CommandTable = {
  user: { load: async () => (await import('../../../server/commands/user.ts')).userCommand },
  key: { load: async () => (await import('../../../server/commands/key.ts')).keyCommand },
  audit: { load: async () => (await import('../../../server/commands/audit.ts')).auditCommand },
}

export const password = 'correct horse battery'

/** A data folder that is open already, as a daemon has it, and commands that work beside that. Dispose removes it. */
export async function openGuardedPlace() {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-guarded-'))
  const dataPath = join(folder, 'data')
  const installation: Installation & AsyncDisposable = await openInstallation({ dataPath, env: {}, pluginPaths: [], seams: systemSeams() })
  const auth: Auth = openAuth(installation)
  const run = async (line: string): Promise<Outcome> => {
    const { io, out, err } = recordingIo({ cwd: folder, env: { HOLDFAST_DATA: dataPath } })
    return { code: await runCommandLine(line.split(' '), commands, io), out, err }
  }
  /** Runs the program itself with `input` on its standard input. */
  const program = async (words: readonly string[], input: string, command: readonly string[] = []) => {
    const [first, ...rest] = [...command, process.execPath, main, ...words]
    const child = spawn(first!, rest, { cwd: folder, env: { ...process.env, HOLDFAST_DATA: dataPath }, stdio: 'pipe' })
    child.stdin.end(input)
    const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
    return { code: code as number, out, err }
  }
  return {
    folder,
    installation,
    auth,
    run,
    program,
    /** The same at a terminal, where each of the lines is typed at a prompt. */
    atTerminal: (words: readonly string[], ...lines: string[]) => program(words, '', ['python3', typist, lines.join('|')]),
    json: async <Item>(line: string) => (await run(`${line} --json`)).out.map((found) => JSON.parse(found) as Item),
    addUser: (name: string, role: Role = 'admin') => auth.users.add({ name, password, role }, commandLine),
    logIn: (name: string, given = password) => auth.login.login({ name, password: given, address: null, agent: null }),
    [Symbol.asyncDispose]: async () => {
      await installation[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export type GuardedPlace = Awaited<ReturnType<typeof openGuardedPlace>>
