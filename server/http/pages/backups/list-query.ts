import { z } from 'zod'
import type { ListFilters } from '../../../../views/pages/backups/list-filters.ts'
import { listStates, periods } from '../../../../views/pages/backups/list-filters.ts'

/** A word that is none of these filters nothing: an address that somebody mended by hand still shows the list. */
function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values).optional().catch(undefined)
}

const text = z.string().trim().max(400).optional().catch(undefined)

/** What the list of backups is asked for. */
export const listQuery = z.object({
  text,
  source: text,
  plan: text,
  state: oneOf(listStates),
  period: oneOf(periods),
  scope: oneOf(['full', 'db', 'files', 'settings', 'partial']),
  mode: oneOf(['full', 'incremental', 'differential']),
  trust: oneOf(['stored', 'parsed', 'proven']),
  trigger: oneOf(['manual', 'auto']),
  sort: oneOf(['started_at', '-started_at']),
  cursor: z.string().max(200).optional().catch(undefined),
  done: oneOf(['started']),
  count: z.coerce.number().int().min(1).max(10_000).optional().catch(undefined),
})

export type ListQuery = z.output<typeof listQuery>

/** Only what somebody chose. */
export function filtersOf({ cursor: _cursor, done: _done, count: _count, ...filters }: ListQuery): ListFilters {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined && value !== ''))
}
