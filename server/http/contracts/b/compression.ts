import { z } from 'zod'

const changeSchema = z.object({ atMs: z.number(), isCompressed: z.boolean() })

/** From when on backups were compressed, or were not. */
export type CompressionChange = z.infer<typeof changeSchema>

/** Older changes are forgotten. */
const changesMax = 500

/** What the options of the plan remember; archives themselves do not tell without being read. */
export function compressionOf(options: Readonly<Record<string, unknown>>): CompressionChange[] {
  const parsed = z.array(changeSchema).safeParse(options['compression'])
  return parsed.success ? parsed.data : []
}

/** With one more change, if it is one. */
export function withCompression(changes: readonly CompressionChange[], isCompressed: boolean, at: Date): CompressionChange[] {
  if (wasCompressed(changes, null) === isCompressed) return [...changes]
  return [...changes, { atMs: at.getTime(), isCompressed }].slice(-changesMax)
}

/** How it was at an instant; null for now. Before any change, everything was. */
export function wasCompressed(changes: readonly CompressionChange[], at: Date | null): boolean {
  return changes.findLast(({ atMs }) => at === null || atMs <= at.getTime())?.isCompressed ?? true
}
