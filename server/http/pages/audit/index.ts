import { z } from 'zod'
import { Failure } from '../../../../plugins/failure.ts'
import { type AuditRow, type AuditView, auditPage, type ChainFault, type ChainState } from '../../../../views/pages/audit/audit.ts'
import { actorOf } from '../../../domain/principal.ts'
import type { AuditEntry, AuditFilter } from '../../../store/audit.ts'
import { auditFile } from '../../api/audit-file.ts'
import type { Call } from '../../call.ts'
import type { House } from '../../house.ts'
import { defineRoute, type Route } from '../../route.ts'
import { frameOf, htmlAnswer, pageResponse } from '../page.ts'
import { readFilter } from './filter.ts'

const shared = { method: 'get', access: 'admin', scope: 'none', tags: ['pages'] } as const
const pageSize = 50
/** So many are checked in the time that nobody notices; for more, somebody has to ask. */
const checkedUnasked = 2000

const word = (most: number) => z.string().trim().max(most).default('')
const typedQuery = { actor: word(50), action: word(100), subject: word(200), from: word(50), to: word(50) }

/** Who did what, to be looked at and to be taken along. */
export const auditPages: readonly Route[] = [
  defineRoute({
    ...shared,
    path: '/audit',
    summary: 'Who did what',
    query: z.object({ ...typedQuery, cursor: z.string().max(20).optional(), check: z.string().optional() }),
    responses: htmlAnswer,
    async handle(call) {
      const { cursor, check, ...typed } = call.query
      const frame = frameOf(call.context, call.principal)
      const { filter, faults } = readFilter(typed, frame)
      const people = await peopleIn(call.house)
      const beforeSeq = /^[1-9]\d{0,14}$/.test(cursor ?? '') ? Number(cursor) : null
      const found = filter === null ? [] : await entriesOf(call.house, filter, beforeSeq)
      const rows = found.slice(0, pageSize).map((entry) => rowOf(entry, people))
      const view: AuditView = {
        rows,
        nextCursor: found.length > pageSize ? String(rows.at(-1)!.seq) : null,
        isFirst: beforeSeq === null,
        typed,
        faults,
        actors: actorsOf(people, typed.actor),
        chain: await chainOf(call, check !== undefined),
      }
      return pageResponse(auditPage(view, frame), frame, { status: filter === null ? 400 : 200 })
    },
  }),
  defineRoute({
    ...shared,
    path: '/audit/export',
    summary: 'What was done, as a file',
    query: z.object({ ...typedQuery, format: z.enum(['csv', 'ndjson']).default('csv') }),
    responses: { 200: { description: 'The entries, the newest first.', contentType: 'text/csv' } },
    async handle(call) {
      const { format, ...typed } = call.query
      const { filter, faults } = readFilter(typed, frameOf(call.context, call.principal))
      if (filter !== null) return auditFile(call, filter, format)
      throw new Failure('invalid', 'There is no such period.', {
        remedy: 'Write days like 2026-01-31, the first one first.',
        detail: { fields: Object.keys(faults) },
      })
    },
  }),
]

/** Names by `user:3` and `key:5`. */
type People = ReadonlyMap<string, string>

async function peopleIn({ auth }: House): Promise<People> {
  const users = (await auth.users.list()).map((user) => [actorOf({ kind: 'user', number: user.number }), user.name] as const)
  const keys = (await auth.keys.list()).map((key) => [actorOf({ kind: 'key', number: key.number }), key.name] as const)
  return new Map([...users, ...keys])
}

/** Whoever is gone can still be asked for. */
function actorsOf(people: People, chosen: string): AuditView['actors'] {
  const known = [...people].map(([actor, name]) => ({ actor, name }))
  return chosen === '' || people.has(chosen) ? known : [...known, { actor: chosen, name: chosen }]
}

async function entriesOf({ auth }: House, filter: AuditFilter, beforeSeq: number | null): Promise<AuditEntry[]> {
  return auth.audit.list(filter, { limit: pageSize + 1, ...(beforeSeq === null ? {} : { beforeSeq }) })
}

function rowOf({ seq, at, actor, actorName, action, subject, address, detail }: AuditEntry, people: People): AuditRow {
  return { seq, at, actor, actorName, action, subject, subjectName: people.get(subject ?? '') ?? null, address, detail }
}

const faultsOfChain: readonly (readonly [reason: string, fault: ChainFault])[] = [
  ['it is missing', 'missing'],
  ['it does not follow the one before it', 'unlinked'],
  ['it was changed', 'changed'],
  ['the seal on the end of the log is damaged', 'seal'],
  ['the log was changed here, and went on after that', 'wentOn'],
  ['it was never sealed', 'unsealed'],
  ['it is not the one that was sealed', 'otherSeal'],
]

async function chainOf({ house, signal }: Call, isAsked: boolean): Promise<ChainState> {
  const { audit } = house.auth
  const entries = await audit.count({})
  if (!isAsked && entries > checkedUnasked) return { entries, verdict: null }
  const found = await audit.verify(signal)
  if (found.isIntact) return { entries: found.entries, verdict: { isIntact: true } }
  const fault = faultsOfChain.find(([reason]) => reason === found.reason)?.[1] ?? null
  return { entries, verdict: { isIntact: false, brokenSeq: found.brokenSeq, fault } }
}
