import type { Bytes, Dialect, DumpCall, SourceReport, Target } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import type { CommitRecord } from '../archive/record.ts'
import type { ArchiveParent } from '../archive/reference-table.ts'
import { seal } from '../archive/seal.ts'
import { type ArchivePlan, ArchiveWriter } from '../archive/writer.ts'
import { nextInChain, scopeOf } from '../domain/chain.ts'
import type { BackupResult, BackupSpecification } from '../domain/job.ts'
import { archiveName } from '../domain/name.ts'
import { version } from '../version.ts'
import { digestOf, recordOf, resultOf } from './backup-record.ts'
import { claimName, sweepUnfinished } from './claim.ts'
import { type JobContext, ProgressMeter } from './context.ts'
import { openJobHost } from './job-host.ts'
import { chooseParent, type ParentChoice } from './parent.ts'
import { commit, type Destination, type StoreOutcome, storeArchive } from './store-archive.ts'
import { sweepPartials } from './sweep.ts'

interface Place {
  readonly target: Target
  readonly prefix: string
  readonly label: string
}

interface Backup {
  readonly specification: BackupSpecification
  readonly context: JobContext
  readonly meter: ProgressMeter
  readonly dialect: Dialect
  readonly report: SourceReport
  readonly places: readonly Place[]
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
  const places: Place[] = []
  for (const use of specification.targets) places.push({ target: await plugins.openTarget(use), prefix: use.prefix, label: use.name })
  const report = await dialect.probe(context)
  for (const { target, prefix } of places) {
    await target.probe(context)
    await sweepPartials(target, context.seams, context)
    await sweepUnfinished(target, { prefix, clock: context.seams.clock }, context)
  }
  return await writeBackup({ specification, context, meter, dialect, report, places, startedAt })
}

async function writeBackup(backup: Backup): Promise<BackupResult> {
  const { specification, context, places } = backup
  const choice = await parentOf(backup)
  if (choice.reason !== null) say(backup, `This is a full backup: ${choice.reason}.`)
  const sealed = specification.recipients.length > 0 || specification.passphrase !== null
  const { zone, trigger } = specification
  const sql = backup.report.parts.length === 1 && backup.report.parts[0]?.endsWith('.sql') === true
  const nameOf = (ordinal: number) => archiveName({ trigger, zone, sql, sealed, ordinal, startedAt: backup.startedAt })
  await using claim = await claimName({ targets: places, nameOf }, context)
  const plan = planOf(backup, choice)
  const writer = observe(backup, plan)
  const destinations = destinationsOf(places, claim.name)
  const outcome = await storeArchive(pipeline(backup, plan, writer), destinations, { signal: context.signal, onTaken: claim.leave })
  backup.meter.set({ phase: 'committing' })
  const record = recordOf({ writer, outcome, name: claim.name, sealed, identity: backup.report.identity })
  const committed = await commitAll(backup, outcome, record)
  for (const { key } of committed) claim.leave(key)
  return resultOf({ record, writer, keys: committed.map(({ key }) => key), fellBack: choice.reason })
}

/** At every target that holds the archive. Those that don't, or can't hold the record, are warnings; throws when none is left. */
async function commitAll(backup: Backup, outcome: StoreOutcome, record: CommitRecord): Promise<Destination[]> {
  const failed = [...outcome.failed]
  const committed: Destination[] = []
  for (const destination of outcome.stored) {
    const failure = await commit(destination, record, backup.context)
    if (failure === null) committed.push(destination)
    else failed.push({ destination, failure })
  }
  if (committed.length === 0) throw failed[0]!.failure
  for (const { destination, failure } of failed) warn(backup, destination.label, `this target does not hold the backup: ${failure.message}`)
  return committed
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
  if (specification.mode === 'full') return { parent: null, record: null, reason: null }
  const { target, prefix } = places[0]!
  const { mode, identities } = specification
  const scope = scopeOf(specification.source.name, specification.tables)
  return await chooseParent({ target, prefix, mode, identities, scope, source: digestOf(report.identity) }, context)
}

function planOf(backup: Backup, choice: Awaited<ReturnType<typeof parentOf>>): ArchivePlan {
  const { specification, context, report, startedAt } = backup
  const id = Buffer.from(context.seams.randomness.bytes(16)).toString('hex')
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

function destinationsOf(places: readonly Place[], name: string): Destination[] {
  return places.map(({ target, prefix, label }) => ({ target, label, key: prefix + name }))
}

function say(backup: Backup, message: string): void {
  backup.context.emit({ type: 'log', level: 'info', message, detail: {} })
}

function warn(backup: Backup, subject: string, message: string): void {
  backup.context.emit({ type: 'warning', warning: { code: 'skipped', subject, message } })
}
