import { z } from 'zod'
import type { PageFrame } from '../../../../views/frame.ts'
import { fill } from '../../../../views/messages/fill.ts'
import { peopleArea } from '../../../../views/messages/settings-people.ts'
import { notRefused } from '../../../../views/pages/settings/frame.ts'
import { removeUserPage, type UserView, userDone, userPage } from '../../../../views/pages/settings/user.ts'
import { passwordOncePage, usersPath } from '../../../../views/pages/settings/users.ts'
import type { ShownUser } from '../../../auth/shown-user.ts'
import type { Role } from '../../../domain/role.ts'
import { doerOf } from '../../api/session-own.ts'
import { changeUser } from '../../api/user-change.ts'
import type { Call } from '../../call.ts'
import { defineRoute, type Route } from '../../route.ts'
import { frameOf, htmlAnswer, pageResponse, readFields, readForm, redirect } from '../page.ts'
import { type Refusal, refusedBy } from './refusal.ts'
import { givenOrMadeUp } from './users.ts'

const shared = { access: 'admin', scope: 'none', tags: ['pages'], responses: htmlAnswer } as const
const params = z.object({ user: z.string().max(200) })
type UserCall = Call<z.infer<typeof params>, unknown, unknown>
type Done = (typeof userDone)[number]

const changeForm = z.object({
  change: z.enum(['role', 'password', 'disable', 'enable', 'totp']),
  role: z.string().max(100).default(''),
  password: z.string().max(4096).default(''),
})
type Wish = z.output<typeof changeForm>

/** One user. */
export const userPages: readonly Route[] = [
  defineRoute({
    ...shared,
    method: 'get',
    path: `${usersPath}/{user}`,
    summary: 'One user',
    params,
    query: z.object({ done: z.string().optional() }),
    async handle(call) {
      const frame = frameOf(call.context, call.principal)
      const user = await call.house.auth.users.find(call.params.user)
      const done = userDone.find((word) => word === call.query.done) ?? null
      return pageResponse(userPage({ ...viewOf(call, user), done }, frame), frame)
    },
  }),
  defineRoute({ ...shared, method: 'post', path: `${usersPath}/{user}`, summary: 'Changes a user', params, handle: change }),
  defineRoute({
    ...shared,
    method: 'get',
    path: `${usersPath}/{user}/delete`,
    summary: 'What removing a user does',
    params,
    async handle(call) {
      const frame = frameOf(call.context, call.principal)
      const { id, name } = await call.house.auth.users.find(call.params.user)
      return pageResponse(removeUserPage({ id, name, refusal: null }, frame), frame)
    },
  }),
  defineRoute({ ...shared, method: 'post', path: `${usersPath}/{user}/delete`, summary: 'Removes a user', params, handle: remove }),
]

async function change(call: UserCall): Promise<Response> {
  const wish = await readForm(call, changeForm)
  const frame = frameOf(call.context, call.principal)
  const user = await call.house.auth.users.find(call.params.user)
  const given = givenOrMadeUp(call, wish.password)
  try {
    const done = await make(call, user.id, { ...wish, password: given.password })
    if (done === 'passwordSet' && given.isMadeUp)
      return await pageResponse(passwordOncePage({ name: user.name, password: given.password }, frame), frame)
    // Whoever gave up their own role may not look at this page any more.
    return redirect(done === 'roleChanged' && user.id === call.principal.id ? '/settings' : `${usersPath}/${user.id}?done=${done}`)
  } catch (error) {
    const { status, told, faults } = refusalFor(error, frame, user)
    const wishedRole = wish.change === 'role' ? wish.role : user.role
    return pageResponse(userPage({ ...viewOf(call, user), told, faults, wishedRole }, frame), frame, { status })
  }
}

async function make(call: Call, id: string, { change: what, role, password }: Wish): Promise<Done> {
  if (what === 'totp') {
    await call.house.auth.totp.reset(id, doerOf(call))
    return 'factorTaken'
  }
  if (what === 'role') {
    await changeUser(call, id, { role: role as Role })
    return 'roleChanged'
  }
  if (what === 'password') {
    await changeUser(call, id, { password })
    return 'passwordSet'
  }
  await changeUser(call, id, { isDisabled: what === 'disable' })
  return what === 'disable' ? 'isDisabled' : 'isEnabled'
}

async function remove(call: UserCall): Promise<Response> {
  await readFields(call)
  const frame = frameOf(call.context, call.principal)
  const user = await call.house.auth.users.find(call.params.user)
  try {
    await call.house.auth.users.remove(user.id, doerOf(call))
    return redirect(`${usersPath}?done=removed`)
  } catch (error) {
    const { status, told } = refusalFor(error, frame, user)
    return pageResponse(removeUserPage({ id: user.id, name: user.name, refusal: told.message }, frame), frame, { status })
  }
}

/** A conflict can be but one thing here: nobody would be left who may let others in. */
function refusalFor(error: unknown, frame: PageFrame, { name }: Pick<ShownUser, 'name'>): Refusal {
  const refusal = refusedBy(error, frame, { password: frame.say.weakPassword })
  if (refusal.status !== 409) return refusal
  return { ...refusal, told: { message: fill(peopleArea[frame.language].users.lastAdmin, { name }) } }
}

function viewOf({ principal }: Call, user: ShownUser): UserView {
  return { ...notRefused, ...user, isOwn: principal.kind === 'user' && principal.id === user.id, wishedRole: user.role, done: null }
}
