import { z } from 'zod'
import type { AuditEntry, AuditFilter } from '../../store/audit.ts'
import { answer } from '../answer.ts'
import { defineRoute, type Route, type RouteSpec } from '../route.ts'

const admins = { access: 'admin', scope: 'none', tags: ['audit'] } as const satisfies Partial<RouteSpec<never, never, never>>

const entryShape = z.object({
  seq: z.number().int(),
  at: z.iso.datetime(),
  actor: z.string().nullable(),
  actorName: z.string(),
  action: z.string(),
  subject: z.string().nullable(),
  address: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
  hash: z.string(),
})

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text))

const filterQuery = {
  actor: z.string().max(50).optional().meta({ description: 'Like user:3 or key:5.' }),
  action: z.string().max(100).optional().meta({ description: 'Like user.add.' }),
  subject: z.string().max(200).optional(),
  from: instant.optional().meta({ type: 'string', format: 'date-time' }),
  to: instant.optional().meta({ type: 'string', format: 'date-time' }),
}

const exportPage = 500

/** Who did what. */
export const auditRoutes: readonly Route[] = [
  defineRoute({
    ...admins,
    method: 'get',
    path: '/api/v1/audit',
    summary: 'The audit log, the newest first',
    query: z.object({
      ...filterQuery,
      before: z.coerce.number().int().positive().optional().meta({ description: 'Only what is older than this seq.' }),
      page_size: z.coerce.number().int().min(1).max(1000).default(50),
    }),
    responses: {
      200: {
        description: 'The entries, and what to give as before for the next ones.',
        schema: z.object({ items: z.array(entryShape), nextBefore: z.number().int().nullable() }),
      },
    },
    async handle({ house, query: { before, page_size, ...filter } }) {
      const page = { limit: page_size + 1, ...(before === undefined ? {} : { beforeSeq: before }) }
      const found = await house.auth.audit.list(given(filter), page)
      const items = found.slice(0, page_size)
      return answer({ items: items.map(shapeOf), nextBefore: found.length > page_size ? items.at(-1)!.seq : null })
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
      await call.audit('audit.export', 'audit', {})
      const lines = async function* () {
        let page = await call.house.auth.audit.list(filter, { limit: exportPage })
        while (page.length > 0 && !call.signal.aborted) {
          yield new TextEncoder().encode(page.map((entry) => `${JSON.stringify(shapeOf(entry))}\n`).join(''))
          page = await call.house.auth.audit.list(filter, { limit: exportPage, beforeSeq: page.at(-1)!.seq })
        }
      }
      return new Response(ReadableStream.from(lines()), {
        headers: { 'content-type': 'application/x-ndjson', 'content-disposition': 'attachment; filename="audit.ndjson"' },
      })
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

function shapeOf(entry: AuditEntry): z.infer<typeof entryShape> {
  const { seq, at, actor, actorName, action, subject, address, detail, hash } = entry
  return { seq, at: at.toISOString(), actor, actorName, action, subject, address, detail: { ...detail }, hash }
}
