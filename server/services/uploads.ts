import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Bytes, Call } from '../../plugins/contract.ts'
import { Failure, toFailure } from '../../plugins/failure.ts'
import type { InspectResult } from '../domain/upload.ts'
import type { Nouns } from '../store/store.ts'
import type { Installation } from './installation.ts'
import { jobSurvey, type RestoreSurvey } from './restore-survey.ts'
import { parsePartialName, partialName, readNotes, type UploadNotes, uploadsFolder, writeNotes } from './uploads-folder.ts'
import { safeFileName } from './uploads-name.ts'
import { type Received, receiveFile } from './uploads-receive.ts'

/** How long an upload is kept. */
const keptMs = 24 * 3_600_000

/** A sender that sends nothing for this long is not waited for. */
const stalledMs = 60_000

const idPattern = /^[0-9a-f]{32}$/

/** Of so many uploads it stays known what they are: to read a large one takes minutes, and what was kept never changes. */
const knownMax = 10

/** A file that somebody uploaded, whole. */
export interface Upload extends UploadNotes {
  readonly id: string
  /** On this machine: for the request of a restore, never for showing. */
  readonly path: string
  /** When it will be removed. */
  readonly keptUntil: Date
}

export interface UploadOptions extends Call {
  /** As the sender calls it; whatever it holds does no harm. */
  readonly name: string
  readonly sizeBytesMax: number
  /** As announced, to refuse early; null when it wasn't. */
  readonly expectedBytes?: number | null
  /** In hex; null for none. What arrives otherwise is not kept. */
  readonly expectedSha256?: string | null
  readonly idleMs?: number
}

/** Files that were uploaded to be restored. */
export class UploadService {
  readonly #installation: Installation
  /** By the id of the upload and what it was tried to be opened with, the one inspected last at the end. */
  readonly #known = new Map<string, InspectResult>()
  readonly #surveyOf: (call: Call) => RestoreSurvey

  constructor(installation: Installation, surveyOf = (call: Call) => jobSurvey(installation, call)) {
    this.#installation = installation
    this.#surveyOf = surveyOf
  }

  /**
   * Takes a file in, streamed to the disk. Throws `invalid` for one that is too large, stands still, breaks off or has another checksum than was
   * announced, and `exhausted` when the disk would get too full; nothing is left of it then.
   */
  async receive(body: Bytes, options: UploadOptions): Promise<Upload> {
    const { dataPath, seams, newId, owner } = this.#installation
    const id = newId()
    const folder = uploadsFolder(dataPath)
    const partial = join(folder, partialName(id, owner))
    const name = safeFileName(options.name)
    try {
      await seams.files.mkdir(partial, { recursive: true, mode: 0o700 })
      const received = await receiveFile(body, {
        files: seams.files,
        clock: seams.clock,
        folder: partial,
        path: join(partial, name),
        sizeBytesMax: options.sizeBytesMax,
        expectedBytes: options.expectedBytes ?? null,
        idleMs: options.idleMs ?? stalledMs,
        signal: options.signal,
      })
      requireSame(received, options.expectedSha256 ?? null)
      await writeNotes(partial, { name, ...received, createdAt: seams.clock.now() }, seams.files)
      await seams.files.rename(partial, join(folder, id))
    } catch (error) {
      await seams.files.rm(partial, { recursive: true, force: true })
      throw toFailure(error, 'taking in the upload')
    }
    return this.find(id)
  }

  /** Throws `not_found`. */
  async find(id: string): Promise<Upload> {
    const found = idPattern.test(id) ? await this.#read(id) : null
    if (found !== null) return found
    throw new Failure('not_found', `There is no upload ${id.slice(0, 32)}.`, { remedy: 'Uploads are kept for a day: send the file again.' })
  }

