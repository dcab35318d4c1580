import { z } from 'zod'

/** A time as RFC 3339 writes it, with its offset. Anything looser would be guessed at: `1` is the year 2001 to JavaScript. */
export const instant = z.iso
  .datetime({ offset: true, error: 'is no time like 2026-01-31T18:00:00Z' })
  .transform((text) => new Date(text))
  .meta({ type: 'string', format: 'date-time' })
