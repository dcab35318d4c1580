import { z } from 'zod'
import { sourceTablesPage } from '../../../../views/pages/sources/tables.ts'
import type { ProbeResult } from '../../../domain/job.ts'
import { isNamedLike } from '../../api/noun-list.ts'
import { askedOf } from '../../api/noun-trial.ts'
import { statusOf } from '../../failure.ts'
import { defineRoute, type Route } from '../../route.ts'
import { rowsMax, toldOf } from '../nouns.ts'
import { frameOf, pageResponse, refusalOf } from '../page.ts'
import { params, shared } from './shared.ts'

const query = z.object({
  name: z.string().max(400).default(''),
  /** How many of them stood on the pages before. */
  cursor: z.coerce.number().int().min(0).max(1_000_000).default(0),
})

export const sourceTablePages: readonly Route[] = [
  defineRoute({
    ...shared,
    method: 'get',
    path: '/sources/{source}/tables',
    access: 'backup_operator',
    summary: 'The tables that a source has now',
    params,
    query,
    async handle({ house, context, principal, params: named, query: { name, cursor }, signal }) {
      const frame = frameOf(context, principal)
      const source = await house.sources.show(named.source)
      try {
        const report = await askedOf(house.sources.test(source.id, { signal }))
        const found = pageOf(report, { name, cursor })
        return pageResponse(sourceTablesPage({ source, search: name, found, fault: null }, frame), frame)
      } catch (error) {
        const failure = refusalOf(error)
        const page = sourceTablesPage({ source, search: name, found: null, fault: toldOf(failure) }, frame)
        return pageResponse(page, frame, { status: statusOf(failure) })
      }
    },
  }),
]

function pageOf({ engine, version, sizeBytes, tableCount, tables }: ProbeResult, { name, cursor }: z.output<typeof query>) {
  const meant = tables.filter((table) => isNamedLike(table.name, name === '' ? undefined : name))
  const next = cursor + rowsMax
  return {
    ...{ engine, version, sizeBytes },
    total: tableCount,
    known: tables.length,
    items: meant.slice(cursor, next),
    nextCursor: next < meant.length ? String(next) : null,
    isFirst: cursor === 0,
  }
}
