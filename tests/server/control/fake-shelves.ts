import { setImmediate } from 'node:timers/promises'
import { Failure, toFailure } from '../../../plugins/failure.ts'
import type { StartStep } from '../../../server/control/procedure.ts'
import type { ChainPlace } from '../../../server/domain/chain.ts'
import type {
  ArchiveRecord,
  BackupSpecification,
  CopySpecification,
  JobEvent,
  JobResult,
  JobSpecification,
  RemoveSpecification,
  ScanSpecification,
  TargetUse,
} from '../../../server/domain/job.ts'
import { splitKey } from '../../../server/domain/name.ts'

type Shelf = Map<string, ArchiveRecord>

/** Targets without any bytes: steps that take a random while and now and then fail, and a look at what must never happen. */
export class FakeShelves {
  readonly shelves = new Map<string, Shelf>()
  /** What must never have happened. */
  readonly violations: string[] = []
  readonly #word: () => number
  #made = 0

  constructor(word: () => number) {
    this.#word = word
  }

  chance(of: number): boolean {
    return this.#word() % of === 0
  }

  at({ config }: Pick<TargetUse, 'config'>): Shelf {
    const name = String(config['path'])
    const shelf = this.shelves.get(name) ?? new Map<string, ArchiveRecord>()
    this.shelves.set(name, shelf)
    return shelf
  }

  readonly start: StartStep = (specification, signal) => {
    const events: JobEvent[] = []
    const outcome = this.#run(specification, events)
      .then((result): JobEvent => ({ type: 'completed', result, warnings: 0 }))
      .catch((error: unknown): JobEvent => ({ type: 'failed', failure: toFailure(error, 'pretending').toJSON() })) as never
    async function* told() {
      await outcome
      yield* events
    }
    return { pid: null, events: told(), outcome, cancel: () => signal.aborted, async [Symbol.asyncDispose]() {} }
  }

