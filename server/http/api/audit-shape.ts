import { z } from 'zod'
import type { AuditEntry } from '../../store/audit.ts'

/** An entry of the audit log as the native API shows one. */
export const auditEntryShape = z
  .object({
    seq: z.number().int(),
    at: z.iso.datetime(),
    actor: z.string().nullable(),
    actorName: z.string(),
    action: z.string(),
    subject: z.string().nullable(),
    address: z.string().nullable(),
    detail: z.record(z.string(), z.unknown()),
    hash: z.string(),
  })
  .meta({ id: 'AuditEntry' })

export function shapeOfAuditEntry(entry: AuditEntry): z.infer<typeof auditEntryShape> {
  const { seq, at, actor, actorName, action, subject, address, detail, hash } = entry
  return { seq, at: at.toISOString(), actor, actorName, action, subject, address, detail: { ...detail }, hash }
}
