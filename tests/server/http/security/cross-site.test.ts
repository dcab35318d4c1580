import { expect, test } from 'vitest'
import { groups } from '../../../../server/http/groups.ts'
import type { Route } from '../../../../server/http/route.ts'
import { openSite } from '../../../support/http.ts'
import { addAdmin, ownPage, signIn, withSession } from './people.ts'

/** What browsers say of a request that another page sends; and what nobody but a program sends with a cookie. */
const elsewhere: readonly Readonly<Record<string, string>>[] = [
  { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' },
  { origin: 'http://evil.example' },
  { origin: 'null' },
  { origin: 'http://127.0.0.1.evil.example', host: '127.0.0.1' },
  { origin: 'http://127.0.0.1:81', host: '127.0.0.1' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'cross-site' },
  // Of an older browser that says one of them alone, the one must do.
  { ...ownPage, 'sec-fetch-site': 'cross-site' },
  {},
]

const forms: readonly Readonly<Record<string, string>>[] = [
  { 'content-type': 'application/x-www-form-urlencoded' },
  { 'content-type': 'text/plain' },
  { 'content-type': 'multipart/form-data; boundary=x' },
  { 'content-type': 'application/json' },
  {},
]

const unsafe = groups().flatMap(({ routes }) => routes.filter(({ method }) => method !== 'get'))

test('nothing that changes anything is done for a page of another site, whatever it sends', async () => {
  await using site = await openSite({ isWorking: false })
  await addAdmin(site)
  const cookie = await signIn(site)
  const before = await stateOf(site.house.installation.store)
  const allowed: string[] = []
  for (const route of unsafe) {
    for (const from of elsewhere) {
      if (isOfProgram(route, from)) continue
      for (const form of forms) {
        const headers = { cookie, ...form, ...from }
        const response = await site.request(addressOf(route), { as: null, method: route.method.toUpperCase(), headers, body: '{}' })
        if (response.status !== 403)
          allowed.push(`${response.status} ${route.method} ${route.path} ${JSON.stringify({ ...from, ...form })}`)
      }
    }
  }
  expect(allowed).toEqual([])
  expect(await stateOf(site.house.installation.store)).toEqual(before)
  expect((await site.get('/api/v1/auth/me', withSession(cookie))).status).toBe(200)
})

test('there are routes to try, and a page of ours gets further than that', async () => {
  await using site = await openSite({ isWorking: false })
  await addAdmin(site)
  expect(unsafe.length).toBeGreaterThan(60)
  const route = unsafe.find(({ path }) => path === '/api/v1/sources')!
  const response = await site.request(addressOf(route), { ...withSession(await signIn(site)), method: 'POST', body: '{}' })
  expect(response.status).toBe(400)
})

test('a key needs no page, and a key in the address is no way around for a page that has a session', async () => {
  await using site = await openSite({ isWorking: false })
  await addAdmin(site)
  const made = (await (await site.post('/api/v1/keys', { name: 'ci', role: 'viewer' })).json()) as { secret: string }
  const cookie = await signIn(site)
  const foreign = { cookie, origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' }
  const user = { name: 'eve', password: 'correct horse battery', role: 'admin' }
  for (const address of ['/api/v1/users', '/api/v1/users?api_key=hf_nonsense', `/api/v1/users?api_key=${made.secret}`]) {
    const response = await site.post(address, user, { as: null, headers: foreign })
    expect([401, 403]).toContain(response.status)
  }
  expect(await (await site.get('/api/v1/users')).json()).toMatchObject({ items: [{ name: 'ann' }] })
})

/** Programs that are no browser send nothing of the kind to what needs no session. */
function isOfProgram({ access }: Route, from: object): boolean {
  return access === 'public' && Object.keys(from).length === 0
}

function addressOf({ path }: Route): string {
  return path.replaceAll(/\{\w+\}/g, '1')
}

async function stateOf({ users, sources, targets, plans, apiKeys, audit }: StateParts) {
  return {
    users: await users.list(),
    sources: await sources.list(),
    targets: await targets.list(),
    plans: await plans.list(),
    keys: await apiKeys.list(),
    audited: (await audit.list({}, { limit: 1000 })).length,
  }
}

type StateParts = Awaited<ReturnType<typeof openSite>>['house']['installation']['store']
