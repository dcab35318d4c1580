import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { setupTokenSetting } from '../../../server/auth/setup.ts'
import { day, type Guards, openGuards, password } from './guard-house.ts'

let guards: Guards
beforeEach(async () => {
  guards = await openGuards()
})
afterEach(() => guards[Symbol.asyncDispose]())

const claim = (token: string, name = 'ada') => guards.setup.claimSetup({ token, name, password, address: '198.51.100.1' })

test('the link makes the first admin, and nothing of it stays', async () => {
  const token = (await guards.setup.ensureSetupToken())!
  expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/)
  expect(await guards.store.settings.get(setupTokenSetting)).not.toContain(token)
  expect([await guards.setup.isOpen(), await guards.setup.isValid(token)]).toEqual([true, true])
  expect(await claim(token)).toMatchObject({ name: 'ada', role: 'admin' })
  expect([await guards.setup.isOpen(), await guards.setup.isValid(token)]).toEqual([false, false])
  expect(await guards.store.settings.get(setupTokenSetting)).toBeNull()
  expect(await guards.actions()).toEqual(['setup.claim'])
  expect((await guards.logIn('ada')).principal.role).toBe('admin')
})

test('of many who come at once, one becomes the admin', async () => {
  const token = (await guards.setup.ensureSetupToken())!
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => claim(token, `admin ${index}`)))
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'conflict' })
  expect(await guards.store.users.count()).toBe(1)
})

describe('a link is none', () => {
  test('that was never given out; and no password is hashed for it', async () => {
    await expect(claim('x'.repeat(43))).rejects.toMatchObject({ code: 'unauthenticated' })
    await guards.setup.ensureSetupToken()
    for (const wrong of ['', 'x', 'x'.repeat(43), 'x'.repeat(10_000)]) {
      expect(await guards.setup.isValid(wrong)).toBe(false)
      await expect(claim(wrong)).rejects.toMatchObject({ code: 'unauthenticated' })
    }
    expect(guards.hashes.count).toBe(0)
  })

  test('that an earlier start gave out', async () => {
    const before = (await guards.setup.ensureSetupToken())!
    const after = (await guards.setup.ensureSetupToken())!
    await expect(claim(before)).rejects.toMatchObject({ code: 'unauthenticated' })
    await claim(after)
  })

  test('that is a day old, by which time it is forgotten', async () => {
    const token = (await guards.setup.ensureSetupToken())!
    guards.clock.advance(day - 1)
    await guards.setup.forgetExpired()
    expect(await guards.setup.isValid(token)).toBe(true)
    guards.clock.advance(1)
    await expect(claim(token)).rejects.toMatchObject({ code: 'unauthenticated' })
    await guards.setup.forgetExpired()
    expect(await guards.store.settings.get(setupTokenSetting)).toBeNull()
  })

  test('once there is a user, however that came to be', async () => {
    const token = (await guards.setup.ensureSetupToken())!
    await guards.addUser('ada')
    await expect(claim(token, 'mallory')).rejects.toMatchObject({ code: 'conflict' })
    expect(await guards.setup.ensureSetupToken()).toBeNull()
    expect(await guards.store.settings.get(setupTokenSetting)).toBeNull()
  })
})

test('a name or a password that will not do leaves the link as it was', async () => {
  const token = (await guards.setup.ensureSetupToken())!
  await expect(guards.setup.claimSetup({ token, name: 'ada', password: 'short', address: null })).rejects.toMatchObject({ code: 'invalid' })
  await expect(claim(token, ' ')).rejects.toMatchObject({ code: 'invalid' })
  await claim(token)
})
