import { hash } from 'node:crypto'

/** What the first entry follows. */
export const chainStart = '0'.repeat(64)

/** An entry of the audit log as its row keeps it. */
export interface AuditLink {
  readonly seq: number
  readonly at: number
  readonly actor: string | null
  readonly actorName: string
  readonly action: string
  readonly subject: string | null
  readonly address: string | null
  /** JSON text with sorted keys. */
  readonly detail: string
  readonly previousHash: string
}

/** The hash of an entry: SHA-256 over a JSON array of everything in it, in one order, so that anybody can compute it again. */
export function hashOfLink(link: AuditLink): string {
  const { seq, at, actor, actorName, action, subject, address, detail, previousHash } = link
  return hash('sha256', JSON.stringify([seq, at, actor, actorName, action, subject, address, detail, previousHash]), 'hex')
}

/** JSON that is the same for the same content: the keys of every object sorted. Throws for a circle. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
    return Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
  })
}
