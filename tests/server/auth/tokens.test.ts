import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { commandLine } from '../../../server/auth/doer.ts'
import { principalOfKey, principalOfUser } from '../../../server/auth/principals.ts'
import { tokenSecondsMax, tokenSecretSetting } from '../../../server/auth/tokens.ts'
import type { Principal } from '../../../server/domain/principal.ts'
import { type Guards, openGuards } from './guard-house.ts'

let guards: Guards
let ada: Principal
beforeEach(async () => {
  guards = await openGuards()
  await guards.addUser('root')
  await guards.addUser('ada', 'backup_operator')
  ada = principalOfUser((await guards.store.users.findByName('ada'))!, 'session')
})
afterEach(() => guards[Symbol.asyncDispose]())

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())

async function secret(): Promise<Buffer> {
  return Buffer.from((await guards.store.settings.getSecret(tokenSecretSetting))!, 'base64')
}

/** A token as somebody writes it who has a key. */
function forge(header: { readonly alg: string; readonly [name: string]: unknown }, claims: unknown, key: Buffer | string): string {
  const signed = `${encode(header)}.${encode(claims)}`
  const algorithm = header.alg === 'HS512' ? 'sha512' : 'sha256'
  return `${signed}.${createHmac(algorithm, key).update(signed).digest('base64url')}`
}

test('a token stands for whoever fetched it, for a quarter of an hour', async () => {
  const { token, expiresAt } = await guards.tokens.issue(ada)
  expect(expiresAt.getTime() - guards.clock.now().getTime()).toBeGreaterThan(899_000)
  expect(await guards.tokens.verify(token)).toEqual({ ...ada, by: 'token' })
  expect(decode(token.split('.')[0]!)).toEqual({ alg: 'HS256', typ: 'JWT' })
  expect(decode(token.split('.')[1]!)).toMatchObject({ sub: `user:${ada.number}`, epoch: 1 })
  guards.clock.advance(900_000 - 1000)
  expect(await guards.tokens.verify(token)).not.toBeNull()
  guards.clock.advance(1000)
  expect(await guards.tokens.verify(token)).toBeNull()
})

test('a token of a key stands for the key, with its role and its sources', async () => {
  const { key } = await guards.keys.create({ name: 'ci', role: 'viewer', sourceIds: ['a'], expiresAt: null }, commandLine)
  const principal = principalOfKey((await guards.store.apiKeys.find(key.id))!, 'key')
  const { token } = await guards.tokens.issue(principal)
  expect(await guards.tokens.verify(token)).toEqual({ ...principal, by: 'token' })
  await guards.keys.revoke('ci', commandLine)
  expect(await guards.tokens.verify(token)).toBeNull()
})

test('a token of a key ends with the key when that is sooner', async () => {
  const expiresAt = new Date(guards.clock.now().getTime() + 60_000)
  const { key } = await guards.keys.create({ name: 'ci', role: 'viewer', sourceIds: null, expiresAt }, commandLine)
  const { token } = await guards.tokens.issue(principalOfKey((await guards.store.apiKeys.find(key.id))!, 'key'))
  guards.clock.advance(60_000)
  expect(await guards.tokens.verify(token)).toBeNull()
})

describe('a token ends at once', () => {
  test.each<[string, () => Promise<unknown>]>([
    ['with a new password', () => guards.users.changePassword('ada', { password: 'another long one' }, commandLine)],
    ['with a new role', () => guards.users.changeRole('ada', 'admin', commandLine)],
    ['when the user is disabled', () => guards.users.disable('ada', commandLine)],
    ['when the user is removed', () => guards.users.remove('ada', commandLine)],
    ['with the secret of the signatures', () => guards.store.settings.remove(tokenSecretSetting)],
  ])('%s', async (_, change) => {
    const { token } = await guards.tokens.issue(ada)
    await change()
    expect(await guards.tokens.verify(token)).toBeNull()
  })

  test('and does not come back when the user is enabled again', async () => {
    const { token } = await guards.tokens.issue(ada)
    await guards.users.disable('ada', commandLine)
    await guards.users.enable('ada', commandLine)
    expect(await guards.tokens.verify(token)).toBeNull()
  })
})

