import type { SectionFigure } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import type { ArchiveReader } from '../archive/reader.ts'
import type { VerifyResult } from '../domain/job.ts'
import { unreadMembers } from '../plugins/bundle-dialect.ts'
import { handOver, scratchConfig } from './archive-parts.ts'
import { requireAssertions, withoutAssertions } from './assertions.ts'
import type { JobContext, ProgressMeter } from './context.ts'
import { compareDump } from './dump-comparison.ts'
import type { JobHost } from './job-host.ts'
import { restoreParts } from './selection.ts'

export interface DrillRequest {
  readonly reader: ArchiveReader
  readonly plugins: JobHost
  /** Where to make the scratch source; null lets the dialect decide. */
  readonly scratch: Readonly<Record<string, unknown>> | null
  /** Queries that must be true of the restored data. */
  readonly assertions: readonly string[]
  readonly context: JobContext
  readonly meter: ProgressMeter
}

/** Restores into a scratch source and compares it with the figures that the dump took in its own snapshot. Throws `corrupt` when any differs, or an assertion doesn't hold. */
export async function drill(request: DrillRequest): Promise<Pick<VerifyResult, 'evidence' | 'assertions'>> {
  const { reader, plugins, context, meter } = request
  const { dialect } = reader.manifest.source
  await using scratch = await plugins.openScratch(dialect, scratchConfig(reader, request.scratch))
  if (request.assertions.length > 0 && scratch.dialect.assert === undefined) throw withoutAssertions()
  meter.set({ phase: 'restoring', bytesRead: 0, bytesExpected: reader.manifest.totals.plainBytes })
  const handed = handOver(reader, dialect, null)
  const parts = restoreParts(reader, { ...handed, onBytes: (bytes) => meter.add({ bytesRead: bytes }) }, context)
  const report = await scratch.dialect.restore(parts, { signal: context.signal, existing: 'refuse', tables: null })
  for (const warning of report.warnings) context.emit({ type: 'warning', warning })
  meter.set({ phase: 'proving', bytesRead: 0, bytesExpected: null })
  const found = new Map<string, SectionFigure>()
  for await (const figure of scratch.dialect.inspect({ tables: null }, context)) found.set(figure.name, figure)
  const evidence = compareFigures(reader, found)
  // Such a dialect takes no figures of content that it did not read, so the restored content itself is compared.
  if (scratch.dialect.supports.unchanged) {
    const members = unreadMembers(scratch.dialect)
    await compareDump({ reader, dialect: scratch.dialect, members, warnings: report.warnings, context, meter })
  }
  const unequal = evidence.filter(({ equal }) => !equal)
  if (unequal.length > 0) {
    throw new Failure('corrupt', `restored, but not equal to what was backed up: ${unequal.map(({ name }) => name).join(', ')}`, {
      remedy: 'Do not rely on this backup. Make a new one and keep this one for the search for the cause.',
      detail: { evidence },
    })
  }
  return { evidence, assertions: await requireAssertions(scratch.dialect, request.assertions, context) }
}

/** Each recorded figure beside the one found; a figure that is found and not recorded is unequal too. */
function compareFigures(reader: ArchiveReader, found: Map<string, SectionFigure>): VerifyResult['evidence'] {
  const recorded = reader.manifest.parts.flatMap((part) => part.tables)
  const evidence = recorded.map(({ name, rows, checksum }) => {
    const other = found.get(name)
    found.delete(name)
    return { name, rows, checksum, equal: other?.rows === rows && other.checksum === checksum }
  })
  const surplus = [...found.values()].map(({ name, rows, checksum }) => ({ name, rows, checksum, equal: false }))
  return [...evidence, ...surplus]
}
