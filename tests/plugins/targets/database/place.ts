import * as disk from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import DatabaseFile, { type Database } from 'better-sqlite3'
import type { Bytes, Files, Host, Log, Target } from '../../../../plugins/contract.ts'
import database from '../../../../plugins/targets/database/index.ts'
import { isOwnerGone, ownerName } from '../../../../server/seams/owner.ts'

export const call = { signal: new AbortController().signal }
export const mebibyte = 1024 * 1024

/** A folder with the file of a target in it, both gone on dispose. */
export interface Place extends AsyncDisposable {
  readonly folder: string
  readonly path: string
  readonly logged: string[]
  /** Whoever opens it closes it. `owner` is who it says it is, `files` what fails of the disk. */
  open(options?: HostOptions): Promise<Target>
  /** A look at the file from outside. */
  look<Result>(work: (file: Database) => Result): Result
  names(): Promise<string[]>
}

export async function openPlace(): Promise<Place> {
  const folder = await disk.mkdtemp(join(tmpdir(), 'holdfast-database-'))
  const path = join(folder, 'archives.db')
  const logged: string[] = []
  return {
    folder,
    path,
    logged,
    open: (options) => database.open({ path }, hostOf(logged, options)),
    look(work) {
      const file = new DatabaseFile(path)
      try {
        return work(file)
      } finally {
        file.close()
      }
    },
    names: async () => (await disk.readdir(folder)).sort(),
    [Symbol.asyncDispose]: () => disk.rm(folder, { recursive: true, force: true }),
  }
}

interface HostOptions {
  readonly owner?: string
  readonly files?: Partial<Files>
  readonly now?: () => Date
  readonly isGone?: (owner: string) => boolean
}

/** What of a host the target uses; a writer called "dead" is gone. */
export function hostOf(logged: string[], options: HostOptions = {}): Host {
  const { owner = ownerName(), files = {}, now = () => new Date() } = options
  const note: Log['warn'] = (message) => void logged.push(message)
  const isGone = options.isGone ?? ((name: string) => name === 'dead' || isOwnerGone(name))
  const host: Partial<Host> = { files: { ...disk, ...files }, owner, isGone, now, log: { debug: note, info: note, warn: note } }
  return host as Host
}

export async function* body(...pieces: readonly (string | Uint8Array)[]): Bytes {
  for (const piece of pieces) yield typeof piece === 'string' ? Buffer.from(piece) : piece
}

/** Not to be compressed or guessed, and the same each time. */
export function content(sizeBytes: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(sizeBytes)
  let state = seed
  for (let at = 0; at + 4 <= sizeBytes; at += 4) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    bytes.writeUInt32LE(state, at)
  }
  return bytes
}

export const put = (target: Target, key: string, bytes: string | Uint8Array = 'content') =>
  target.put(key, body(bytes), { ...call, exclusive: false })
export const read = async (target: Target, key: string) => Buffer.concat(await Array.fromAsync(target.get(key, call)))
export const keysOf = async (target: Target) => (await Array.fromAsync(target.list('', call))).map(({ key }) => key)
