import { z } from 'zod'
import type { RestorePlan } from '../../domain/restore.ts'

const namesShape = z.object({ count: z.number().int(), names: z.array(z.string()) })
const problemShape = z.object({ code: z.string(), message: z.string(), remedy: z.string() })

/** What a restore would do, as the native API shows it. */
export const restorePlanShape = z
  .object({
    from: z.object({
      backupId: z.string().nullable(),
      name: z.string(),
      startedAt: z.iso.datetime().nullable(),
      dialect: z.string().nullable(),
      engine: z.string().nullable(),
      version: z.string().nullable(),
    }),
    copy: z
      .object({ target: z.string(), key: z.string(), verifiedAt: z.iso.datetime().nullable(), archives: z.number().int() })
      .nullable()
      .meta({ description: 'The copy that is read; null for an upload, and when there is none that could be.' }),
    destination: z.object({
      name: z.string(),
      dialect: z.string(),
      isPresent: z.boolean(),
      holdsData: z.boolean().nullable(),
      engine: z.string().nullable(),
      version: z.string().nullable(),
      isAtomic: z.boolean().nullable().meta({ description: 'Whoever has it open sees old or new, never half.' }),
    }),
    tables: z
      .object({ added: namesShape, replaced: namesShape, untouched: namesShape, removed: namesShape })
      .nullable()
      .meta({ description: 'What becomes of the tables; null where none are known of either side.' }),
    entries: z.number().int().nullable(),
    contentBytes: z.number().nullable(),
    freeBytes: z.number().nullable(),
    estimatedMs: z.number().nullable(),
    safety: z.object({ isMade: z.boolean(), target: z.string().nullable(), reason: z.string() }),
    warnings: z.array(z.string()),
    problems: z.array(problemShape).meta({ description: 'What keeps it from being done; none: it can be, as far as can be told.' }),
  })
  .meta({ id: 'RestorePlan' })

export function shapeOfRestorePlan(plan: RestorePlan): z.infer<typeof restorePlanShape> {
  const { from, copy, tables } = plan
  return {
    ...plan,
    from: { ...from, startedAt: from.startedAt?.toISOString() ?? null },
    copy: copy === null ? null : { ...copy, verifiedAt: copy.verifiedAt?.toISOString() ?? null },
    tables: tables === null ? null : mapNames(tables),
    warnings: [...plan.warnings],
    problems: [...plan.problems],
  }
}

function mapNames(tables: NonNullable<RestorePlan['tables']>) {
  const names = ({ count, names: some }: { readonly count: number; readonly names: readonly string[] }) => ({ count, names: [...some] })
  return {
    added: names(tables.added),
    replaced: names(tables.replaced),
    untouched: names(tables.untouched),
    removed: names(tables.removed),
  }
}
