import { z } from 'zod'
import type { ListFilters } from '../../../../views/pages/backups/list-filters.ts'
import { listStates, periods } from '../../../../views/pages/backups/list-filters.ts'
import type { Known } from './list-entries.ts'

type Noun = Known['targets'][number]

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
  target: text,
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

/** Only what somebody chose, by its name, as the form has it: other pages lead here by an id. */
export function filtersOf({ cursor: _cursor, done: _done, count: _count, ...filters }: ListQuery, known: Known): ListFilters {
  const chosen: ListFilters = Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined && value !== ''))
  const nameOf = (given: string | undefined, nouns: readonly Noun[]) => nouns.find(({ id }) => id === given)?.name ?? given
  const { source, plan, target } = chosen
  return {
    ...chosen,
    ...(source === undefined ? {} : { source: nameOf(source, known.sources)! }),
    ...(plan === undefined ? {} : { plan: nameOf(plan, known.plans)! }),
    ...(target === undefined ? {} : { target: nameOf(target, known.targets)! }),
  }
}
