import { hash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { commandLine } from '../../../server/auth/doer.ts'
import { day, type Guards, hour, openGuards } from './guard-house.ts'

const place = { address: '198.51.100.1', agent: 'a browser' }

let guards: Guards
beforeEach(async () => {
  guards = await openGuards()
  await guards.addUser('ada')
  await guards.addUser('bob')
})
afterEach(() => guards[Symbol.asyncDispose]())

const user = async (name: string) => (await guards.store.users.findByName(name))!
const start = async (name = 'ada', replaces?: string) => (await guards.sessions.start(await user(name), place, replaces)).value
const isAlive = async (value: string) => (await guards.sessions.validate(value)) !== null

test('a session says whose it is, and what is kept of it is a hash', async () => {
  const value = await start()
  expect(value).toMatch(/^[A-Za-z0-9_-]{43}$/)
  expect((await guards.sessions.validate(value))?.user.name).toBe('ada')
  const [kept] = await guards.sessions.list((await user('ada')).id)
  expect(kept).toMatchObject({ id: hash('sha256', value, 'hex'), ...place })
  expect(guards.sessions.idOf(value)).toBe(kept!.id)
})

test('the hash that is kept opens nothing, nor does anything else', async () => {
  const value = await start()
  for (const wrong of ['', 'x', guards.sessions.idOf(value), `${value}x`, `${value.slice(0, -1)}${value.endsWith('A') ? 'B' : 'A'}`]) {
    expect(await isAlive(wrong)).toBe(false)
  }
})

describe('the end', () => {
  test('comes two weeks after the last use, and half of them later at the earliest', async () => {
    const value = await start()
    const expiresAt = async () => (await guards.store.sessions.find(guards.sessions.idOf(value)))?.expiresAt.getTime()
    const atFirst = await expiresAt()
    expect(atFirst).toBeCloseTo(guards.clock.now().getTime() + 14 * day, -4)
    guards.clock.advance(6 * day)
    expect(await guards.sessions.validate(value)).toMatchObject({ isProlonged: false })
    expect(await expiresAt()).toBe(atFirst)
    guards.clock.advance(2 * day)
    expect(await guards.sessions.validate(value)).toMatchObject({ isProlonged: true })
    expect(await expiresAt()).toBeCloseTo(guards.clock.now().getTime() + 14 * day, -4)
    guards.clock.advance(14 * day + hour)
    expect(await isAlive(value)).toBe(false)
    expect(await expiresAt()).toBeUndefined()
  })

  test('comes 90 days after the login at the latest, however often the session is used', async () => {
    const value = await start()
    for (let days = 0; days < 88; days += 4) {
      guards.clock.advance(4 * day)
      expect([days, await isAlive(value)]).toEqual([days, true])
    }
    const [kept] = await guards.sessions.list((await user('ada')).id)
    expect(kept!.expiresAt).toEqual(new Date(kept!.createdAt.getTime() + 90 * day))
    guards.clock.advance(2 * day)
    expect(await isAlive(value)).toBe(false)
  })

  test('comes at once by logging out, for this one alone', async () => {
    const [one, other] = [await start(), await start()]
    await guards.sessions.end(one)
    expect([await isAlive(one), await isAlive(other)]).toEqual([false, true])
    await guards.sessions.end('no session at all')
  })

  test('comes for all of a user, or all others, and nobody else', async () => {
    const [one, other, third, bobs] = [await start(), await start(), await start(), await start('bob')]
    expect(await guards.sessions.endAll((await user('ada')).id, one)).toBe(2)
    expect([await isAlive(one), await isAlive(other), await isAlive(third), await isAlive(bobs)]).toEqual([true, false, false, true])
    await guards.sessions.endAll((await user('ada')).id)
    expect([await isAlive(one), await isAlive(bobs)]).toEqual([false, true])
  })

  test('comes for one by the id that a list shows, but only for one of the same user', async () => {
    const [adas, bobs] = [await start(), await start('bob')]
    const { id } = await user('ada')
    expect(await guards.sessions.endById(id, guards.sessions.idOf(bobs))).toBe(false)
    expect(await guards.sessions.endById(id, guards.sessions.idOf(adas))).toBe(true)
    expect([await isAlive(adas), await isAlive(bobs)]).toEqual([false, true])
  })

  test('comes with the disabling of the user, and enabling brings nothing back', async () => {
    const value = await start('bob')
    // Even where its row were left.
    await guards.store.users.change((await user('bob')).id, { isDisabled: true, updatedAt: guards.clock.now() })
    expect(await isAlive(value)).toBe(false)
    expect(await guards.store.sessions.find(guards.sessions.idOf(value))).toBeNull()
    await guards.users.enable('bob', commandLine)
    expect(await isAlive(value)).toBe(false)
  })

  test('comes with the removal of the user', async () => {
    const value = await start('bob')
    await guards.users.remove('bob', commandLine)
    expect(await isAlive(value)).toBe(false)
  })
})

test('a login takes the place of the session that the browser came with', async () => {
  const before = await start()
  const after = await start('ada', before)
  expect([await isAlive(before), await isAlive(after)]).toEqual([false, true])
})

test('nobody gets a session with a password, a role or an account that ended while they logged in', async () => {
  const asItWas = await user('bob')
  await guards.users.changePassword('bob', { password: 'another long one' }, commandLine)
  await expect(guards.sessions.start(asItWas, place)).rejects.toMatchObject({ code: 'unauthenticated' })
  const changed = await user('bob')
  await guards.users.disable('bob', commandLine)
  await expect(guards.sessions.start(changed, place)).rejects.toMatchObject({ code: 'unauthenticated' })
  expect(await guards.store.sessions.listOf(asItWas.id)).toEqual([])
})

test('the cookie is for this site alone, out of reach of scripts, and by TLS only where it came by TLS', () => {
  const attributes = guards.sessions.cookie('value', true).split('; ')
  expect(attributes).toEqual(expect.arrayContaining(['holdfast_session=value', 'HttpOnly', 'SameSite=Lax', 'Path=/', 'Secure']))
  expect(attributes).toContain(`Max-Age=${14 * 86_400}`)
  expect(guards.sessions.cookie('value', false)).not.toContain('Secure')
  expect(guards.sessions.blankCookie(true)).toMatch(/^holdfast_session=; .*Max-Age=0/)
})

test('a browser that names itself at length is cut short', async () => {
  const { value } = await guards.sessions.start(await user('ada'), { address: null, agent: 'x'.repeat(10_000) })
  expect((await guards.store.sessions.find(guards.sessions.idOf(value)))!.agent).toHaveLength(300)
})

test('expired ones are forgotten and the others stay', async () => {
  await start()
  guards.clock.advance(10 * day)
  const young = await start()
  guards.clock.advance(5 * day)
  expect(await guards.sessions.list((await user('ada')).id)).toHaveLength(1)
  expect(await guards.store.sessions.listOf((await user('ada')).id)).toHaveLength(2)
  expect(await guards.sessions.forgetExpired()).toBe(true)
  expect((await guards.store.sessions.listOf((await user('ada')).id)).map(({ id }) => id)).toEqual([guards.sessions.idOf(young)])
})
