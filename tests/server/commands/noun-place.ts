import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import DatabaseFile from 'better-sqlite3'
import { type CommandTable, runCommandLine } from '../../../server/commands/frame.ts'
import { recordingIo } from './command-io.ts'

const commands: CommandTable = {
  source: { load: async () => (await import('../../../server/commands/source.ts')).sourceCommand },
  target: { load: async () => (await import('../../../server/commands/target.ts')).targetCommand },
  plan: { load: async () => (await import('../../../server/commands/plan.ts')).planCommand },
  config: { load: async () => (await import('../../../server/commands/config.ts')).configCommand },
  contracts: { load: async () => (await import('../../../server/commands/contracts.ts')).contractsCommand },
  secrets: { load: async () => (await import('../../../server/commands/secrets.ts')).secretsCommand },
}

/** What a command line came to. */
export interface Outcome {
  readonly code: number
  readonly out: readonly string[]
  readonly err: readonly string[]
}

/** A folder with a small database and a data folder, and a command line that is called from there. Dispose removes all of it. */
export interface CommandPlace extends AsyncDisposable {
  readonly folder: string
  run(line: string, data?: string): Promise<Outcome>
  /** What a command writes with --json, a line an object. */
  json<Item>(line: string): Promise<Item[]>
  write(name: string, text: string): Promise<void>
}

export async function openCommandPlace(): Promise<CommandPlace> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-commands-'))
  const database = new DatabaseFile(join(folder, 'app.db'))
  database.exec('create table users (name text); insert into users values (1), (2)')
  database.close()
  const run = async (line: string, data = 'data') => {
    const { io, out, err } = recordingIo({ cwd: folder, env: { HOLDFAST_DATA: data } })
    const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!)
    return { code: await runCommandLine(words, commands, io), out, err }
  }
  return {
    folder,
    run,
    async json<Item>(line: string) {
      const { out } = await run(`${line} --json`)
      return out.map((text) => JSON.parse(text) as Item)
    },
    write: (name, text) => writeFile(join(folder, name), text),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
