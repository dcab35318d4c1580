import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Host, Log } from '../../../plugins/contract.ts'
import { createHost, type HostOptions } from '../../../server/plugins/host.ts'
import type { Clock } from '../../../server/seams/clock.ts'
import { systemSeams } from '../../../server/seams/seams.ts'

export interface Workplace extends AsyncDisposable {
  readonly folder: string
  readonly host: Host
  readonly logged: string[]
}

/** A host with a folder of its own; disposing removes the folder. */
export async function openWorkplace(options: Partial<HostOptions> = {}): Promise<Workplace> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-plugins-'))
  const logged: string[] = []
  const note = (message: string, detail?: unknown) => void logged.push(`${message} ${JSON.stringify(detail)}`)
  const log: Log = { debug: note, info: note, warn: note }
  const host = createHost({ seams: systemSeams(), log, signal: new AbortController().signal, temporaryRoot: folder, ...options })
  return { folder, host, logged, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}

/** A clock that only moves when somebody sleeps: it then jumps to the end of the earliest sleep once nothing else happens. */
export function jumpingClock(): Clock & { readonly slept: number[] } {
  let nowMs = 0
  const slept: number[] = []
  return {
    slept,
    now: () => new Date(nowMs),
    monotonicMs: () => nowMs,
    async sleep(delayMs, signal) {
      signal.throwIfAborted()
      slept.push(delayMs)
      const wakeMs = nowMs + delayMs
      await new Promise((resolve) => setTimeout(resolve, Math.min(20, 1 + delayMs / 1000)))
      signal.throwIfAborted()
      nowMs = Math.max(nowMs, wakeMs)
    },
  }
}

export const call = { signal: new AbortController().signal }

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  return await Array.fromAsync(items)
}

export async function* bytesOf(...texts: readonly (string | Error)[]): AsyncGenerator<Uint8Array, void, void> {
  for (const text of texts) {
    if (text instanceof Error) throw text
    yield Buffer.from(text)
  }
}
