import type { Bytes, Dialect, DumpCall, SourceReport } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import type { CommitRecord } from '../archive/record.ts'
import type { ArchiveParent } from '../archive/reference-table.ts'
import { seal } from '../archive/seal.ts'
import { type ArchivePlan, ArchiveWriter } from '../archive/writer.ts'
import { nextInChain, scopeOf } from '../domain/chain.ts'
import type { BackupResult, BackupSpecification, CopyOutcome } from '../domain/job.ts'
import { archiveName } from '../domain/name.ts'
import { version } from '../version.ts'
import { type BackupPlace, openPlaces, type PlaceFailures, placesWithParent } from './backup-places.ts'
import { digestOf, recordOf, resultOf } from './backup-record.ts'
import { claimName } from './claim.ts'
import { type JobContext, ProgressMeter } from './context.ts'
import { openJobHost } from './job-host.ts'
import { chooseParent, type ParentChoice } from './parent.ts'
import { commit, type Destination, type StoreOutcome, storeArchive } from './store-archive.ts'

interface PlacedDestination extends Destination {
  readonly at: number
}

interface Backup {
  readonly specification: BackupSpecification
  readonly context: JobContext
  readonly meter: ProgressMeter
  readonly dialect: Dialect
  readonly report: SourceReport
  readonly places: readonly BackupPlace[]
  /** Why targets don't hold it; each costs the backup one copy. */
  readonly failures: PlaceFailures
  readonly startedAt: Date
}

/**
 * One backup, from the source to committed copies. Resolves when at least one target holds the archive durably, read back and committed;
 * else throws, and nothing that could be taken for a backup is left anywhere.
 */
export async function runBackup(specification: BackupSpecification, context: JobContext): Promise<BackupResult> {
  const meter = new ProgressMeter(context.emit, 'probing')
  const startedAt = context.seams.clock.now()
  await using plugins = openJobHost(specification, context)
  const dialect = await plugins.openDialect(specification.source)
  if (specification.tables !== null && !dialect.supports.partial) {
    throw new Failure('unsupported', `${specification.source.name} can't back up chosen tables`, { remedy: 'Leave out --tables.' })
  }
  const failures: PlaceFailures = new Map()
  const report = await dialect.probe(context)
  const places = await openPlaces(specification.targets, { plugins, failures }, context)
  return await writeBackup({ specification, context, meter, dialect, report, places, failures, startedAt })
}

async function writeBackup(backup: Backup): Promise<BackupResult> {
  const { specification, context, failures } = backup
  const choice = await parentOf(backup)
  if (choice.reason !== null) say(backup, `This is a full backup: ${choice.reason}.`)
  const places =
    choice.record === null ? backup.places : await placesWithParent(backup.places, { parent: choice.record, failures }, context)
  const sealed = specification.recipients.length > 0 || specification.passphrase !== null
  const { zone, trigger } = specification
  const sql = backup.report.parts.length === 1 && backup.report.parts[0]?.endsWith('.sql') === true
  const nameOf = (ordinal: number) => archiveName({ trigger, zone, sql, sealed, ordinal, startedAt: backup.startedAt })
  await using claim = await claimName({ targets: places, nameOf }, context)
  for (const [index, failure] of claim.failures) failures.set(places[index]!.at, failure)
  const plan = planOf(backup, choice)
  const writer = observe(backup, plan)
  const destinations = destinationsOf(backup, places, claim.name)
  const outcome = await storeArchive(pipeline(backup, plan, writer), destinations, { signal: context.signal, onTaken: claim.leave })
  backup.meter.set({ phase: 'committing' })
  const record = recordOf({ writer, outcome, name: claim.name, sealed, identity: backup.report.identity })
  for (const destination of await commitAll(backup, outcome, record)) claim.leave(destination)
  return resultOf({ record, writer, copies: copiesOf(backup, record.name), fellBack: choice.reason })
}

