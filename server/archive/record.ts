import { hash } from 'node:crypto'
import { z } from 'zod'
import { Failure } from '../../plugins/failure.ts'
import { firstProblem, formatVersion, parseJson } from './manifest.ts'

/**
 * The commit record: the object beside an archive, written last. An archive without one does not exist.
 * It holds what listing and choosing a parent need and, so that a sealed archive stays sealed, nothing of the content.
 */
const recordSchema = z.object({
  format: z.literal(formatVersion),
  id: z.string().regex(/^[0-9a-f]{32}$/),
  name: z.string().min(1).max(900),
  sizeBytes: z.number().int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  trigger: z.enum(['manual', 'auto']),
  scope: z.enum(['full', 'db', 'files', 'settings', 'partial']),
  mode: z.enum(['full', 'incremental', 'differential']),
  sealed: z.boolean(),
  /** Equal for backups of the same source: a digest, because a path may be nobody's business. */
  source: z.string().regex(/^[0-9a-f]{64}$/),
  chain: z.object({
    root: z.string(),
    parent: z.string().nullable(),
    length: z.number().int().nonnegative(),
  }),
  /** The archives that this one's chunks lie in. They must not be removed before it. */
  archives: z.array(z.object({ id: z.string(), name: z.string() })),
  warnings: z.number().int().nonnegative(),
})

export type CommitRecord = z.infer<typeof recordSchema>

export const recordSuffix = '.json'
/** Far more than any record needs, so that a huge object in its place is refused unread. */
export const recordBytesMax = 8 * 1024 * 1024

export function encodeRecord(record: CommitRecord): Uint8Array {
  return withChecksum(record)
}

/**
 * Throws `corrupt`, naming `key`, for what is no commit record. Its last field is a SHA-256 over all that stands before it, and the text must be
 * exactly as it was written: no damage passes.
 */
export function decodeRecord(bytes: Uint8Array, key: string): CommitRecord {
  const value = parseJson(bytes, key)
  const parsed = recordSchema.safeParse(value)
  if (!parsed.success) throw new Failure('corrupt', `${key} is no commit record: ${firstProblem(parsed.error)}`)
  const { checksum: _, ...fields } = value as Record<string, unknown>
  if (Buffer.compare(withChecksum(fields), bytes) !== 0) throw new Failure('corrupt', `${key} is damaged: its checksum is another`)
  return parsed.data
}

function withChecksum(fields: object): Uint8Array {
  const checksum = hash('sha256', JSON.stringify(fields), 'hex')
  return new TextEncoder().encode(`${JSON.stringify({ ...fields, checksum }, null, 1)}\n`)
}
