import { z } from 'zod'

/** A query of which what is left empty is as good as absent: pages send `?status=` for a filter that nobody chose. */
export function filledQuery<Query extends z.ZodObject>(query: Query) {
  return z.preprocess(withoutEmpty, query)
}

function withoutEmpty(given: unknown): unknown {
  if (typeof given !== 'object' || given === null) return given
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''))
}
