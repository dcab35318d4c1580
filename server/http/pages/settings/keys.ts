import { z } from 'zod'
import type { PageFrame } from '../../../../views/frame.ts'
import { peopleArea } from '../../../../views/messages/settings-people.ts'
import { notRefused, type Refused } from '../../../../views/pages/settings/frame.ts'
import { keyOncePage, keysPage, keysPath, newKeyPage, revokeKeyPage } from '../../../../views/pages/settings/keys.ts'
import { translated } from '../../../../views/sayings.ts'
import type { ShownKey } from '../../../auth/keys.ts'
import { type Role, roles } from '../../../domain/role.ts'
import { makeKey } from '../../api/keys.ts'
import { doerOf } from '../../api/session-own.ts'
import type { Call } from '../../call.ts'
import { calendarDay, startOfDay } from '../../contracts/zoned-time.ts'
import type { House } from '../../house.ts'
import { defineRoute, type Route } from '../../route.ts'
import { cursorField, nounPage } from '../noun-page.ts'
import { frameOf, htmlAnswer, pageResponse, readFields, redirect } from '../page.ts'
import { faulty, refusedBy } from './refusal.ts'

const shared = { access: 'admin', scope: 'none', tags: ['pages'], responses: htmlAnswer } as const
const params = z.object({ key: z.string().max(200) })
type KeyCall = Call<z.infer<typeof params>, unknown, unknown>

/** The keys of programs. */
export const keyPages: readonly Route[] = [
  defineRoute({
    ...shared,
    method: 'get',
    path: keysPath,
    summary: 'All API keys',
    query: z.object({ cursor: cursorField, done: z.string().optional() }),
    async handle({ house, context, principal, query: { cursor, done } }) {
      const frame = frameOf(context, principal)
      const names = new Map((await house.sources.list()).map(({ id, name }) => [id, name]))
      const { items, nextCursor, isFirst } = await nounPage(cursor, await livingFirst(house), (key) => key)
      const keys = items.map((key) => ({ ...key, sources: key.sourceIds?.map((id) => names.get(id) ?? null) ?? null }))
      return pageResponse(keysPage({ keys, nextCursor, isFirst, isRevoked: done === 'revoked' }, frame), frame)
    },
  }),
  defineRoute({
    ...shared,
    method: 'get',
    path: `${keysPath}/new`,
    summary: 'Where a key is made',
    async handle({ house, context, principal }) {
      const frame = frameOf(context, principal)
      return newKeyForm({ ...notRefused, ...emptyKey }, frame, { house, status: 200 })
    },
  }),
  defineRoute({ ...shared, method: 'post', path: keysPath, summary: 'Makes a key', handle: create }),
  defineRoute({
    ...shared,
    method: 'get',
    path: `${keysPath}/{key}/delete`,
    summary: 'What revoking a key does',
    params,
    async handle(call) {
      const frame = frameOf(call.context, call.principal)
      const { id, name, prefix } = await call.house.auth.keys.find(call.params.key)
      return pageResponse(revokeKeyPage({ id, name, prefix, refusal: null }, frame), frame)
    },
  }),
  defineRoute({ ...shared, method: 'post', path: `${keysPath}/{key}/delete`, summary: 'Revokes a key', params, handle: revoke }),
]

/** What the form of a key holds, as it was typed. */
interface TypedKey {
  readonly name: string
  readonly role: string
  readonly chosen: readonly string[]
  readonly expires: string
}

const emptyKey: TypedKey = { name: '', role: 'viewer', chosen: [], expires: '' }

async function livingFirst({ auth }: House): Promise<ShownKey[]> {
  const all = (await auth.keys.list()).reverse()
  return [...all.filter(({ isLive }) => isLive), ...all.filter(({ isLive }) => !isLive)]
}

async function newKeyForm(
  view: TypedKey & Refused,
  frame: PageFrame,
  { house, status }: { readonly house: House; readonly status: number },
) {
  // One that is gone stays chosen until somebody takes it away: with none the key would be for all of them.
  const sources = [...new Set([...(await house.sources.list()).map(({ name }) => name), ...view.chosen])]
  return pageResponse(newKeyPage({ ...view, sources }, frame), frame, { status })
}

async function create(call: Call): Promise<Response> {
  const typed = typedIn(await readFields(call))
  const frame = frameOf(call.context, call.principal)
  const say = peopleArea[frame.language].keys
  const day = typed.expires === '' ? null : calendarDay.safeParse(typed.expires)
  if (day?.success === false) {
    const { status, ...refused } = faulty({ expires: say.wrongDay }, frame)
    return newKeyForm({ ...typed, ...refused }, frame, { house: call.house, status })
  }
  try {
    const expiresAt = day === null ? null : startOfDay(day.data, frame.zone, 1)
    const sources = typed.chosen.length === 0 ? null : [...typed.chosen]
    const { key, secret } = await makeKey(call, { name: typed.name, role: typed.role as Role, sources, expiresAt })
    return await pageResponse(keyOncePage({ name: key.name, secret }, frame), frame, { status: 201 })
  } catch (error) {
    const { status, told, faults } = refusedBy(error, frame, { expiresAt: say.past })
    const { expiresAt: expires, ...others } = faults
    const refused = { told, faults: { ...others, ...(expires === undefined ? {} : { expires }) } }
    return newKeyForm({ ...typed, ...refused }, frame, { house: call.house, status })
  }
}

function typedIn(fields: URLSearchParams): TypedKey {
  const role = fields.get('role') ?? 'viewer'
  return {
    name: fields.get('name') ?? '',
    role: roles.find((one) => one === role) ?? 'viewer',
    chosen: fields.getAll('sources'),
    expires: (fields.get('expires') ?? '').trim(),
  }
}

async function revoke(call: KeyCall): Promise<Response> {
  await readFields(call)
  const frame = frameOf(call.context, call.principal)
  const { id, name, prefix } = await call.house.auth.keys.find(call.params.key)
  try {
    await call.house.auth.keys.revoke(id, doerOf(call))
    return redirect(`${keysPath}?done=revoked`)
  } catch (error) {
    const { status, told } = refusedBy(error, frame)
    const refusal = translated(told.message, frame.language)
    return pageResponse(revokeKeyPage({ id, name, prefix, refusal }, frame), frame, { status })
  }
}
