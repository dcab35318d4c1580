import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { commandLine } from '../../../server/auth/doer.ts'
import { Passwords } from '../../../server/auth/passwords.ts'
import { principalOfUser } from '../../../server/auth/principals.ts'
import { readTotpSecret, stepAt, totpCode } from '../../../server/auth/totp.ts'
import { systemRandomness } from '../../../server/seams/randomness.ts'
import { type Guards, openGuards, password } from './guard-house.ts'

let guards: Guards
beforeEach(async () => {
  guards = await openGuards()
  await guards.addUser('ada')
  guards.hashes.count = 0
})
afterEach(() => guards[Symbol.asyncDispose]())

const refusal = async (trying: Promise<unknown>) => {
  const error = await trying.then(
    () => null,
    (thrown) => thrown,
  )
  return error === null ? null : { code: error.code, message: error.message, remedy: error.remedy, detail: error.detail }
}

test('the right password begins a session, whatever the case of the name', async () => {
  const { principal, value, expiresAt } = await guards.logIn('ADA')
  expect(principal).toMatchObject({ kind: 'user', name: 'ada', role: 'admin', sourceIds: null, by: 'session' })
  expect((await guards.sessions.validate(value))?.user.name).toBe('ada')
  expect(expiresAt > guards.clock.now()).toBe(true)
  expect((await guards.users.find('ada')).lastLoginAt).toEqual(guards.clock.now())
  const [entry] = await guards.audit.list({}, { limit: 1 })
  expect(entry).toMatchObject({
    action: 'login.ok',
    actor: 'user:1',
    address: '198.51.100.1',
    detail: { factor: 'password', for: 'session' },
  })
})

describe('a refusal looks the same', () => {
  test('for a name that nobody has, a wrong password and a disabled user, and takes the same work', async () => {
    await guards.addUser('bob')
    await guards.users.disable('bob', commandLine)
    const refusals = []
    for (const [name, change] of [
      ['nobody', {}],
      ['ada', { password: 'wrong' }],
      ['bob', {}],
      ['bob', { password: 'wrong' }],
    ] as const) {
      guards.hashes.count = 0
      refusals.push(await refusal(guards.logIn(name, change)))
      expect(guards.hashes.count).toBe(1)
    }
    expect(refusals[0]).toMatchObject({ code: 'unauthenticated', detail: {} })
    for (const other of refusals) expect(other).toEqual(refusals[0])
  })

  test('also when there were too many', async () => {
    const last = async (name: string, address: string) => {
      for (let index = 0; index < 5; index += 1) await refusal(guards.logIn(name, { password: 'wrong', address }))
      guards.hashes.count = 0
      const found = await refusal(guards.logIn(name, { password: 'wrong', address }))
      expect(guards.hashes.count).toBe(0)
      return found
    }
    const known = await last('ada', '203.0.113.1')
    expect(known).toMatchObject({ code: 'denied', detail: { retryAfterSeconds: 2 } })
    expect(await last('nobody', '203.0.113.2')).toEqual(known)
  })
})

test('10,000 guesses cost few hashes and few lines in the log, and the owner gets in at any time', async () => {
  for (let index = 0; index < 10_000; index += 1) {
    await refusal(guards.logIn('ada', { password: `guess ${index}`, address: '203.0.113.1' }))
    guards.clock.advance(100)
    if (index % 2500 === 1250) await guards.logIn('ada')
  }
  expect(guards.hashes.count).toBeLessThan(30)
  expect(await guards.audit.count({ action: 'login.failed' })).toBeLessThan(30)
  await expect(guards.logIn('ada', { address: '203.0.113.1' })).rejects.toMatchObject({ code: 'denied' })
})

test('the right password is not looked at while its time has not come', async () => {
  for (let index = 0; index < 5; index += 1) await refusal(guards.logIn('ada', { password: 'wrong' }))
  await expect(guards.logIn('ada')).rejects.toMatchObject({ code: 'denied' })
  guards.clock.advance(2000)
  await guards.logIn('ada')
})

test('a try that was turned away by too many others is not held against anybody', async () => {
  await using busy = await openGuards({
    store: guards.store,
    argon2: () => Promise.reject(new Error('too busy')),
  })
  for (let index = 0; index < 20; index += 1) await expect(busy.logIn('ada')).rejects.toThrow('too busy')
})

test('a cookie that somebody planted is worth nothing after the login', async () => {
  const planted = await guards.logIn('ada')
  const own = await guards.logIn('ada', { sessionCookie: planted.value })
  expect(own.value).not.toBe(planted.value)
  expect(await guards.sessions.validate(planted.value)).toBeNull()
  const made = 'A'.repeat(43)
  expect((await guards.logIn('ada', { sessionCookie: made })).value).not.toBe(made)
  expect(await guards.sessions.validate(made)).toBeNull()
})

test('the log holds neither the name that was typed nor any password', async () => {
  await refusal(guards.logIn('my-password-by-mistake', { password: 'wrong-canary' }))
  await refusal(guards.logIn('ada', { password: 'wrong-canary' }))
  await guards.logIn('ada')
  const text = JSON.stringify(await guards.audit.list({}, { limit: 99 }))
  for (const secret of ['by-mistake', 'wrong-canary', password]) expect(text).not.toContain(secret)
  const failed = await guards.audit.list({ action: 'login.failed' }, { limit: 9 })
  expect(failed.map(({ subject, detail }) => [subject, detail])).toEqual([
    ['user:1', { wrong: 'password' }],
    [null, { wrong: 'name' }],
  ])
})

