import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Backup } from '../../server/domain/backup.ts'
import { jobSpecification } from '../../server/domain/job.ts'
import type { Job } from '../../server/domain/work.ts'
import { runJob } from '../../server/engine/run-job.ts'
import { systemSeams } from '../../server/seams/seams.ts'
import { type Content, contentAt, digestOf, isMade, type SourceKind } from './daemon-kill-content.ts'
import type { World } from './daemon-kill-world.ts'

const all = { limit: 100_000 }
const keptAtLeast = 2
/** What the world itself has in its folder. */
const ownNames = /^(data|tmp|target|tree|shop\.db(-wal|-shm)?)$/

/**
 * Stands outside and believes nothing: it keeps its own list of what was acknowledged, of what the sources held, and of what somebody ordered to be
 * removed, and compares that with what the metadata says and what really comes back from the target.
 */
export class DaemonLedger {
  readonly #world: World
  readonly #acknowledged = new Map<string, { readonly kind: SourceKind; readonly digest: string | null }>()
  readonly #states: Readonly<Record<SourceKind, Set<string>>> = { sqlite: new Set(), files: new Set() }
  /** How many backups of each source were acknowledged since somebody removed all but the newest one. */
  readonly #counts: Record<SourceKind, number> = { sqlite: 0, files: 0 }
  readonly #restored = new Map<string, Content>()

  constructor(world: World) {
    this.#world = world
  }

  /** The source has held this. */
  state(kind: SourceKind, content: Content): void {
    this.#states[kind].add(digestOf(content))
  }

  /** What comes back from a backup. Throws unless that was found out by a check. */
  contentOf(backupId: string): Content {
    const content = this.#restored.get(backupId)
    if (content === undefined) throw new Error('This backup was never checked.')
    return content
  }

  /** A person has ordered that nothing stays of this source but its newest backup. */
  expectOnlyNewest(kind: SourceKind): void {
    this.#counts[kind] = 1
  }

