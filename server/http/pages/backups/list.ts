import { Failure } from '../../../../plugins/failure.ts'
import { backupListPage } from '../../../../views/pages/backups/list.ts'
import type { ListFilters } from '../../../../views/pages/backups/list-filters.ts'
import type { ListRow } from '../../../../views/pages/backups/list-rows.ts'
import type { Page } from '../../../store/page.ts'
import { surroundingsOf } from '../../api/backups-shape.ts'
import type { Call } from '../../call.ts'
import type { House } from '../../house.ts'
import { listed, pageOf } from '../../paging.ts'
import { defineRoute, type Route } from '../../route.ts'
import { activeNow } from '../jobs/active.ts'
import { rememberPace } from '../jobs/pace.ts'
import { frameOf, htmlAnswer, pageResponse } from '../page.ts'
import { entriesOf, type Known, type ListEntry } from './list-entries.ts'
import { filtersOf, type ListQuery, listQuery } from './list-query.ts'
import { mergedPage, type Placed } from './merged.ts'

const shownMax = 50
/** A filter that few fit ends the page here, rather than look through all there is. */
const seenMax = 2000

/** The list, under the address of the dashboard and that of contract C. */
export const backupListPages: readonly Route[] = [listAt('/backups'), listAt('/admin/backups')]

function listAt(path: string): Route {
  return defineRoute({
    method: 'get',
    path,
    access: 'viewer',
    scope: 'none',
    tags: ['pages'],
    summary: 'The backups',
    query: listQuery,
    responses: htmlAnswer,
    async handle(call) {
      const { house, context, principal, query } = call
      const frame = frameOf(context, principal)
      const known: Known = { sources: await house.sources.list(), plans: await house.plans.list(), targets: await house.targets.list() }
      const filters = filtersOf(query, known)
      const view = {
        path,
        filters,
        sources: known.sources.map(({ name }) => name),
        plans: known.plans.map(({ name }) => name),
        targets: known.targets.map(({ name }) => name),
        ...(await rowsOf(call, known, filters)),
        isFirst: query.cursor === undefined,
        activeJobs: (await activeNow(house)).map(rememberPace()),
        startedCount: query.done === 'started' ? (query.count ?? 1) : null,
      }
      return pageResponse(backupListPage(view, frame), frame)
    },
  })
}

async function rowsOf({ house, query }: Call<unknown, ListQuery>, known: Known, filters: ListFilters) {
  const isReversed = query.sort === 'started_at'
  const now = house.installation.seams.clock.now()
  const page = { after: placeIn(query.cursor), isReversed }
  const lists = entriesOf(house, { filters, known, now, page })
  const { seen, next } = await mergedPage(lists, { isReversed, shownMax, seenMax })
  const { items, nextCursor } = await listed({ page_size: seen.length }, next === null ? seen : [...seen, next], {
    placeOf: ({ at, id }: Placed<ListEntry>) => ({ at, id }),
    show: ({ item }) => item,
    count: async () => seen.length,
  })
  const entries = items.filter((item) => item !== null)
  return { rows: await namedRows(entries, house), nextCursor }
}

/** A cursor that somebody spoiled leads to the first page. */
function placeIn(cursor: string | undefined): NonNullable<Page['after']> | null {
  try {
    return pageOf({ page_size: shownMax, ...(cursor === undefined ? {} : { cursor }) }).after ?? null
  } catch (error) {
    if (error instanceof Failure && error.code === 'invalid') return null
    throw error
  }
}

async function namedRows(entries: readonly ListEntry[], house: House): Promise<ListRow[]> {
  const around = await surroundingsOf(
    entries.flatMap((entry) => ('backup' in entry ? [entry.backup] : [])),
    house,
  )
  const nameOf = (id: string | null) => (id === null ? null : (around.names.get(id) ?? null))
  return entries.map((entry) => {
    if ('job' in entry) return { kind: 'job', ...entry, source: nameOf(entry.job.sourceId), plan: nameOf(entry.job.planId) }
    const { backup } = entry
    const source = nameOf(backup.sourceId) ?? backup.source.label
    return { kind: 'backup', backup, source, plan: nameOf(backup.planId), copies: around.copies.get(backup.id) ?? [] }
  })
}
