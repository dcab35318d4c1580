import { z } from 'zod'
import type { IdentifyResult } from '../../domain/job.ts'
import type { Target } from '../../domain/target.ts'
import { configShown } from './noun-fields.ts'

/** A target as the native API shows it. */
export const targetShape = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.string(),
    config: configShown,
    prefix: z.string().meta({ description: 'Everything of ours lies below it: empty, or a path that ends in a slash.' }),
    identity: z.string().nullable().meta({ description: 'What the target itself says that it is; null until it was first reached.' }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Target' })

export function shapeOfTarget(target: Target): z.infer<typeof targetShape> {
  const { id, name, kind, config, prefix, identity, createdAt, updatedAt } = target
  return {
    id,
    name,
    kind,
    config: { ...config },
    prefix,
    identity,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}

/** What a target says of itself. */
export const targetReportShape = z
  .object({
    identity: z.string().nullable(),
    freeBytes: z.number().nullable(),
    latencyMs: z.number(),
    wasNew: z.boolean().meta({ description: 'It was given its identity just now.' }),
  })
  .meta({ id: 'TargetReport' })

export function shapeOfTargetReport({ identity, freeBytes, latencyMs, wasNew }: IdentifyResult): z.infer<typeof targetReportShape> {
  return { identity, freeBytes, latencyMs, wasNew }
}

/** What was kept, with what the test of its connection said. */
export const keptTargetShape = targetShape
  .extend({
    report: targetReportShape.nullable().meta({ description: 'What the test of the connection said; null where there was none.' }),
  })
  .meta({ id: 'KeptTarget' })
