import type { Dialect, SourceReport } from '../../plugins/contract.ts'
import type { ProbeResult, ProbeSpecification } from '../domain/job.ts'
import { figuredNames } from '../plugins/bundle-dialect.ts'
import { digestOf } from './backup-record.ts'
import { type JobContext, ProgressMeter } from './context.ts'
import { openJobHost } from './job-host.ts'

const tablesMax = 10_000

/** What a source says of itself; without reading its content, unless figures of it are asked for. */
export async function runProbe(specification: ProbeSpecification, context: JobContext): Promise<ProbeResult> {
  const meter = new ProgressMeter(context.emit, 'probing')
  meter.set({})
  await using plugins = openJobHost(specification, context)
  const dialect = await plugins.openDialect(specification.source)
  const { partial, liveRestore, existing } = dialect.supports
  const { figures } = specification
  return {
    ...probeResultOf(await dialect.probe(context)),
    supports: { partial, liveRestore, existing },
    ...(figures === undefined ? {} : { figures: await figuresOf(dialect, figures.tables, { context, meter }) }),
  }
}

/** The report as it leaves the process: of very many tables the first ones, and how many there are. */
export function probeResultOf(report: SourceReport): ProbeResult {
  const { engine, version, identity, sizeBytes, tables, parts, isEmpty } = report
  return {
    kind: 'probe',
    engine,
    version,
    identity: digestOf(identity),
    sizeBytes,
    tableCount: tables.length,
    tables: tables.slice(0, tablesMax).map(({ name, rows }) => ({ name, rows })),
    parts: [...parts],
    ...(isEmpty === undefined ? {} : { isEmpty }),
  }
}

/** Null where the content has no figures to compare: such a dialect reads less than everything when it dumps. */
async function figuresOf(
  dialect: Dialect,
  tables: readonly string[] | null,
  { context, meter }: { readonly context: JobContext; readonly meter: ProgressMeter },
): Promise<NonNullable<ProbeResult['figures']> | null> {
  const figured = figuredNames(dialect, tables)
  if (figured === null) return null
  const found: { name: string; rows: number; checksum: string | null }[] = []
  for await (const { name, rows, checksum } of dialect.inspect(figured, context)) {
    meter.add({ sections: 1 })
    if (found.length < tablesMax) found.push({ name, rows, checksum })
  }
  return found
}
