import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { JobResult } from '../../server/domain/job.ts'
import { sweepJobs } from '../../server/engine/sweep.ts'
import { systemSeams } from '../../server/seams/seams.ts'
import type { Place } from './place.ts'

const run = promisify(execFile)
const oracle = fileURLToPath(new URL('../../server/archive/recovery/restore.py', import.meta.url))
const recordPattern = /^backup_(manual|auto)_.*\.json$/

/**
 * Stands outside and believes nothing: it keeps its own list of what was acknowledged and of every state that the source was in, and compares
 * that with what really comes back.
 */
export class Ledger {
  readonly #place: Place
  readonly #acknowledged = new Map<string, string>()
  readonly #states = new Set<string>()
  readonly #checked = new Set<string>()
  readonly #remains = new Set<string>()

  constructor(place: Place) {
    this.#place = place
  }

  /** The source has this content from now on. */
  state(content: Uint8Array): void {
    this.#states.add(digestOf(content))
  }

  acknowledge(result: JobResult, content: Uint8Array): void {
    if (result.kind !== 'backup') throw new Error('Only backups are acknowledged.')
    this.#acknowledged.set(result.name, digestOf(content))
  }

  get size(): number {
    return this.#acknowledged.size
  }

  /** The place was emptied: nothing is expected of it any more. */
  forget(): void {
    this.#acknowledged.clear()
    this.#checked.clear()
  }

  /** What is listed right now. */
  async listed(): Promise<string[]> {
    const objects = await this.#place.objects()
    return objects.filter((name) => recordPattern.test(name)).map((name) => name.slice(0, -'.json'.length))
  }

  /**
   * Every acknowledged backup is listed and comes back as it was; whatever else is listed comes back as some state that the source was in.
   * An archive that was checked once is not restored again as long as its bytes are the same.
   */
  async check(): Promise<void> {
    const listed = await this.listed()
    for (const name of this.#acknowledged.keys()) {
      if (!listed.includes(name)) throw new Error(`${name} was acknowledged and is not listed.`)
    }
    for (const name of listed) {
      const identity = `${name} ${digestOf(await readFile(join(this.#place.target, name)))}`
      if (this.#checked.has(identity)) continue
      const digest = await this.#restored(name)
      const expected = this.#acknowledged.get(name)
      const isRight = expected === undefined ? this.#states.has(digest) : expected === digest
      if (!isRight) throw new Error(`${name} comes back as something else.`)
      this.#checked.add(identity)
    }
  }

  /** After a sweep and a further backup nothing is left but whole backups. What was found once is not told again. */
  async checkNoRemains(): Promise<void> {
    await sweepJobs(this.#place.temporary, systemSeams())
    const jobs = await readdir(join(this.#place.temporary, 'holdfast-jobs')).catch(() => [])
    const scratch = (await readdir(this.#place.temporary)).filter((name) => name !== 'holdfast-jobs')
    const listed = await this.listed()
    const strays = (await this.#place.objects()).filter((name) => !listed.includes(name) && !listed.includes(name.replace(/\.json$/, '')))
    const found = [...jobs, ...scratch, ...strays.filter((name) => !ownFile.test(name))]
    const remains = found.filter((name) => !this.#remains.has(name))
    for (const name of remains) this.#remains.add(name)
    if (remains.length > 0) throw new Error(`Something was left: ${remains.join(', ')}`)
  }

  /** The independent reader in Python comes to the same bytes for everything that was acknowledged. */
  async checkByOracle(): Promise<number> {
    for (const [name, expected] of this.#acknowledged) {
      const { stdout } = await run('python3', [oracle, join(this.#place.target, name)], { encoding: 'buffer', maxBuffer: 1 << 28 })
      if (digestOf(stdout) !== expected) throw new Error(`${name} comes back as something else without Holdfast.`)
    }
    return this.#acknowledged.size
  }

  async #restored(name: string): Promise<string> {
    const path = join(this.#place.root, 'restored.sql')
    try {
      await this.#place.run(this.#place.restoreOf(name, path))
      return digestOf(await readFile(path))
    } finally {
      await rm(path, { force: true })
    }
  }
}

/** What a target keeps for itself. */
const ownFile = /^\.holdfast$/

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
