import { z } from 'zod'

const problemShape = z.object({ code: z.string(), message: z.string(), remedy: z.string().nullable() })

/** What an upload was found to be. */
export const uploadReportShape = z
  .object({
    form: z
      .enum(['archive', 'zip', 'sql'])
      .nullable()
      .meta({ description: 'An archive of ours, any other ZIP file, or SQL text; null where it is none.' }),
    sealed: z.boolean(),
    packing: z.enum(['gzip', 'zstd']).nullable(),
    sizeBytes: z.number().int(),
    plainBytes: z.number().int().nullable().meta({ description: 'What it unpacks to; null when it could not be read to its end.' }),
    entries: z.array(z.object({ name: z.string(), plainBytes: z.number().int() })),
    entryCount: z.number().int(),
    parts: z.array(z.string()),
    dialect: z.string().nullable(),
    tables: z.array(z.object({ name: z.string(), rows: z.number().int().nullable(), sizeBytes: z.number().int().nullable() })),
    tableCount: z.number().int(),
    backup: z
      .object({
        id: z.string(),
        mode: z.enum(['full', 'incremental', 'differential']),
        startedAt: z.string(),
        label: z.string(),
        engine: z.string(),
        version: z.string(),
        hasRecord: z.boolean(),
      })
      .nullable(),
    problems: z.array(problemShape),
  })
  .meta({ id: 'UploadReport' })
