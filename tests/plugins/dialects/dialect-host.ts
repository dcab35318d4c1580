import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Call, Dialect, DumpEvent, Host, RestorePart } from '../../../plugins/contract.ts'
import { createHost } from '../../../server/plugins/host.ts'
import { systemSeams } from '../../../server/seams/seams.ts'

export interface Setting extends Disposable {
  readonly host: Host
  at(name: string): string
}

/** A real host in a folder of the test's own. */
export function openSetting(): Setting {
  const folder = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'holdfast-dialect-')))
  fs.mkdirSync(join(folder, 'temporary'))
  const log = { debug() {}, info() {}, warn() {} }
  const { signal } = new AbortController()
  return {
    host: createHost({ seams: systemSeams(), log, signal, temporaryRoot: join(folder, 'temporary') }),
    at: (name) => join(folder, name),
    [Symbol.dispose]: () => fs.rmSync(folder, { recursive: true, force: true }),
  }
}

export const call: Call = { signal: new AbortController().signal }

export async function collect(dialect: Dialect): Promise<{ events: DumpEvent[]; bytes: Buffer }> {
  const events = await Array.fromAsync(dialect.dump({ tables: null }, { ...call, parent: null }))
  const pieces = events.flatMap((event) => (event.type === 'bytes' ? [event.bytes] : []))
  return { events, bytes: Buffer.concat(pieces) }
}

export async function* partOf(name: string, bytes: Uint8Array): AsyncGenerator<RestorePart> {
  yield { name, bytes: inPieces(bytes), sizeBytes: bytes.byteLength }
}

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += 65_536) yield bytes.subarray(at, at + 65_536)
}