test('a hash of less work is replaced at a login, and ends nothing', async () => {
  const weak = new Passwords({
    randomness: systemRandomness,
    argon2: guards.hashes.argon2,
    parameters: { memoryKib: 64, passes: 1, lanes: 1 },
  })
  const user = (await guards.store.users.findByName('ada'))!
  await guards.store.users.change(user.id, { passwordHash: await weak.hash(password), updatedAt: guards.clock.now() })
  const { epoch } = (await guards.store.users.find(user.id))!
  await refusal(guards.logIn('ada', { password: 'wrong' }))
  expect((await guards.store.users.find(user.id))!.passwordHash).toContain('m=64,')
  const { value } = await guards.logIn('ada')
  expect(await guards.store.users.find(user.id)).toMatchObject({ epoch, passwordHash: expect.stringContaining('m=19456,t=2,p=1') })
  await guards.logIn('ada')
  expect(await guards.sessions.validate(value)).not.toBeNull()
})

test('a program that asks for a token gets no session', async () => {
  const principal = await guards.login.check({ name: 'ada', password, address: null })
  expect(principal.name).toBe('ada')
  expect(await guards.store.sessions.listOf(principal.id)).toEqual([])
  expect(await guards.tokens.verify((await guards.tokens.issue(principal)).token)).toMatchObject({ name: 'ada' })
})

describe('with a second factor', () => {
  let secret: string
  let recovery: string[]
  beforeEach(async () => {
    secret = (await guards.totp.offer('ada')).secret
    const actor = principalOfUser((await guards.store.users.findByName('ada'))!, 'session')
    recovery = await guards.totp.enable('ada', { secret, code: code() }, { actor, address: null })
    guards.clock.advance(60_000)
  })
  const code = (offset = 0) => totpCode(readTotpSecret(secret)!, stepAt(guards.clock.now()) + offset)

  test('the password alone is not enough, and only whoever has it learns that', async () => {
    expect(await refusal(guards.logIn('ada'))).toMatchObject({ code: 'unauthenticated', detail: { needsCode: true } })
    expect(await refusal(guards.logIn('ada', { code: '' }))).toMatchObject({ detail: { needsCode: true } })
    const wrong = await refusal(guards.logIn('ada', { password: 'wrong' }))
    expect(wrong).toEqual(await refusal(guards.logIn('nobody')))
    expect(await refusal(guards.logIn('ada', { password: 'wrong', code: code() }))).toEqual(wrong)
    expect((await guards.logIn('ada', { code: code() })).principal.name).toBe('ada')
  })

  test('asking for the code is no failure', async () => {
    for (let index = 0; index < 20; index += 1) expect(await refusal(guards.logIn('ada'))).toMatchObject({ code: 'unauthenticated' })
    await guards.logIn('ada', { code: code() })
  })

  test('a code is good once, and none before it afterwards', async () => {
    await guards.logIn('ada', { code: code() })
    expect(await refusal(guards.logIn('ada', { code: code() }))).toMatchObject({ code: 'unauthenticated' })
    expect(await refusal(guards.logIn('ada', { code: code(-1) }))).toMatchObject({ code: 'unauthenticated' })
    await guards.logIn('ada', { code: code(1) })
  })

  test('of many who send one code at once, one gets in', async () => {
    const same = code()
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5 }, (_, index) => guards.logIn('ada', { code: same, address: `192.0.2.${index}` })),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('each recovery code is good once, and the log says that one was used', async () => {
    await guards.logIn('ada', { code: recovery[0]! })
    expect((await guards.audit.list({}, { limit: 1 }))[0]!.detail).toEqual({ factor: 'recovery', for: 'session' })
    expect(await refusal(guards.logIn('ada', { code: recovery[0]! }))).toMatchObject({ code: 'unauthenticated' })
    await guards.logIn('ada', { code: recovery[9]! })
    expect((await guards.users.find('ada')).recoveryCodesLeft).toBe(8)
  })

  test('of many who send one recovery code at once, one gets in', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5 }, (_, index) => guards.logIn('ada', { code: recovery[0]!, address: `192.0.2.${index}` })),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('whoever has the password can not try codes, from however many addresses', async () => {
    const codes = new Set<string>()
    for (let index = 0; index < 300; index += 1) {
      const found = await refusal(guards.logIn('ada', { code: 'abcdef', address: `203.0.113.${index % 250}` }))
      codes.add(`${found?.code} ${index < 5}`)
    }
    expect([...codes].sort()).toEqual(['denied false', 'unauthenticated true'])
  })
})

describe('confirming', () => {
  const ada = async () => principalOfUser((await guards.store.users.findByName('ada'))!, 'session')

  test('takes the password of whoever is logged in, as often as they like', async () => {
    for (let index = 0; index < 20; index += 1) await guards.login.confirm(await ada(), { password, address: null })
  })

  test('is throttled like a login', async () => {
    const codes: unknown[] = []
    for (let index = 0; index < 7; index += 1) {
      codes.push(await guards.login.confirm(await ada(), { password: 'wrong', address: null }).catch((error) => error.code))
    }
    expect(codes).toEqual([...Array(5).fill('unauthenticated'), 'denied', 'denied'])
  })

  test('is for people who are there', async () => {
    const gone = { ...(await ada()), id: '0'.repeat(32) }
    await expect(guards.login.confirm(gone, { password, address: null })).rejects.toMatchObject({ code: 'unauthenticated' })
    await expect(guards.login.confirm({ ...(await ada()), kind: 'key' }, { password, address: null })).rejects.toMatchObject({
      code: 'unauthenticated',
    })
  })
})
