import { expect, test } from 'vitest'
import { openSite, type Site } from '../../../support/http.ts'
import { addAdmin, password } from './people.ts'

const owner = '198.51.100.7'
const stranger = '203.0.113.9'

/** Everything comes through a proxy that is trusted, so that requests come from different addresses. */
async function openProxied(): Promise<Site> {
  await using opening = new AsyncDisposableStack()
  const site = opening.use(await openSite({ isWorking: false, config: { trustedProxies: ['127.0.0.1'] } }))
  await addAdmin(site)
  opening.move()
  return site
}

function login(site: Site, given: { readonly name?: string; readonly password?: string; readonly from: string }): Promise<Response> {
  const { name = 'ann', from } = given
  const headers = { 'x-forwarded-for': from }
  return site.post('/api/v1/auth/login', { name, password: given.password ?? password }, { as: null, headers })
}

test('200 guesses at once are held up with a time to wait, while others are answered and the owner comes in', async () => {
  await using site = await openProxied()
  expect((await login(site, { from: owner })).status).toBe(200)
  let ended = 0
  const guesses = Array.from({ length: 200 }, async (_, at) => {
    const response = await login(site, { from: stranger, password: `wrong password ${at}` })
    ended += 1
    return response
  })
  const health = await site.get('/api/v1/health', { as: null })
  const endedBefore = ended
  expect([health.status, endedBefore < 200]).toEqual([200, true])
  const [own, ...answers] = await Promise.all([login(site, { from: owner }), ...guesses])
  expect(own!.status).toBe(200)
  const refused = answers.filter(({ status }) => status === 429)
  expect(answers.filter(({ status }) => status === 200)).toEqual([])
  // Of those that were looked at there are no more than cost nothing.
  expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(5)
  expect(refused.length).toBeGreaterThanOrEqual(195)
  for (const { headers } of refused) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await login(site, { from: stranger })).status).toBe(429)
  expect(site.unexpected).toEqual([])
})

test('guesses from everywhere keep the owner out of nothing where the owner is known', async () => {
  await using site = await openProxied()
  expect((await login(site, { from: owner })).status).toBe(200)
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, at) => login(site, { from: `203.0.${at}.1`, password: `wrong password ${at}` })),
  )
  expect(answers.every(({ status }) => status !== 200)).toBe(true)
  expect((await login(site, { from: owner })).status).toBe(200)
})

test('what is guessed at says nothing about who there is, as a form, as JSON and as a token', async () => {
  await using site = await openProxied()
  const ways = [
    (name: string, from: string) => login(site, { name, from, password: 'wrong horse battery' }),
    (name: string, from: string) =>
      site.post('/api/v1/auth/token', { name, password: 'wrong horse battery' }, { as: null, headers: { 'x-forwarded-for': from } }),
    (name: string, from: string) => {
      const body = new URLSearchParams({ name, password: 'wrong horse battery' })
      return site.request('/login', { method: 'POST', as: null, headers: { 'x-forwarded-for': from }, body })
    },
  ]
  for (const [at, way] of ways.entries()) {
    const known = await way('ann', `203.0.113.${at}`)
    const unknown = await way('bob', `203.0.114.${at}`)
    const texts = [(await known.text()).replaceAll('ann', 'NAME'), (await unknown.text()).replaceAll('bob', 'NAME')]
    expect([known.status, texts[0]]).toEqual([unknown.status, texts[1]])
    expect(known.status).toBe(401)
  }
})

test('an address that a stranger writes into a header is not believed', async () => {
  await using site = await openSite({ isWorking: false })
  await addAdmin(site)
  const answers = []
  for (let at = 0; at < 8; at += 1) answers.push(await login(site, { from: `203.0.113.${at}`, password: `wrong password ${at}` }))
  expect(answers.at(-1)!.status).toBe(429)
})
