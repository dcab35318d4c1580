import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import DatabaseFile from 'better-sqlite3'
import type { Command, CommandIo } from '../../../server/commands/command.ts'
import { runCommandLine } from '../../../server/commands/frame.ts'
import type { PlanSettingsInput } from '../../../server/domain/plan.ts'
import { systemSeams } from '../../../server/seams/seams.ts'
import { type Installation, openInstallation } from '../../../server/services/installation.ts'
import { PlanService } from '../../../server/services/plans.ts'
import { SourceService } from '../../../server/services/sources.ts'
import { TargetService } from '../../../server/services/targets.ts'
import { recordingIo } from './command-io.ts'

const main = join(import.meta.dirname, '../../../server/main.ts')

const shell = join(import.meta.dirname, '../../faults/shell-dialect.ts')

export interface Ran {
  readonly code: number
  readonly out: readonly string[]
  readonly err: readonly string[]
}

/** A data folder with a source `app`, a target `nas` and a plan `nightly`, for commands to work on. Dispose waits for its workers and removes it. */
export class DataFolder implements AsyncDisposable {
  readonly path: string
  readonly installation: Installation & AsyncDisposable

  private constructor(path: string, installation: Installation & AsyncDisposable) {
    this.path = path
    this.installation = installation
  }

  static async open(settings: PlanSettingsInput = {}): Promise<DataFolder> {
    const path = await mkdtemp(join(tmpdir(), 'holdfast-commands-'))
    const database = new DatabaseFile(join(path, 'app.db'))
    database.exec('CREATE TABLE notes (text); INSERT INTO notes VALUES (1), (2), (3)')
    database.close()
    const options = { dataPath: join(path, 'data'), env: {}, pluginPaths: [], seams: systemSeams() }
    const installation = await openInstallation(options)
    const untested = { isProbed: false, signal: new AbortController().signal }
    await new SourceService(installation).add({ name: 'app', dialect: 'sqlite', config: { path: join(path, 'app.db') } }, untested)
    await new TargetService(installation).add({ name: 'nas', kind: 'local', config: { path: join(path, 'nas') } }, untested)
    await new PlanService(installation).add({ name: 'nightly', sources: ['app'], targets: ['nas'], settings })
    return new DataFolder(path, installation)
  }

  /** Where a command finds it, and the dialect `shell`. */
  get env(): Readonly<Record<string, string>> {
    return { HOLDFAST_DATA: this.installation.dataPath, HOLDFAST_PLUGINS: shell }
  }

  /** Runs a command in this process, as the command line does. */
  async run(command: Command, words: readonly string[], changes: Partial<CommandIo> = {}): Promise<Ran> {
    const { io, out, err } = recordingIo({ env: this.env, cwd: this.path, ...changes })
    const code = await runCommandLine([command.name, ...words], { [command.name]: { load: async () => command } }, io)
    return { code, out, err }
  }

  /** Starts the program itself. */
  start(words: readonly string[]): { readonly child: ChildProcess; readonly lines: string[]; readonly exited: Promise<number> } {
    const env = { ...process.env, ...this.env }
    const child = spawn(process.execPath, [main, ...words], { cwd: this.path, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const lines: string[] = []
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', (line) => lines.push(line))
    return { child, lines, exited: once(child, 'close').then(([code]) => code as number) }
  }

  /** What a command says of the jobs and backups, as programs read it. */
  async list<Item>(command: Command, words: readonly string[] = []): Promise<Item[]> {
    return (await this.run(command, [...words, '--json'])).out.map((line) => JSON.parse(line))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { store, isGone } = this.installation
    // A worker that a command started goes on by itself; its folder must not be taken from below it.
    for (let tries = 0; tries < 400; tries += 1) {
      if ((await store.workers.list()).every(({ owner }) => isGone(owner))) break
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
    await this.installation[Symbol.asyncDispose]()
    await rm(this.path, { recursive: true, force: true, maxRetries: 5 })
  }
}
