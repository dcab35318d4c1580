import { afterEach, beforeEach, expect, test } from 'vitest'
import { tidyAuth } from '../../../server/auth/auth.ts'
import { commandLine } from '../../../server/auth/doer.ts'
import { principalOfUser } from '../../../server/auth/principals.ts'
import { tokenSecretSetting } from '../../../server/auth/tokens.ts'
import { readTotpSecret, stepAt, totpCode } from '../../../server/auth/totp.ts'
import type { Store } from '../../../server/store/store.ts'
import { makePlace, type Place } from '../store/sealed-place.ts'
import { day, openGuards, password } from './guard-house.ts'

let place: Place
let store: Store
beforeEach(async () => {
  place = await makePlace()
  store = await place.open()
})
afterEach(async () => {
  await store[Symbol.asyncDispose]()
  await place[Symbol.asyncDispose]()
})

test('who steals the metadata database finds hashes, and nothing to come in with', async () => {
  const guards = await openGuards({ store })
  const setup = (await guards.setup.ensureSetupToken())!
  await guards.setup.claimSetup({ token: setup, name: 'ada', password, address: null })
  const { secret } = await guards.totp.offer('ada')
  const actor = principalOfUser((await store.users.findByName('ada'))!, 'session')
  const code = totpCode(readTotpSecret(secret)!, stepAt(guards.clock.now()))
  const recovery = await guards.totp.enable('ada', { secret, code }, { actor, address: null })
  const { value, principal } = await guards.logIn('ada', { code: recovery[0]! })
  const { secret: key } = await guards.keys.create({ name: 'ci', role: 'admin', sourceIds: null, expiresAt: null }, commandLine)
  await guards.keys.use(key)
  const { token } = await guards.tokens.issue(principal)
  await guards.logIn('ada', { password: 'a wrong password' }).catch(() => {})
  const tokenSecret = Buffer.from((await store.settings.getSecret(tokenSecretSetting))!, 'base64')

  const canaries: Buffer[] = [password, 'a wrong password', secret, value, key.slice(3), token, setup, ...recovery].map((text) =>
    Buffer.from(text),
  )
  canaries.push(...recovery.map((text) => Buffer.from(text.replaceAll('-', ''))))
  canaries.push(Buffer.from(readTotpSecret(secret)!), Buffer.from(value, 'base64url'), Buffer.from(key.slice(3), 'base64url'))
  canaries.push(
    Buffer.from(setup, 'base64url'),
    tokenSecret,
    Buffer.from(tokenSecret.toString('base64')),
    Buffer.from(tokenSecret.toString('hex')),
  )
  const bytes = await place.bytes()
  expect(bytes.includes(Buffer.from('$argon2id$v=19$'))).toBe(true)
  expect(canaries.filter((canary) => bytes.includes(canary)).map(String)).toEqual([])
})

test('the keeping of the house forgets what has expired, and nothing else', async () => {
  const guards = await openGuards({ store })
  await guards.setup.ensureSetupToken()
  const { signal } = new AbortController()
  await tidyAuth(guards.auth, signal)
  expect(await store.settings.get('setup_token')).not.toBeNull()
  guards.clock.advance(2 * day)
  await tidyAuth(guards.auth, signal)
  expect(await store.settings.get('setup_token')).toBeNull()
  const { id } = await guards.addUser('ada')
  await store.transaction(async ({ sessions }) => {
    const rest = { userId: id, createdAt: new Date(0), address: null, agent: null }
    for (let index = 0; index < 1201; index += 1) await sessions.insert({ ...rest, id: `old ${index}`, expiresAt: guards.clock.now() })
    await sessions.insert({ ...rest, id: 'young', expiresAt: new Date(guards.clock.now().getTime() + 1) })
  })
  await tidyAuth(guards.auth, signal)
  expect((await store.sessions.listOf(id)).map((session) => session.id)).toEqual(['young'])
})

test('a rotation of the key takes the second factors and the seal of the log along', async () => {
  const guards = await openGuards({ store })
  const { id } = await guards.addUser('ada')
  await store.users.setTotp(id, { secret: 'canary', lastStep: 1, recoveryCodes: [] }, guards.clock.now())
  await place.rotate(store)
  await store[Symbol.asyncDispose]()
  store = await place.open()
  expect(await store.users.totpSecret(id)).toBe('canary')
  expect(await (await openGuards({ store })).audit.verify()).toEqual({ isIntact: true, entries: 1 })
})
