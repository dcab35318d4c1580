import { join } from 'node:path'
import type { Bytes, Call, Host, Log, Scratch } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import { isOwnerGone, ownerName } from '../seams/owner.ts'
import type { Seams } from '../seams/seams.ts'
import type { ThreadRun } from './thread.ts'
import { consumeInThread, produceInThread } from './thread-streams.ts'
import { runTool } from './tool.ts'

export interface HostOptions {
  readonly seams: Seams
  readonly log: Log
  /** Ends everything that plugins do through this host. */
  readonly signal: AbortSignal
  /** An existing folder; temporary folders are made in it. */
  readonly temporaryRoot: string
  /** A module whose default export makes the `ThreadTools`; tests put failing disks there. */
  readonly threadToolsModule?: URL
}

/** What plugins get from the daemon. Holds nothing open itself: each call cleans up after itself. */
export function createHost(options: HostOptions): Host {
  const { seams, signal } = options
  const tools = options.threadToolsModule ?? new URL('./thread-tools.ts', import.meta.url)
  const joined = (call: Call) => AbortSignal.any([signal, call.signal])
  const threadRun = (module: URL, input: unknown, call: Call): ThreadRun => ({
    module,
    tools,
    input,
    signal: joined(call),
    clock: seams.clock,
  })
  return {
    signal,
    log: options.log,
    files: seams.files,
    now: () => seams.clock.now(),
    owner: ownerName(),
    isGone: isOwnerGone,
    temporary: (label) => openScratchFolder(options, label),
    produce: <Input, Item>(module: URL, input: Input, call: Call) => produceInThread<Item>(threadRun(module, input, call)),
    // biome-ignore lint/complexity/useMaxParams: the contract gives it these four.
    consume: <Input, Result>(module: URL, input: Input, bytes: Bytes, call: Call) =>
      consumeInThread<Result>(threadRun(module, input, call), bytes),
    tool: (run, call) => runTool(run, { seams, signal: joined(call) }),
  }
}

async function openScratchFolder({ seams, temporaryRoot }: HostOptions, label: string): Promise<Scratch> {
  if (!/^[a-z0-9-]{1,40}$/.test(label)) {
    throw new Failure('internal', `"${label}" can't label a temporary folder: only lower-case letters, digits and dashes can`)
  }
  const path = await seams.files.mkdtemp(join(temporaryRoot, `${label}-`))
  return {
    path,
    [Symbol.asyncDispose]: () => seams.files.rm(path, { recursive: true, force: true }),
  }
}
