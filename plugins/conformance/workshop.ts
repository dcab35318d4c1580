import { deepStrictEqual } from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHost } from '../../server/plugins/host.ts'
import { systemSeams } from '../../server/seams/seams.ts'
import type { Host, Log } from '../contract.ts'

/** Where one trial works: a host, an empty folder, and everything that was logged. Disposing removes all of it. */
export interface Workshop extends AsyncDisposable {
  readonly host: Host
  /** Empty, and nobody else's. */
  readonly folder: string
  readonly logged: readonly string[]
  readonly call: { readonly signal: AbortSignal }
  /** Throws when something is left in the folder for temporary files. */
  expectTidy(): Promise<void>
}

/** Opens a workshop; the caller disposes it. */
export async function openWorkshop(): Promise<Workshop> {
  const root = await mkdtemp(join(tmpdir(), 'holdfast-conformance-'))
  const folder = join(root, 'place')
  const temporaryRoot = join(root, 'temporary')
  await mkdir(folder)
  await mkdir(temporaryRoot)
  const ending = new AbortController()
  const logged: string[] = []
  const note = (message: string, detail?: unknown) => void logged.push(`${message} ${JSON.stringify(detail) ?? ''}`)
  const log: Log = { debug: note, info: note, warn: note }
  return {
    host: createHost({ seams: systemSeams(), log, signal: ending.signal, temporaryRoot }),
    folder,
    logged,
    call: { signal: new AbortController().signal },
    async expectTidy() {
      deepStrictEqual(await readdir(temporaryRoot), [], 'no temporary folder may be left behind')
    },
    async [Symbol.asyncDispose]() {
      ending.abort()
      await rm(root, { recursive: true, force: true })
    },
  }
}
