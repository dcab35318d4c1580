import { expect, test } from 'vitest'
import { isAtLeast, type Role, roles } from '../../../server/domain/role.ts'
import { groups } from '../../../server/http/groups.ts'
import type { Route } from '../../../server/http/route.ts'
import { openSite, type Site } from '../../support/http.ts'
import { leastRoleFor } from './law.ts'
import { openElsewhere } from './matrix-elsewhere.ts'

const all = groups().flatMap((group) => group.routes.map((route) => ({ group: group.name, route })))
const nameOf = ({ method, path }: Route) => `${method.toUpperCase()} ${path}`

/** What may be refused to whoever has the role, because of something else. */
const refusedOtherwise: readonly string[] = [
  // It asks for the password of a person, and who asks is a program.
  'DELETE /api/v1/auth/sessions',
  'DELETE /api/v1/auth/sessions/{session}',
  'GET /api/v1/auth/sessions',
  'POST /api/v1/auth/password',
  'POST /api/v1/auth/totp/offer',
  'PUT /api/v1/auth/totp',
  'DELETE /api/v1/auth/totp',
  // The link is none.
  'GET /api/v1/downloads/{token}',
]

/** Asks a route about nothing that there is, with nothing to say, and resolves with its status. */
async function statusFor(site: Site, route: Route, options: { readonly as: Role | null; readonly sourceIds?: readonly string[] }) {
  const path = route.path.replaceAll(/\{\w+\}/g, 'f'.repeat(32))
  const json = route.method === 'get' ? {} : { json: {} }
  const response = await site.request(path, { method: route.method.toUpperCase(), ...json, ...options })
  await response.body?.cancel()
  return { status: response.status, location: response.headers.get('location') }
}

test('every route needs the role that the specification says', () => {
  const declared = all.map(({ route }) => [nameOf(route), route.access])
  const wanted = all.map(({ route }) => [nameOf(route), leastRoleFor(route.method, route.path)])
  expect(declared).toEqual(wanted)
})

test('nobody changes anything without saying who they are, except to say it', () => {
  const open = all.map(({ route }) => route).filter(({ method, access }) => method !== 'get' && access === 'public')
  expect(open.map(nameOf).sort()).toEqual([
    'POST /api/v1/auth/login',
    'POST /api/v1/auth/token',
    'POST /api/v1/setup',
    'POST /login',
    'POST /setup',
  ])
})

test('every route refuses whoever is not signed in, and everybody whose role is too low, and nobody else', {
  timeout: 240_000,
}, async () => {
  await using site = await openSite({ isWorking: false })
  const wrong: string[] = []
  for (const { group, route } of all) {
    const least = leastRoleFor(route.method, route.path)!
    const nobody = await statusFor(site, route, { as: null })
    const isSentAway = group === 'pages' ? nobody.status === 303 && nobody.location?.startsWith('/login') === true : nobody.status === 401
    if (least !== 'public' && !isSentAway) wrong.push(`${nameOf(route)} answers ${nobody.status} to nobody.`)
    if (least === 'public') continue
    for (const role of roles) {
      const { status } = await statusFor(site, route, { as: role })
      const isRefused = status === 403 || status === 401
      const isWrong = isAtLeast(role, least) ? isRefused && !refusedOtherwise.includes(nameOf(route)) : status !== 403
      if (isWrong) wrong.push(`${nameOf(route)} answers ${status} to the role ${role}.`)
    }
  }
  expect(wrong).toEqual([])
  expect(site.unexpected).toEqual([])
})

test('a route that is not for keys of some sources refuses them, whatever their role', async () => {
  await using site = await openSite({ isWorking: false })
  const wrong: string[] = []
  for (const { route } of all.filter(({ route }) => route.scope === 'none')) {
    const { status } = await statusFor(site, route, { as: 'admin', sourceIds: ['0'.repeat(32)] })
    if (status !== 403) wrong.push(`${nameOf(route)} answers ${status}.`)
  }
  expect(wrong).toEqual([])
})

const besides = all.map(({ route }) => route).filter(({ scope, access }) => scope === 'checked' && access !== 'public')

test('what belongs to another source is neither shown to a key for some sources nor touched by it', { timeout: 240_000 }, async () => {
  await using elsewhere = await openElsewhere()
  const wrong: string[] = []
  for (const route of besides) {
    for (const request of elsewhere.requestsFor(route)) {
      const { status, text } = await elsewhere.ask(request)
      if (request.isNamed && status !== 403 && status !== 404)
        wrong.push(`${nameOf(route)} answers ${status} to what names another's: ${text.slice(0, 300)}`)
      for (const leaked of elsewhere.leaksIn(text, request)) wrong.push(`${nameOf(route)} shows ${leaked}: ${text.slice(0, 300)}`)
    }
  }
  expect(wrong).toEqual([])
  expect(await elsewhere.changes()).toEqual([])
})