/** At every target that holds the archive. Those that don't, or can't hold the record, are warnings; throws when none is left. */
async function commitAll(backup: Backup, outcome: StoreOutcome<PlacedDestination>, record: CommitRecord): Promise<PlacedDestination[]> {
  const failed = [...outcome.failed]
  const committed: PlacedDestination[] = []
  for (const destination of outcome.stored) {
    const failure = await commit(destination, record, backup.context)
    if (failure === null) committed.push(destination)
    else failed.push({ destination, failure })
  }
  if (committed.length === 0) throw failed[0]!.failure
  for (const { destination, failure } of failed) backup.failures.set(destination.at, failure)
  for (const [at, failure] of backup.failures) {
    const { name, label = name } = backup.specification.targets[at]!
    warn(backup, label, `this target does not hold the backup: ${failure.message}`)
  }
  return committed
}

function copiesOf({ specification, failures }: Backup, name: string): CopyOutcome[] {
  return specification.targets.map(({ prefix }, at) => {
    const failure = failures.get(at)?.toJSON() ?? null
    return { at, key: prefix + name, committed: failure === null, failure }
  })
}

/** The dump as the bytes of an archive, sealed where that is wanted. */
function pipeline(backup: Backup, plan: ArchivePlan, writer: ArchiveWriter): Bytes {
  const { specification, context, dialect, meter } = backup
  const parent = parentSections(plan.parent)
  meter.set({ phase: 'dumping', bytesExpected: backup.report.sizeBytes })
  const plain = writer.write(dialect.dump({ tables: specification.tables }, { signal: context.signal, parent }), context)
  const sealed = sealWith(specification, plain)
  return metered(sealed, meter)
}

function parentSections(parent: ArchiveParent | null): DumpCall['parent'] {
  if (parent === null) return null
  return (part) => (parent.reader.hasPart(part) ? parent.reader.part(part).sections : [])
}

function sealWith(specification: BackupSpecification, plain: Bytes): Bytes {
  if (specification.passphrase !== null) return seal(plain, { passphrase: specification.passphrase })
  return specification.recipients.length > 0 ? seal(plain, { recipients: specification.recipients }) : plain
}

async function* metered(bytes: Bytes, meter: ProgressMeter): Bytes {
  for await (const piece of bytes) {
    yield piece
    meter.add({ bytesStored: piece.length })
  }
}

function observe(backup: Backup, plan: ArchivePlan): ArchiveWriter {
  const { meter, context } = backup
  return new ArchiveWriter(plan, {
    moved: (plainBytes, sections) => meter.add({ bytesRead: plainBytes, sections }),
    warning: (warning) => context.emit({ type: 'warning', warning }),
  })
}

async function parentOf(backup: Backup): Promise<ParentChoice | { parent: null; record: null; reason: null }> {
  const { specification, context, report, places } = backup
  const { mode, identities, chain } = specification
  if (mode === 'full') return { parent: null, record: null, reason: null }
  if (chain.forceFullReason !== null) return { parent: null, record: null, reason: chain.forceFullReason }
  const { target, prefix } = places[0]!
  const scope = scopeOf(specification.source.name, specification.tables)
  const { lengthMax, avoid } = chain
  return await chooseParent({ target, prefix, mode, identities, scope, source: digestOf(report.identity), lengthMax, avoid }, context)
}

function planOf(backup: Backup, choice: Awaited<ReturnType<typeof parentOf>>): ArchivePlan {
  const { specification, context, report, startedAt } = backup
  const id = specification.backupId ?? Buffer.from(context.seams.randomness.bytes(16)).toString('hex')
  return {
    id,
    version,
    scope: scopeOf(specification.source.name, specification.tables),
    mode: choice.parent === null ? 'full' : specification.mode,
    trigger: specification.trigger,
    codec: specification.codec,
    startedAt,
    chain: nextInChain(id, choice.record),
    source: {
      label: specification.source.label,
      dialect: specification.source.name,
      identity: report.identity,
      engine: report.engine,
      version: report.version,
    },
    parent: choice.parent,
    now: () => context.seams.clock.now(),
  }
}

function destinationsOf({ failures }: Backup, places: readonly BackupPlace[], name: string): PlacedDestination[] {
  return places.filter(({ at }) => !failures.has(at)).map(({ at, target, prefix, label }) => ({ at, target, label, key: prefix + name }))
}

function say(backup: Backup, message: string): void {
  backup.context.emit({ type: 'log', level: 'info', message, detail: {} })
}

function warn(backup: Backup, subject: string, message: string): void {
  backup.context.emit({ type: 'warning', warning: { code: 'skipped', subject, message } })
}