  /** What a completed backup has promised; `content` is what the source has held all the time, where that is known. */
  acknowledge(job: Job, content: Content | null): void {
    if (job.kind !== 'backup' || (job.state !== 'completed' && job.state !== 'completed_with_warnings')) return
    const id = job.result?.backupIds[0]
    if (id === undefined) throw new Error('A backup has completed without a backup.')
    if (this.#acknowledged.has(id)) return
    const kind = job.sourceId === this.#world.sources.sqlite.id ? 'sqlite' : 'files'
    this.#counts[kind] += 1
    this.#acknowledged.set(id, { kind, digest: content === null ? null : digestOf(content) })
  }

  /** Every kept backup comes back as it was, nothing acknowledged is lost, and the metadata and the target say the same. */
  async check(): Promise<void> {
    const kept = await this.kept()
    await this.#checkAcknowledged(kept)
    await this.#checkTarget()
    for (const backup of kept) await this.#checkRestores(backup)
  }

  async kept(): Promise<Backup[]> {
    return this.#world.installation.store.backups.list({ state: 'kept' }, all)
  }

  /** Nothing is left of what was killed: to be called when nothing runs, and the folders were backed up to again. */
  async checkNoRemains(): Promise<void> {
    const steps = this.#world.steps()
    if (steps.length > 0) throw new Error(`These processes still run: ${steps.join(', ')}.`)
    const jobs = await readdir(join(this.#world.temporaryPath, 'holdfast-jobs')).catch(() => [])
    const others = (await readdir(this.#world.temporaryPath)).filter((name) => name !== 'holdfast-jobs')
    const objects = await this.#objects()
    const unfinished = objects.filter((key) => key.endsWith('.claim') || /\.holdfast-partial\/|holdfast-probe-/.test(key))
    const bare = objects.filter((key) => key.endsWith('.zip') && !objects.includes(`${key}.json`))
    const beside = (await readdir(this.#world.folder)).filter((name) => !ownNames.test(name))
    const strange = [...this.#world.content('files').keys()].filter((name) => !isMade(name))
    const remains = [...jobs, ...others, ...unfinished, ...bare, ...beside, ...strange]
    if (remains.length > 0) throw new Error(`Something was left: ${remains.join(', ')}`)
  }

  async #checkAcknowledged(kept: readonly Backup[]): Promise<void> {
    const cleanups = new Set((await this.#world.installation.store.cleanups.list({}, all)).map(({ backupId }) => backupId))
    const ids = new Set(kept.map(({ id }) => id))
    for (const kind of ['sqlite', 'files'] as const) {
      const own = [...this.#acknowledged].filter(([, acknowledged]) => acknowledged.kind === kind).map(([id]) => id)
      const lost = own.filter((id) => !ids.has(id))
      const unexplained = lost.filter((id) => !cleanups.has(id))
      if (unexplained.length > 0) throw new Error(`${unexplained.length} acknowledged backups are gone, and nobody removed them.`)
      if (!ids.has(own.at(-1)!)) throw new Error('The newest acknowledged backup was removed.')
      const regular = kept.filter(({ purpose, source }) => purpose === 'regular' && source.dialect === kind)
      const expected = Math.min(this.#counts[kind], keptAtLeast)
      if (regular.length < expected) throw new Error(`${regular.length} backups are left where retention keeps ${expected}.`)
    }
  }

  /** What is listed is there, and what is there is listed. */
  async #checkTarget(): Promise<void> {
    const { store } = this.#world.installation
    const objects = new Set(await this.#objects())
    const copies = await store.copies.listAtTarget(this.#world.target.id)
    const broken = copies.filter(({ key, state }) => state === 'kept' && !(objects.has(key) && objects.has(`${key}.json`)))
    if (broken.length > 0) throw new Error(`The metadata lists what isn't there: ${broken.map(({ key }) => key).join(', ')}.`)
    const wrong = copies.filter(({ state }) => state === 'missing' || state === 'damaged')
    if (wrong.length > 0) throw new Error(`Copies are ${wrong.map(({ key, state }) => `${state}: ${key}`).join(', ')}.`)
    const known = new Set(copies.map(({ key }) => `${key}.json`))
    const unknown = [...objects].filter((key) => key.endsWith('.zip.json') && !known.has(key))
    if (unknown.length > 0) throw new Error(`The metadata doesn't know ${unknown.join(', ')}.`)
  }

  /** An archive that came back once is only looked at whether its bytes are the same. */
  async #checkRestores(backup: Backup): Promise<void> {
    const { target, folder, installation } = this.#world
    const copy = (await installation.store.copies.list(backup.id)).find(({ targetId }) => targetId === target.id)
    if (copy === undefined) throw new Error(`${backup.name} is kept and has no copy.`)
    const bytes = await readFile(join(folder, 'target', copy.key))
    if (createHash('sha256').update(bytes).digest('hex') !== backup.sha256) throw new Error(`${backup.name} has other bytes than it had.`)
    if (this.#restored.has(backup.id)) return
    const kind = backup.source.dialect as SourceKind
    const content = await this.#restore(copy.key, kind)
    const digest = digestOf(content)
    const expected = this.#acknowledged.get(backup.id)?.digest ?? null
    const isRight = expected === null ? this.#states[kind].has(digest) : expected === digest
    if (!isRight) throw new Error(`${backup.name} (${backup.purpose}, ${backup.mode}) comes back as something else.`)
    this.#restored.set(backup.id, content)
  }

  async #restore(key: string, kind: SourceKind): Promise<Content> {
    const { folder } = this.#world
    const place = join(folder, 'checked')
    const path = join(place, kind)
    const specification = jobSpecification.parse({
      id: 'check',
      limits: { timeoutMs: null, idleMs: null },
      pluginPaths: [],
      kind: 'restore',
      archive: { target: { name: 'local', config: { path: join(folder, 'target') } }, key },
      into: { name: kind, config: { path } },
      existing: 'refuse',
      tables: null,
      identities: [],
    })
    await mkdir(place)
    try {
      const { signal } = new AbortController()
      await runJob(specification, { seams: systemSeams(), temporaryRoot: folder, signal, emit: () => {} })
      return contentAt(kind, path)
    } finally {
      await rm(place, { recursive: true, force: true })
    }
  }

  async #objects(): Promise<string[]> {
    const root = join(this.#world.folder, 'target')
    const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => [])
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
  }
}