describe('what is no token', () => {
  const header = { alg: 'HS256', typ: 'JWT' }
  let claims: Record<string, unknown>
  let good: string
  beforeEach(async () => {
    good = (await guards.tokens.issue(ada)).token
    claims = decode(good.split('.')[1]!)
  })

  test('the forger of this test would get in with the right key and the right claims', async () => {
    expect(await guards.tokens.verify(forge(header, claims, await secret()))).not.toBeNull()
  })

  test.each<[string, () => Promise<string> | string]>([
    ['nothing', () => ''],
    ['dots', () => '..'],
    ['no signature', () => `${good.split('.').slice(0, 2).join('.')}.`],
    ['two parts', () => good.split('.').slice(0, 2).join('.')],
    ['four parts', () => `${good}.x`],
    ['no algorithm, no signature', () => `${encode({ alg: 'none', typ: 'JWT' })}.${encode(claims)}.`],
    ['no algorithm, signed', async () => forge({ alg: 'none', typ: 'JWT' }, claims, await secret())],
    ['another algorithm', async () => forge({ alg: 'HS512', typ: 'JWT' }, claims, await secret())],
    ['an algorithm of public keys', async () => forge({ alg: 'RS256', typ: 'JWT' }, claims, await secret())],
    ['a header that asks for more', async () => forge({ ...header, crit: ['b64'], b64: false }, claims, await secret())],
    ['a key that the token names', async () => forge({ ...header, jwk: { kty: 'oct', k: 'AAAA' } }, claims, Buffer.alloc(3))],
    ['another key', () => forge(header, claims, Buffer.alloc(32, 1))],
    ['an empty key', () => forge(header, claims, '')],
    ['the secret in base64 as the key', async () => forge(header, claims, (await secret()).toString('base64'))],
    ['an altered claim', () => good.replace(good.split('.')[1]!, encode({ ...claims, sub: 'user:1' }))],
    ['an altered signature', () => `${good.slice(0, -2)}${good.endsWith('AA') ? 'BA' : 'AA'}`],
    [
      'bits that mean nothing',
      () =>
        good.slice(0, -1) +
        'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'[
          'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.indexOf(good.at(-1)!) ^ 1
        ],
    ],
    ['padding', () => `${good}=`],
    ['a space', () => `${good} `],
    ['a huge one', async () => forge(header, { ...claims, more: 'x'.repeat(100_000) }, await secret())],
    ['one more claim', async () => forge(header, { ...claims, role: 'admin' }, await secret())],
    ['no end', async () => forge(header, { ...claims, exp: undefined }, await secret())],
    ['an end that is no number', async () => forge(header, { ...claims, exp: '9999999999' }, await secret())],
    ['an end too far off', async () => forge(header, { ...claims, exp: (claims['iat'] as number) + tokenSecondsMax + 1 }, await secret())],
    ['a beginning in the future', async () => forge(header, { ...claims, iat: (claims['iat'] as number) + 120 }, await secret())],
    ['another epoch', async () => forge(header, { ...claims, epoch: 2 }, await secret())],
    ['somebody who never was', async () => forge(header, { ...claims, sub: 'user:77' }, await secret())],
    ['a kind that is none', async () => forge(header, { ...claims, sub: 'root:1' }, await secret())],
    ['a key with the number of a user', async () => forge(header, { ...claims, sub: `key:${ada.number}`, epoch: 0 }, await secret())],
    ['claims that are no object', async () => forge(header, [claims], await secret())],
  ])('%s', async (_, make) => {
    expect(await guards.tokens.verify(await make())).toBeNull()
  })
})

test('a token lives for a second to a day, in whole seconds', async () => {
  for (const seconds of [1, tokenSecondsMax])
    expect(await guards.tokens.verify((await guards.tokens.issue(ada, seconds)).token)).not.toBeNull()
  for (const seconds of [0, -1, 1.5, tokenSecondsMax + 1, Number.NaN, Number.POSITIVE_INFINITY]) {
    await expect(guards.tokens.issue(ada, seconds)).rejects.toMatchObject({ code: 'invalid' })
  }
})

test('a token fetches no other, and nobody who is disabled gets one', async () => {
  await expect(guards.tokens.issue({ ...ada, by: 'token' })).rejects.toMatchObject({ code: 'denied' })
  await guards.users.disable('ada', commandLine)
  await expect(guards.tokens.issue(ada)).rejects.toMatchObject({ code: 'unauthenticated' })
})

test('two processes that need the secret at once agree on one', async () => {
  const other = await openGuards({ store: guards.store })
  const issued = await Promise.all([guards.tokens.issue(ada), other.tokens.issue(ada), guards.tokens.issue(ada)])
  for (const { token } of issued) expect(await guards.tokens.verify(token)).not.toBeNull()
  expect(new Set(issued.map(({ token }) => token)).size).toBe(3)
  expect(await guards.store.settings.get(tokenSecretSetting)).toMatch(/^sealed:/)
})
