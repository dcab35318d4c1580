import { z } from 'zod'
import { Failure } from '../../../plugins/failure.ts'
import type { AuditFilter } from '../../store/audit.ts'
import { answer } from '../answer.ts'
import { instant } from '../instant.ts'
import { listed, listSchema, pageOf, pagingQuery } from '../paging.ts'
import { defineRoute, type Route, type RouteSpec } from '../route.ts'
import { auditFile } from './audit-file.ts'
import { auditEntryShape, shapeOfAuditEntry } from './audit-shape.ts'

const admins = { access: 'admin', scope: 'none', tags: ['audit'] } as const satisfies Partial<RouteSpec<never, never, never>>

const filterQuery = {
  actor: z.string().max(50).optional().meta({ description: 'Like user:3 or key:5.' }),
  action: z.string().max(100).optional().meta({ description: 'Like user.add.' }),
  subject: z.string().max(200).optional(),
  from: instant.optional(),
  to: instant.optional().meta({ description: 'Before then.' }),
}

/** Who did what. */
export const auditRoutes: readonly Route[] = [
  defineRoute({
    ...admins,
    method: 'get',
    path: '/api/v1/audit',
    summary: 'The audit log, the newest first',
    query: z.object({
      ...filterQuery,
      ...pagingQuery,
    }),
    responses: { 200: { description: 'A page of it.', schema: listSchema(auditEntryShape) } },
    async handle({ house, query }) {
      const { page: _, page_size: __, cursor: ___, ...wanted } = query
      const filter = given(wanted)
      const { after, ...page } = pageOf(query)
      const found = await house.auth.audit.list(filter, { ...page, ...(after == null ? {} : { beforeSeq: seqOf(after.id) }) })
      return answer(
        await listed(query, found, {
          placeOf: ({ at, seq }) => ({ at, id: String(seq) }),
          show: shapeOfAuditEntry,
          count: () => house.auth.audit.count(filter),
        }),
      )
    },
  }),
  defineRoute({
    ...admins,
    method: 'get',
    path: '/api/v1/audit/export',
    summary: 'The whole audit log, a JSON object a line',
    query: z.object(filterQuery),
    responses: { 200: { description: 'The entries, the newest first.', contentType: 'application/x-ndjson' } },
    async handle(call) {
      const filter = given(call.query)
      return auditFile(call, filter, 'ndjson')
    },
  }),
  defineRoute({
    ...admins,
    method: 'get',
    path: '/api/v1/audit/verify',
    summary: 'Whether the audit log is whole',
    responses: {
      200: {
        description: 'How many entries were found whole, and the first that is not.',
        schema: z.object({
          isIntact: z.boolean(),
          entries: z.number().int(),
          brokenSeq: z.number().int().optional(),
          reason: z.string().optional(),
        }),
      },
    },
    handle: async ({ house, signal }) => answer(await house.auth.audit.verify(signal)),
  }),
]

type Filter = { readonly [Name in keyof AuditFilter]?: AuditFilter[Name] | undefined }

function given(filter: Filter): AuditFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined))
}

/** The cursor of another list names no entry of this one. */
function seqOf(id: string): number {
  if (/^[1-9]\d{0,14}$/.test(id)) return Number(id)
  throw new Failure('invalid', 'The cursor is none that this list gave.', {
    remedy: 'Begin at the first page.',
    detail: { fields: ['cursor'] },
  })
}
