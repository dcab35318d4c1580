import { z } from 'zod'
import { Failure } from '../../../plugins/failure.ts'
import type { ProbeResult } from '../../domain/job.ts'
import type { Source } from '../../domain/source.ts'
import type { Call } from '../call.ts'
import { configShown } from './noun-fields.ts'

/** A source as the native API shows it. */
export const sourceShape = z
  .object({
    id: z.string(),
    name: z.string(),
    dialect: z.string(),
    config: configShown,
    folder: z.string().meta({ description: 'Where its archives lie at a target; a new name moves nothing.' }),
    identity: z
      .string()
      .nullable()
      .meta({ description: 'Stays equal as long as it is the same database or tree; null until it was first reached.' }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Source' })

export function shapeOfSource(source: Source): z.infer<typeof sourceShape> {
  const { id, name, dialect, config, folder, identity, createdAt, updatedAt } = source
  return {
    id,
    name,
    dialect,
    config: { ...config },
    folder,
    identity,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}

export const tableShape = z.object({ name: z.string(), rows: z.number().int().nullable() })

/** What a source says of itself. */
export const sourceReportShape = z
  .object({
    engine: z.string(),
    version: z.string(),
    identity: z.string(),
    sizeBytes: z.number().nullable(),
    tableCount: z.number().int(),
    tables: z.array(tableShape).meta({ description: 'The first 10,000. Of files, what lies at the top.' }),
    parts: z.array(z.string()).meta({ description: 'The entries that an archive of it has.' }),
    isEmpty: z.boolean().optional(),
  })
  .meta({ id: 'SourceReport' })

export function shapeOfSourceReport(report: ProbeResult): z.infer<typeof sourceReportShape> {
  const { engine, version, identity, sizeBytes, tableCount, tables, parts, isEmpty } = report
  const shown = { engine, version, identity, sizeBytes, tableCount, tables: [...tables], parts: [...parts] }
  return isEmpty === undefined ? shown : { ...shown, isEmpty }
}

/** What was kept, with what the test of its connection said. */
export const keptSourceShape = sourceShape
  .extend({
    report: sourceReportShape.nullable().meta({ description: 'What the test of the connection said; null where there was none.' }),
  })
  .meta({ id: 'KeptSource' })

/** The source that a path names, fit to be shown. Throws `not_found`, and `denied` where a key is for others: such a key does not learn which there are. */
export async function requireSource(call: Call, nameOrId: string): Promise<Source> {
  try {
    const source = await call.house.sources.show(nameOrId)
    call.requireSource(source.id)
    return source
  } catch (error) {
    if (error instanceof Failure && error.code === 'not_found') call.requireSource(null)
    throw error
  }
}
