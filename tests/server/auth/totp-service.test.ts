import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { commandLine, type Doer } from '../../../server/auth/doer.ts'
import { principalOfUser } from '../../../server/auth/principals.ts'
import { readTotpSecret, stepAt, totpCode } from '../../../server/auth/totp.ts'
import { doerOf, type Guards, openGuards } from './guard-house.ts'

let guards: Guards
let ada: Doer
beforeEach(async () => {
  guards = await openGuards()
  await guards.addUser('ada')
  ada = { actor: principalOfUser((await guards.store.users.findByName('ada'))!, 'session'), address: '198.51.100.1' }
})
afterEach(() => guards[Symbol.asyncDispose]())

const codeOf = (secret: string, offset = 0) => totpCode(readTotpSecret(secret)!, stepAt(guards.clock.now()) + offset)

async function enable(): Promise<{ readonly secret: string; readonly codes: string[] }> {
  const { secret } = await guards.totp.offer('ada')
  return { secret, codes: await guards.totp.enable('ada', { secret, code: codeOf(secret) }, ada) }
}

test('what is offered is kept nowhere until a code shows that a phone has read it', async () => {
  const { secret, uri } = await guards.totp.offer('ada')
  expect(uri).toContain(secret)
  expect((await guards.totp.offer('ada')).secret).not.toBe(secret)
  expect((await guards.users.find('ada')).hasTotp).toBe(false)
  for (const wrong of [
    { secret, code: '000000' === codeOf(secret) ? '000001' : '000000' },
    { secret: 'MZXQ', code: codeOf(secret) },
  ]) {
    await expect(guards.totp.enable('ada', wrong, ada)).rejects.toMatchObject({ code: 'invalid' })
  }
  expect(await guards.totp.enable('ada', { secret, code: codeOf(secret) }, ada)).toHaveLength(10)
  expect(await guards.users.find('ada')).toMatchObject({ hasTotp: true, recoveryCodesLeft: 10 })
  expect(await guards.actions()).toEqual(['user.totp_on', 'user.add'])
})

test('what is kept of it is sealed, and of the recovery codes a hash', async () => {
  const { secret, codes } = await enable()
  const user = (await guards.store.users.findByName('ada'))!
  expect(await guards.store.users.totpSecret(user.id)).toBe(secret)
  expect(JSON.stringify(user)).not.toContain(secret)
  for (const code of codes) expect(JSON.stringify(user)).not.toContain(code)
})

test('there is one at a time', async () => {
  const { secret } = await guards.totp.offer('ada')
  await enable()
  await expect(guards.totp.offer('ada')).rejects.toMatchObject({ code: 'conflict' })
  await expect(guards.totp.enable('ada', { secret, code: codeOf(secret) }, ada)).rejects.toMatchObject({ code: 'conflict' })
})

describe('turning it off', () => {
  test('takes a code that was not used before, or a recovery code', async () => {
    const { secret } = await enable()
    await expect(guards.totp.disable('ada', codeOf(secret), ada)).rejects.toMatchObject({ code: 'unauthenticated' })
    await guards.totp.disable('ada', codeOf(secret, 1), ada)
    expect(await guards.users.find('ada')).toMatchObject({ hasTotp: false, recoveryCodesLeft: 0 })
    await expect(guards.totp.disable('ada', codeOf(secret, 1), ada)).rejects.toMatchObject({ code: 'conflict' })
    const { codes } = await enable()
    await guards.totp.disable('ada', codes[3]!.toUpperCase(), ada)
  })

  test('can not be found out by trying', async () => {
    await enable()
    const outcomes: unknown[] = []
    for (let index = 0; index < 20; index += 1) outcomes.push(await guards.totp.disable('ada', 'abcdef', ada).catch(({ code }) => code))
    expect(outcomes.slice(0, 5)).toEqual(Array(5).fill('unauthenticated'))
    expect(outcomes.slice(5)).toEqual(Array(15).fill('denied'))
  })

  test("is for whom it protects: an admin takes that of others away instead, and the command line anybody's", async () => {
    const { secret } = await enable()
    const admin = doerOf()
    await expect(guards.totp.disable('ada', codeOf(secret, 1), admin)).rejects.toMatchObject({ code: 'denied' })
    await expect(guards.totp.reset('ada', ada)).rejects.toMatchObject({ code: 'denied' })
    await expect(guards.totp.reset('ada', doerOf({ role: 'viewer' }))).rejects.toMatchObject({ code: 'denied' })
    await guards.totp.reset('ada', admin)
    expect((await guards.users.find('ada')).hasTotp).toBe(false)
    await enable()
    await guards.totp.reset('ada', commandLine)
    expect((await guards.users.find('ada')).hasTotp).toBe(false)
  })
})

test('nobody turns on a second factor of somebody else', async () => {
  const { secret } = await guards.totp.offer('ada')
  await expect(guards.totp.enable('ada', { secret, code: codeOf(secret) }, doerOf())).rejects.toMatchObject({ code: 'denied' })
})
