import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Presented } from '../../../server/auth/authenticate.ts'
import { commandLine } from '../../../server/auth/doer.ts'
import { day, type Guards, nothing, openGuards } from './guard-house.ts'

let guards: Guards
let key: string
let cookie: string
let token: string
beforeEach(async () => {
  guards = await openGuards()
  await guards.addUser('root')
  await guards.addUser('ada')
  key = (await guards.keys.create({ name: 'ci', role: 'viewer', sourceIds: ['a'], expiresAt: null }, commandLine)).secret
  const session = await guards.logIn('ada')
  cookie = session.value
  token = (await guards.tokens.issue(session.principal)).token
})
afterEach(() => guards[Symbol.asyncDispose]())

const ask = (presented: Partial<Presented>) => guards.authenticator.authenticate({ ...nothing, ...presented })
const who = async (presented: Partial<Presented>) => {
  const found = await ask(presented)
  return found === null ? null : `${found.principal.name} by ${found.principal.by}`
}

test('nothing says nothing', async () => {
  expect(await ask({})).toBeNull()
  expect(await ask({ authorization: null, apiKeyHeader: undefined, apiKeyQuery: null, sessionCookie: undefined })).toBeNull()
})

test('a key, a token and a session say who it is, by each of their ways', async () => {
  expect(await who({ authorization: `Bearer ${key}` })).toBe('ci by key')
  expect(await who({ authorization: `bearer  ${key} ` })).toBe('ci by key')
  expect(await who({ apiKeyHeader: key })).toBe('ci by key')
  expect(await who({ apiKeyQuery: key })).toBe('ci by key')
  expect(await who({ authorization: `Bearer ${token}` })).toBe('ada by token')
  expect(await who({ sessionCookie: cookie })).toBe('ada by session')
  expect((await ask({ apiKeyHeader: key }))?.principal.sourceIds).toEqual(['a'])
})

test('what is put in explicitly comes before the cookie', async () => {
  expect(await who({ authorization: `Bearer ${key}`, sessionCookie: cookie })).toBe('ci by key')
  expect(await who({ apiKeyQuery: key, sessionCookie: cookie })).toBe('ci by key')
  expect(await who({ authorization: `Bearer ${token}`, apiKeyHeader: key })).toBe('ada by token')
})

describe('whoever brings something wrong is nobody else instead', () => {
  test.each<[string, () => Partial<Presented>]>([
    ['a wrong key', () => ({ authorization: `Bearer hf_${'x'.repeat(43)}` })],
    ['a wrong token', () => ({ authorization: `Bearer ${token}x` })],
    ['no credential', () => ({ authorization: 'Bearer' })],
    ['two', () => ({ authorization: `Bearer ${key} ${key}` })],
    ['an empty header', () => ({ authorization: '' })],
    ['another scheme', () => ({ authorization: `Basic ${Buffer.from('ada:x').toString('base64')}` })],
    ['a key without its scheme', () => ({ authorization: key })],
    ['an empty key', () => ({ apiKeyHeader: '' })],
    ['a token in the place of a key', () => ({ apiKeyHeader: token })],
    ['a wrong key in the query', () => ({ apiKeyQuery: 'x' })],
    ['a session in the place of a token', () => ({ authorization: `Bearer ${cookie}` })],
  ])('%s', async (_, make) => {
    for (const more of [{}, { sessionCookie: cookie }]) {
      await expect(ask({ ...more, ...make() })).rejects.toMatchObject({ code: 'unauthenticated' })
    }
  })

  test('a session that is none', async () => {
    for (const wrong of ['', 'x', key, token])
      await expect(ask({ sessionCookie: wrong })).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  test('no refusal repeats what was brought', async () => {
    const error = await ask({ apiKeyHeader: 'hf_canary' }).catch((thrown) => thrown)
    expect(JSON.stringify(error)).not.toContain('canary')
  })
})

test('what has ended is refused: a session after logging out, all after disabling, a key after revoking', async () => {
  await guards.sessions.end(cookie)
  await expect(ask({ sessionCookie: cookie })).rejects.toMatchObject({ code: 'unauthenticated' })
  await guards.users.disable('ada', commandLine)
  await expect(ask({ authorization: `Bearer ${token}` })).rejects.toMatchObject({ code: 'unauthenticated' })
  await guards.keys.revoke('ci', commandLine)
  await expect(ask({ apiKeyHeader: key })).rejects.toMatchObject({ code: 'unauthenticated' })
})

test('a session that is prolonged gets its cookie anew, with the security that it came with', async () => {
  expect(await ask({ sessionCookie: cookie })).not.toHaveProperty('cookie')
  guards.clock.advance(8 * day)
  const secure = await ask({ sessionCookie: cookie })
  expect(secure?.cookie).toMatch(new RegExp(`^holdfast_session=${cookie}; .*Secure`))
  guards.clock.advance(8 * day)
  expect((await ask({ sessionCookie: cookie, isSecure: false }))?.cookie).not.toContain('Secure')
})
