import { z } from 'zod'
import { peopleArea } from '../../../../views/messages/settings-people.ts'
import { notRefused } from '../../../../views/pages/settings/frame.ts'
import { type NewUserView, newUserPage, passwordOncePage, usersPage, usersPath } from '../../../../views/pages/settings/users.ts'
import { type Role, roles } from '../../../domain/role.ts'
import { doerOf } from '../../api/session-own.ts'
import type { Call } from '../../call.ts'
import { defineRoute, type Route } from '../../route.ts'
import { cursorField, nounPage } from '../noun-page.ts'
import { frameOf, htmlAnswer, pageResponse, readForm, redirect } from '../page.ts'
import { faulty, refusedBy } from './refusal.ts'

const shared = { access: 'admin', scope: 'none', tags: ['pages'], responses: htmlAnswer } as const
const madeUpBytes = 15

const newUserForm = z.object({
  name: z.string().max(1000).default(''),
  role: z.string().max(100).default('viewer'),
  password: z.string().max(4096).default(''),
})

/** The people who may sign in. */
export const userListPages: readonly Route[] = [
  defineRoute({
    ...shared,
    method: 'get',
    path: usersPath,
    summary: 'All users',
    query: z.object({ cursor: cursorField, done: z.string().optional() }),
    async handle({ house, context, principal, query: { cursor, done } }) {
      const frame = frameOf(context, principal)
      const all = await house.auth.users.list()
      const { items, nextCursor, isFirst } = await nounPage(cursor, all, (user) => user)
      const users = items.map((user) => ({ ...user, isOwn: user.id === principal.id }))
      const told = done === 'added' || done === 'removed' ? done : null
      return pageResponse(usersPage({ users, nextCursor, isFirst, done: told }, frame), frame)
    },
  }),
  defineRoute({
    ...shared,
    method: 'get',
    path: `${usersPath}/new`,
    summary: 'Where a user is added',
    async handle({ context, principal }) {
      const frame = frameOf(context, principal)
      return pageResponse(newUserPage({ ...notRefused, name: '', role: 'viewer' }, frame), frame)
    },
  }),
  defineRoute({ ...shared, method: 'post', path: usersPath, summary: 'Adds a user', handle: add }),
]

async function add(call: Call): Promise<Response> {
  const { name, role, password } = await readForm(call, newUserForm)
  const frame = frameOf(call.context, call.principal)
  const given = givenOrMadeUp(call, password)
  try {
    const user = await call.house.auth.users.add({ name, role: role as Role, password: given.password }, doerOf(call))
    if (!given.isMadeUp) return redirect(`${usersPath}?done=added`)
    return await pageResponse(passwordOncePage({ name: user.name, password: given.password }, frame), frame, { status: 201 })
  } catch (error) {
    const own = { password: frame.say.weakPassword }
    const { status, ...said } = refusedBy(error, frame, own)
    const { told, faults } = status === 409 ? faulty({ name: peopleArea[frame.language].users.nameTaken }, frame) : said
    const view: NewUserView = { told, faults, name, role: roles.find((one) => one === role) ?? 'viewer' }
    return pageResponse(newUserPage(view, frame), frame, { status })
  }
}

/** A password that nobody thought of, where the form gave none. */
export function givenOrMadeUp({ house }: Pick<Call, 'house'>, password: string): { readonly password: string; readonly isMadeUp: boolean } {
  if (password !== '') return { password, isMadeUp: false }
  const bytes = house.installation.seams.randomness.bytes(madeUpBytes)
  return { password: Buffer.from(bytes).toString('base64url'), isMadeUp: true }
}
