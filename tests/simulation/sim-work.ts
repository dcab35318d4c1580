import { hash } from 'node:crypto'
import { Failure } from '../../plugins/failure.ts'
import { nextInChain } from '../../server/domain/chain.ts'
import type {
  ArchiveRecord,
  ArchiveUse,
  BackupSpecification,
  CopySpecification,
  IdentifySpecification,
  JobEvent,
  JobResult,
  JobSpecification,
  RemoveSpecification,
  ScanSpecification,
  VerifySpecification,
} from '../../server/domain/job.ts'
import { archiveName } from '../../server/domain/name.ts'
import type { Chance } from './chance.ts'
import type { SimClock } from './sim-clock.ts'
import type { SimArchive, SimTarget, SimWorld } from './sim-world.ts'

/** What the work of a step has to do with. */
export interface SimWorkOptions {
  readonly world: SimWorld
  readonly clock: SimClock
  readonly chance: Chance
}

type Events = (event: JobEvent) => void

/** What somebody leaves who dies in the middle of it. */
export function leavePartial(specification: JobSpecification, { world }: SimWorkOptions): void {
  if (specification.kind === 'backup') for (const use of specification.targets) targetOf(use, world).partials += 1
}

/** Does to the simulated world what a step of this kind does to the real one; throws the `Failure` that the real one would meet. */
export function perform(specification: JobSpecification, options: SimWorkOptions, emit: Events): JobResult {
  switch (specification.kind) {
    case 'backup':
      return backUp(specification, options)
    case 'remove':
      return remove(specification, options)
    case 'verify':
      return verify(specification, options)
    case 'copy':
      return copy(specification, options)
    case 'scan':
      return scan(specification, options, emit)
    case 'restore':
      return restore(specification.archive, options)
    case 'probe':
      return probe(specification.source)
    case 'identify':
      return identify(specification, options)
    default:
      throw new Failure('unsupported', `the simulation has no step ${specification.kind}`)
  }
}

function targetOf(use: { readonly config: Readonly<Record<string, unknown>> }, world: SimWorld): SimTarget {
  return world.target(String(use.config['path']))
}

function reach(use: { readonly config: Readonly<Record<string, unknown>> }, world: SimWorld): SimTarget {
  const target = targetOf(use, world)
  if (target.isAway) throw new Failure('unavailable', 'the target is away')
  return target
}

function backUp(specification: BackupSpecification, { world, clock, chance }: SimWorkOptions): JobResult {
  const first = reach(specification.targets[0]!, world)
  const source = digestOf(specification.source.config)
  const parent = parentOf(specification, first, source)
  const id = specification.backupId!
  const finishedAt = clock.now()
  const name = freeName(specification, first, finishedAt)
  const mode = parent === null ? 'full' : specification.mode
  const record: ArchiveRecord = {
    id,
    name,
    sizeBytes: mode === 'full' ? 1000 + chance.below(200) : 20 + chance.below(20),
    sha256: hash('sha256', id, 'hex'),
    startedAt: finishedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    trigger: specification.trigger,
    scope: 'db',
    mode,
    sealed: false,
    source,
    chain: nextInChain(id, parent === null ? null : { id: parent.id, chain: parent.chain }),
    archives: parent === null ? [] : [...parent.archives, { id: parent.id, name: parent.name }],
    warnings: 0,
  }
  const copies = specification.targets.map((use, at) => {
    const target = targetOf(use, world)
    // What a delta refers to must lie beside it.
    const committed = !target.isAway && record.archives.every((needed) => target.archives.has(use.prefix + needed.name))
    if (committed) target.archives.set(use.prefix + name, { record, proof: null, isDamaged: false })
    return { at, key: use.prefix + name, committed, failure: committed ? null : new Failure('unavailable', 'the target is away').toJSON() }
  })
  world.everCommitted.add(id)
  return {
    kind: 'backup',
    id,
    name,
    keys: copies.filter(({ committed }) => committed).map(({ key }) => key),
    mode,
    fellBack:
      parent === null && specification.mode !== 'full' ? (specification.chain.forceFullReason ?? 'there is nothing to refer to') : null,
    sizeBytes: record.sizeBytes,
    sha256: record.sha256,
    plainBytes: 5000,
    chunks: { total: 1, stored: 1, delta: 0, reused: 0 },
    tables: 1,
    trust: 'stored',
    record,
    source: { label: specification.source.label, dialect: specification.source.name, engine: 'sim', version: '1' },
    tableFigures: [{ name: 'main', rows: 1, sizeBytes: 5000, checksum: null }],
    copies,
  }
}

function parentOf(specification: BackupSpecification, target: SimTarget, source: string): ArchiveRecord | null {
  const { chain, mode, targets } = specification
  if (mode === 'full' || chain.forceFullReason !== null) return null
  const prefix = targets[0]!.prefix
  const fitting = [...target.archives]
    .filter(([key, { record }]) => key.startsWith(prefix) && record.source === source && (mode === 'incremental' || record.mode === 'full'))
    .map(([, { record }]) => record)
    .sort((one, other) => (one.startedAt < other.startedAt ? -1 : 1))
  const newest = fitting.at(-1)
  if (newest === undefined) return null
  const needed = [newest.id, ...newest.archives.map(({ id }) => id)]
  if (needed.some((id) => chain.avoid.includes(id))) return null
  if (!newest.archives.every(({ name }) => target.archives.has(prefix + name))) return null
  return chain.lengthMax !== null && newest.chain.length + 1 > chain.lengthMax ? null : newest
}