  /** The newest first. */
  async list(): Promise<Upload[]> {
    const found: Upload[] = []
    for (const id of await namesIn(this.#installation)) {
      const upload = idPattern.test(id) ? await this.#read(id) : null
      if (upload !== null) found.push(upload)
    }
    return found.sort((one, other) => other.createdAt.getTime() - one.createdAt.getTime() || (other.id < one.id ? -1 : 1))
  }

  /** Says what it is and whether it would be restored, reading it to its end. Throws `not_found`, and what keeps it from being read. */
  async inspect(id: string, call: Call): Promise<InspectResult> {
    const { path } = await this.find(id)
    const entrusted = await this.#installation.store.settings.getSecret('identities')
    const key = keyOf(id, entrusted)
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const result = await this.#surveyOf(call).inspect({ path, identities: entrusted === null ? [] : JSON.parse(entrusted) })
    this.#known.set(key, result)
    for (const old of [...this.#known.keys()].slice(0, -knownMax)) this.#known.delete(old)
    return result
  }

  /** Whether `inspect` would answer at once. */
  async isInspected(id: string): Promise<boolean> {
    return this.#known.has(keyOf(id, await this.#installation.store.settings.getSecret('identities')))
  }

  /** Throws `not_found`, and `conflict` while a restore of it waits or runs. */
  async remove(id: string): Promise<void> {
    const { path } = await this.find(id)
    if ((await pathsInUse(this.#installation.store)).has(path)) {
      throw new Failure('conflict', 'This upload is being restored.', { remedy: 'Wait for the end of the restore, or cancel it first.' })
    }
    await this.#installation.seams.files.rm(join(uploadsFolder(this.#installation.dataPath), id), { recursive: true, force: true })
  }

  async #read(id: string): Promise<Upload | null> {
    const { dataPath, seams } = this.#installation
    const folder = join(uploadsFolder(dataPath), id)
    const notes = await readNotes(folder, seams.files)
    if (notes === null) return null
    return { ...notes, id, path: join(folder, notes.name), keptUntil: new Date(notes.createdAt.getTime() + keptMs) }
  }
}

/** Removes uploads that were kept long enough and what is left of those that were never whole. Touches none that a restore needs. Resolves with how many. */
export async function tidyUploads(installation: Installation): Promise<number> {
  const { dataPath, seams, isGone, store } = installation
  const now = seams.clock.now().getTime()
  const folder = uploadsFolder(dataPath)
  const inUse = await pathsInUse(store)
  let removed = 0
  for (const name of await namesIn(installation)) {
    const path = join(folder, name)
    const owner = parsePartialName(name)
    const { mtimeMs } = await seams.files.stat(path).catch(() => ({ mtimeMs: now }))
    const notes = owner === null ? await readNotes(path, seams.files) : null
    if (notes !== null && inUse.has(join(path, notes.name))) continue
    const isOld = now - (notes?.createdAt.getTime() ?? mtimeMs) > keptMs
    if (!isOld && (owner === null || !isGone(owner))) continue
    await seams.files.rm(path, { recursive: true, force: true })
    removed += 1
  }
  return removed
}

/** The secrets themselves need not be kept to tell whether they are others. */
function keyOf(id: string, entrusted: string | null): string {
  return `${id} ${createHash('sha256')
    .update(entrusted ?? '')
    .digest('hex')}`
}

function requireSame({ sha256 }: Received, expected: string | null): void {
  if (expected === null || expected.toLowerCase() === sha256) return
  throw new Failure('invalid', `What arrived has the SHA-256 ${sha256}, not the one that was announced.`, { remedy: 'Send it again.' })
}

/** Restores hold up the queue, so there are never many. */
const restoresMax = 10_000

async function pathsInUse({ jobs }: Pick<Nouns, 'jobs'>): Promise<Set<string>> {
  const active = await jobs.list({ kind: 'restore', states: ['pending', 'running'] }, { limit: restoresMax })
  return new Set(active.flatMap(({ request }) => (request.kind === 'restore' && 'path' in request.from ? [request.from.path] : [])))
}

async function namesIn({ dataPath, seams }: Installation): Promise<string[]> {
  try {
    return (await seams.files.readdir(uploadsFolder(dataPath))).filter((name) => idPattern.test(name) || parsePartialName(name) !== null)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
