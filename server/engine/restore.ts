import type { Target } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import type { ArchiveReader } from '../archive/reader.ts'
import { bundleDialect } from '../domain/chain.ts'
import type { RestoreResult, RestoreSpecification } from '../domain/job.ts'
import { splitMember } from '../plugins/bundle-parts.ts'
import { handOver, labelOf } from './archive-parts.ts'
import { openArchive, requireRecord } from './archives.ts'
import { type JobContext, ProgressMeter } from './context.ts'
import { openJobHost } from './job-host.ts'
import { requireSections, restoreParts } from './selection.ts'
import { verifyStored } from './verify.ts'

/**
 * Restores an archive, or chosen tables of it. A whole restore first hashes every archive that it will read from; a restore of chosen tables
 * reads only their bytes, each checked before it is used. Nothing at the destination changes before that.
 */
export async function runRestore(specification: RestoreSpecification, context: JobContext): Promise<RestoreResult> {
  const meter = new ProgressMeter(context.emit, 'verifying')
  await using plugins = openJobHost(specification, context)
  const target = await plugins.openTarget(specification.archive.target)
  const address = { target, key: specification.archive.key, identities: specification.identities }
  const record = await requireRecord(address, context)
  const reader = await openArchive(address, context)
  const plugin = await plugins.dialectPlugin(specification.into.name)
  refuseForeign(reader, plugin)
  const handed = handOver(reader, plugin.name, specification.tables)
  if (specification.tables !== null) requireSections(reader, specification.tables)
  const dialect = await plugins.openDialect(specification.into)
  if (!dialect.supports.existing.includes(specification.existing)) {
    throw new Failure('unsupported', `${plugin.name} can't restore with "${specification.existing}"`, {
      remedy: `It can: ${dialect.supports.existing.join(', ')}.`,
    })
  }
  if (specification.tables === null && specification.isVerified !== true) {
    for (const key of keysOf(reader, address.key)) await verifyCopy({ target, key }, { context, meter })
  }
  const tables = specification.tables
  meter.set({ phase: 'restoring', bytesRead: 0, bytesExpected: tables === null ? reader.manifest.totals.plainBytes : null })
  const parts = restoreParts(reader, { parts: handed.parts, tables, onBytes: (bytes) => meter.add({ bytesRead: bytes }) }, context)
  const chosen = handed.tables ?? heldTables(reader, specification, plugin.name)
  const report = await dialect.restore(parts, { signal: context.signal, existing: specification.existing, tables: chosen })
  for (const warning of report.warnings) context.emit({ type: 'warning', warning })
  return { kind: 'restore', id: record.id, plainBytes: meter.progress.bytesRead, sections: report.sections, rows: report.rows }
}

/** What a backup of some tables replaces when all of it is restored: those. Without their names it would take the place of the whole database. */
function heldTables(reader: ArchiveReader, { existing, tables }: RestoreSpecification, dialect: string): string[] | null {
  const { scope, parts, source } = reader.manifest
  if (scope !== 'partial' || existing !== 'replace') return null
  const names = parts.filter(({ name }) => name.endsWith('.sql')).flatMap((part) => part.tables.map(({ name }) => name))
  const isOneOfMany = source.dialect === bundleDialect && dialect !== bundleDialect
  const held = isOneOfMany ? withoutLabel(names, tables) : names
  return held.length === 0 ? null : [...held, ...(isOneOfMany ? [] : membersWithoutTables(reader))]
}

/** As the one member that is chosen calls its tables itself. */
function withoutLabel(names: readonly string[], chosen: readonly string[] | null): string[] {
  const labels = new Set(chosen?.map((name) => splitMember(name).label))
  return names.map(splitMember).flatMap(({ label, rest }) => (labels.has(label) && rest !== null ? rest : []))
}

/** Of a bundle, the members whose parts hold no tables: those come whole. */
function membersWithoutTables({ manifest, parts }: ArchiveReader): Set<string> {
  if (manifest.source.dialect !== bundleDialect) return new Set()
  return new Set(parts.filter(({ name }) => !name.endsWith('.sql')).map(labelOf))
}

function keysOf(reader: ArchiveReader, key: string): string[] {
  const folder = key.slice(0, key.lastIndexOf('/') + 1)
  return [key, ...reader.manifest.archives.map((reference) => folder + reference.name)]
}

async function verifyCopy(at: { target: Target; key: string }, work: { context: JobContext; meter: ProgressMeter }): Promise<void> {
  const record = await requireRecord({ ...at, identities: [] }, work.context)
  await verifyStored({ ...at, record }, work)
}

function refuseForeign(reader: ArchiveReader, plugin: { readonly name: string; readonly parts: readonly string[] }): void {
  // What of it fits where is for `handOver` to say.
  if (reader.manifest.source.dialect === bundleDialect) return
  const foreign = reader.parts.find((part) => !plugin.parts.includes(part.name))
  if (foreign === undefined && reader.manifest.source.dialect === plugin.name) return
  throw new Failure('invalid', `this is a backup of a ${reader.manifest.source.dialect} source; it can't be restored into ${plugin.name}`, {
    remedy: `Restore it into ${reader.manifest.source.dialect}:…, or take its parts out with "holdfast extract".`,
  })
}