  async #run(specification: JobSpecification, events: JobEvent[]): Promise<JobResult> {
    await this.#while()
    if (specification.kind === 'backup') return this.#backup(specification)
    if (specification.kind === 'remove') return this.#remove(specification)
    if (specification.kind === 'copy') return this.#copy(specification)
    if (specification.kind === 'scan') return this.#scan(specification, events)
    if (specification.kind === 'identify') return { kind: 'identify', identity: 'fake', freeBytes: null, latencyMs: 0, wasNew: false }
    if (specification.kind !== 'verify') throw new Failure('unsupported', `no ${specification.kind} here`)
    const record = this.at(specification.archive.target).get(specification.archive.key)
    if (record === undefined) throw new Failure('not_found', `there is no ${specification.archive.key}`)
    if (this.chance(6)) throw new Failure('corrupt', `${specification.archive.key} is damaged`, { detail: { evidence: [] } })
    return { kind: 'verify', id: record.id, trust: specification.level, plainBytes: 1, evidence: [], assertions: [], durationMs: 1 }
  }

  async #backup({ targets, mode, chain, backupId, trigger, source }: BackupSpecification): Promise<JobResult> {
    const first = this.at(targets[0]!)
    const isAvoided = (id: string) => chain.avoid.includes(id)
    const candidates = [...first].filter(
      ([key, { source: digest, id, archives }]) =>
        key.startsWith(targets[0]!.prefix) &&
        digest === digestOf(source.label) &&
        !isAvoided(id) &&
        !archives.some((one) => isAvoided(one.id)),
    )
    const isFull = mode === 'full' || chain.forceFullReason !== null || candidates.length === 0
    const parent = isFull ? null : candidates.at(-1)![1]
    await this.#while()
    const record = this.#record({ id: backupId!, digest: digestOf(source.label), parent, trigger })
    const copies = targets.map((target, at) => {
      const key = target.prefix + record.name
      const lacks = record.archives.some(({ name }) => !this.at(target).has(target.prefix + name))
      const isFailing = at > 0 && (lacks || this.chance(4))
      if (!isFailing) this.#put(this.at(target), key, record)
      const failure = isFailing ? new Failure('unavailable', 'it is away').toJSON() : null
      return { at, key, committed: !isFailing, failure }
    })
    const facts = { label: source.label, dialect: 'files', engine: 'fake', version: '1' }
    return {
      ...{
        kind: 'backup',
        id: record.id,
        name: record.name,
        keys: [],
        mode: record.mode,
        fellBack: null,
        sizeBytes: 100,
        sha256: record.sha256,
      },
      ...{ plainBytes: 1000, chunks: { total: 1, stored: 1, delta: 0, reused: 0 }, tables: 0, trust: 'stored', record, source: facts },
      ...{ tableFigures: [], copies },
    }
  }

  #record(of: { id: string; digest: string; parent: ArchiveRecord | null; trigger: 'manual' | 'auto' }): ArchiveRecord {
    const { id, parent } = of
    const n = String(++this.#made).padStart(6, '0')
    const chain: ChainPlace =
      parent === null
        ? { root: id, parent: null, length: 0 }
        : { root: parent.chain.root, parent: parent.id, length: parent.chain.length + 1 }
    const at = new Date(Date.UTC(2026, 0, 2, 3, 4, this.#made)).toISOString()
    return {
      ...{ id, name: `backup_auto_20260102_${n}.zip`, sizeBytes: 100, sha256: id + id, startedAt: at, finishedAt: at, trigger: of.trigger },
      ...{ scope: 'files', mode: parent === null ? 'full' : 'incremental', sealed: false, source: of.digest, chain, warnings: 0 },
      archives: parent === null ? [] : [...parent.archives, { id: parent.id, name: parent.name }],
    }
  }

  async #remove({ archives }: RemoveSpecification): Promise<JobResult> {
    const results = []
    for (const { target, key } of archives) {
      await this.#while()
      const shelf = this.at(target)
      const isRefused = this.chance(5)
      const { folder, name } = splitKey(key)
      const referring = [...shelf].find(
        ([other, { archives: needs }]) => splitKey(other).folder === folder && needs.some((one) => one.name === name),
      )
      if (!isRefused && referring !== undefined) this.violations.push(`${key} was removed, but ${referring[0]} refers to it`)
      if (!isRefused) shelf.delete(key)
      results.push({ key, failure: isRefused ? new Failure('denied', `${key} is locked`).toJSON() : null })
    }
    return { kind: 'remove', archives: results }
  }

  async #copy({ from, to }: CopySpecification): Promise<JobResult> {
    const [here, there] = [this.at(from.target), this.at(to.target)]
    const record = here.get(from.key)
    if (record === undefined) throw new Failure('not_found', `there is no ${from.key}`)
    const copied = []
    for (const { name } of [...record.archives, record]) {
      await this.#while()
      const one = here.get(splitKey(from.key).folder + name)
      if (one === undefined) throw new Failure('not_found', `there is no ${name}`)
      const key = splitKey(to.key).folder + name
      if (there.has(key) && one.id !== record.id) continue
      this.#put(there, key, one)
      copied.push({ id: one.id, key, sizeBytes: 100, wasThere: false })
    }
    return { kind: 'copy', id: record.id, name: record.name, archives: copied }
  }

  async #scan({ target }: ScanSpecification, events: JobEvent[]): Promise<JobResult> {
    const found = [...this.at(target)].map(([key, record]) => ({ key, record, manifest: null, failure: null }))
    await this.#while()
    for (const one of found) events.push({ type: 'found', archives: [one] })
    return { kind: 'scan', archives: found.length, failures: 0 }
  }

  #put(shelf: Shelf, key: string, record: ArchiveRecord): void {
    for (const { name } of record.archives)
      if (!shelf.has(splitKey(key).folder + name)) this.violations.push(`${key} was written, but what it refers to, ${name}, is not there`)
    shelf.set(key, record)
  }

  async #while(): Promise<void> {
    for (let rounds = this.#word() % 12; rounds > 0; rounds--) await setImmediate()
  }
}

function digestOf(label: string): string {
  return label.padEnd(64, '0')
}