function freeName({ trigger, zone, targets }: BackupSpecification, target: SimTarget, startedAt: Date): string {
  for (let ordinal = 1; ; ordinal += 1) {
    const name = archiveName({ trigger, zone, startedAt, ordinal, sql: true, sealed: false })
    if (!target.archives.has(targets[0]!.prefix + name)) return name
  }
}

function remove({ archives }: RemoveSpecification, { world, chance }: SimWorkOptions): JobResult {
  return {
    kind: 'remove',
    archives: archives.map(({ target: use, key }) => {
      const target = targetOf(use, world)
      if (target.isAway) return { key, failure: new Failure('unavailable', 'the target is away').toJSON() }
      if (target.isLocked && chance.hits(0.5)) return { key, failure: new Failure('denied', 'the object is locked').toJSON() }
      target.archives.delete(key)
      return { key, failure: null }
    }),
  }
}

function verify({ archive, level }: VerifySpecification, { world, clock }: SimWorkOptions): JobResult {
  const found = open(archive, world)
  found.proof = { level, at: clock.now().toISOString(), durationMs: 1000, compared: 1 }
  return { kind: 'verify', id: found.record.id, trust: level, plainBytes: 5000, evidence: [], assertions: [], durationMs: 1000 }
}

function restore(archive: ArchiveUse, { world }: SimWorkOptions): JobResult {
  const { record } = open(archive, world)
  return { kind: 'restore', id: record.id, plainBytes: 5000, sections: 1, rows: 1 }
}

/** An archive that can be read whole, with all that it refers to. */
function open({ target: use, key }: ArchiveUse, world: SimWorld): SimArchive {
  const target = reach(use, world)
  const found = target.archives.get(key)
  if (found === undefined) throw new Failure('not_found', `${key} is gone`)
  const folder = key.slice(0, key.lastIndexOf('/') + 1)
  for (const { name } of found.record.archives) {
    const needed = target.archives.get(folder + name)
    if (needed === undefined) throw new Failure('not_found', `${name}, which ${key} refers to, is gone`)
    if (needed.isDamaged) throw new Failure('corrupt', `${name} is damaged`)
  }
  if (found.isDamaged) throw new Failure('corrupt', `${key} is damaged`)
  return found
}

function copy({ from, to }: CopySpecification, { world }: SimWorkOptions): JobResult {
  const source = open(from, world)
  const target = reach(to.target, world)
  const folders = { from: folderOf(from.key), to: folderOf(to.key) }
  const names = [...source.record.archives.map(({ name }) => name), source.record.name]
  const archives = names.map((name) => {
    const original = targetOf(from.target, world).archives.get(folders.from + name)!
    const wasThere = target.archives.has(folders.to + name)
    if (!wasThere) target.archives.set(folders.to + name, { ...original })
    return { id: original.record.id, key: folders.to + name, sizeBytes: original.record.sizeBytes, wasThere }
  })
  return { kind: 'copy', id: source.record.id, name: source.record.name, archives }
}

function folderOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/') + 1)
}

function scan({ target: use, prefix }: ScanSpecification, { world }: SimWorkOptions, emit: Events): JobResult {
  const found = [...reach(use, world).archives].filter(([key]) => key.startsWith(prefix))
  emit({
    type: 'found',
    archives: found.map(([key, { record, proof }]) => {
      const source = { label: 'sim', dialect: 'sqlite', engine: 'sim', version: '1' }
      return { key, record, ...(proof === null ? {} : { proof }), manifest: { source, tables: 1, plainBytes: 5000 }, failure: null }
    }),
  })
  return { kind: 'scan', archives: found.length, failures: 0 }
}

function probe(source: { readonly config: Readonly<Record<string, unknown>> }): JobResult {
  return {
    kind: 'probe',
    engine: 'sim',
    version: '1',
    identity: digestOf(source.config),
    sizeBytes: 5000,
    tableCount: 1,
    tables: [{ name: 'main', rows: 1 }],
    parts: ['backup.sql'],
    isEmpty: false,
    supports: { partial: true, liveRestore: true, existing: ['refuse', 'replace'] },
    figures: [{ name: 'main', rows: 1, checksum: null }],
  }
}

function identify({ target: use }: IdentifySpecification, { world, chance }: SimWorkOptions): JobResult {
  const target = reach(use, world)
  const wasNew = target.identity === null
  target.identity ??= Buffer.from(chance.bytes(16)).toString('hex')
  return { kind: 'identify', identity: target.identity, freeBytes: null, latencyMs: 1, wasNew }
}

function digestOf(config: Readonly<Record<string, unknown>>): string {
  return hash('sha256', JSON.stringify(config), 'hex')
}
