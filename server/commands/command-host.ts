import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Log, Target } from '../../plugins/contract.ts'
import type { PluginUse } from '../domain/job.ts'
import { createHost } from '../plugins/host.ts'
import { openTarget } from '../plugins/open.ts'
import type { Registry } from '../plugins/registry.ts'
import type { CommandIo } from './command.ts'

/** Opens targets for commands that only read and need no job of their own. Closes them on dispose. */
export interface CommandHost extends AsyncDisposable {
  openTarget(use: PluginUse): Promise<Target>
}

const readingIdleMs = 5 * 60_000

export async function openCommandHost(registry: Registry, io: CommandIo): Promise<CommandHost> {
  const opened = new AsyncDisposableStack()
  const temporaryRoot = await mkdtemp(join(tmpdir(), 'holdfast-'))
  opened.defer(() => rm(temporaryRoot, { recursive: true, force: true }))
  const host = createHost({ seams: io.seams, log: silent, signal: io.signal, temporaryRoot })
  return {
    openTarget: async (use) => opened.use(await openTarget(use, { registry, host, clock: io.seams.clock, idleMs: readingIdleMs })),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

const silent: Log = { debug: () => {}, info: () => {}, warn: () => {} }
