import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { commandLine } from '../../../server/auth/doer.ts'
import { principalOfUser } from '../../../server/auth/principals.ts'
import { doerOf, type Guards, openGuards, password } from './guard-house.ts'

let guards: Guards
beforeEach(async () => {
  guards = await openGuards()
  await guards.addUser('Ada')
})
afterEach(() => guards[Symbol.asyncDispose]())

const next = 'another long one'
const self = async (name: string) => ({ actor: principalOfUser((await guards.store.users.findByName(name))!, 'session'), address: null })

test('a user is shown without anything that proves who they are', async () => {
  const shown = await guards.addUser('Bob', 'viewer')
  expect(shown).toMatchObject({ name: 'Bob', role: 'viewer', isDisabled: false, hasTotp: false, recoveryCodesLeft: 0, lastLoginAt: null })
  expect(JSON.stringify([shown, await guards.users.list()])).not.toMatch(/argon2|passwordHash|recoveryCodes"|epoch/)
  expect((await guards.users.list()).map(({ name }) => name)).toEqual(['Ada', 'Bob'])
})

test('a user is found by name in whatever case, by id and by number', async () => {
  const { id, number } = await guards.users.find('ada')
  for (const wanted of ['Ada', ' ADA ', 'ａｄａ', id, `user:${number}`]) expect((await guards.users.find(wanted)).id).toBe(id)
  for (const wanted of ['', 'bob', 'user:99', `key:${number}`])
    await expect(guards.users.find(wanted)).rejects.toMatchObject({ code: 'not_found' })
})

describe('a new user', () => {
  test.each(['ADA', 'ada ', 'Ａda'])('may not be called %j beside Ada', async (name) => {
    await expect(guards.addUser(name)).rejects.toMatchObject({ code: 'conflict' })
  })

  test.each(['', '  ', 'a\nb', 'a\u202eb', 'a\u200bb', 'x'.repeat(65), 'user:3', 'KEY:1', 'a'.repeat(32), `hf_${'x'.repeat(43)}`])(
    'may not be called %j',
    async (name) => {
      await expect(guards.addUser(name)).rejects.toMatchObject({ code: 'invalid', detail: { fields: ['name'] } })
    },
  )

  test('needs a role and a password that will do', async () => {
    const add = (change: object) => guards.users.add({ name: 'bob', password, role: 'viewer', ...change }, commandLine)
    await expect(add({ role: 'root' })).rejects.toMatchObject({ code: 'invalid', detail: { fields: ['role'] } })
    await expect(add({ password: 'short' })).rejects.toMatchObject({ code: 'invalid', detail: { fields: ['password'] } })
    await expect(add({ name: 'Bob the builder', password: 'bob the builder' })).rejects.toMatchObject({ code: 'invalid' })
  })

  test('who is the first must be an admin', async () => {
    await using fresh = await openGuards()
    await expect(fresh.addUser('ada', 'viewer')).rejects.toMatchObject({ code: 'invalid', detail: { fields: ['role'] } })
    expect(await fresh.store.users.count()).toBe(0)
  })

  test('never gets the number of one who was removed', async () => {
    const { number } = await guards.addUser('bob', 'viewer')
    await guards.users.remove('bob', commandLine)
    expect((await guards.addUser('bob', 'viewer')).number).toBe(number + 1)
  })
})

describe('the last admin who can log in', () => {
  test('can be neither removed nor disabled nor made anything less', async () => {
    await guards.addUser('bob', 'viewer')
    await guards.addUser('carol')
    await guards.users.disable('carol', commandLine)
    for (const change of [
      () => guards.users.remove('ada', commandLine),
      () => guards.users.disable('ada', commandLine),
      () => guards.users.changeRole('ada', 'backup_operator', commandLine),
    ]) {
      await expect(change()).rejects.toMatchObject({ code: 'conflict' })
    }
    await guards.users.enable('carol', commandLine)
    await guards.users.remove('ada', commandLine)
  })

  test('stays, also when two go at once', async () => {
    await guards.addUser('bob')
    const outcomes = await Promise.allSettled([guards.users.remove('ada', commandLine), guards.users.disable('bob', commandLine)])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('may keep being one', async () => {
    await guards.users.changeRole('ada', 'admin', commandLine)
    await guards.users.changePassword('ada', { password: next }, commandLine)
  })
})

describe('what ends with a change', () => {
  const alive = async (value: string) => (await guards.sessions.validate(value)) !== null

  test('a new password ends the other sessions, and the old password', async () => {
    const [here, there] = [await guards.logIn('ada'), await guards.logIn('ada')]
    await guards.users.changePassword('ada', { password: next, sessionCookie: here.value }, await self('ada'))
    expect([await alive(here.value), await alive(there.value)]).toEqual([true, false])
    await expect(guards.logIn('ada')).rejects.toMatchObject({ code: 'unauthenticated' })
    await guards.logIn('ada', { password: next })
  })

  test('a new password from elsewhere ends all sessions', async () => {
    const { value } = await guards.logIn('ada')
    await guards.users.changePassword('ada', { password: next }, commandLine)
    expect(await alive(value)).toBe(false)
  })

  test('a new role counts in the session that goes on', async () => {
    await guards.addUser('bob')
    const { value } = await guards.logIn('bob')
    await guards.users.changeRole('bob', 'viewer', commandLine)
    expect((await guards.sessions.validate(value))?.user.role).toBe('viewer')
  })

  test('disabling ends sessions at once', async () => {
    await guards.addUser('bob')
    const { value } = await guards.logIn('bob')
    await guards.users.disable('bob', commandLine)
    expect(await alive(value)).toBe(false)
    expect(await guards.store.sessions.listOf((await guards.users.find('bob')).id)).toEqual([])
  })
})

describe('who may', () => {
  test.each([
    ['an operator', doerOf({ role: 'backup_operator' })],
    ['a key for some sources', doerOf({ kind: 'key', sourceIds: ['a'] })],
  ])('%s may change nobody', async (_, by) => {
    await guards.addUser('bob', 'viewer')
    for (const change of [
      () => guards.users.add({ name: 'eve', password, role: 'viewer' }, by),
      () => guards.users.changeRole('bob', 'viewer', by),
      () => guards.users.changePassword('bob', { password: next }, by),
      () => guards.users.disable('bob', by),
      () => guards.users.enable('bob', by),
      () => guards.users.remove('bob', by),
    ]) {
      await expect(change()).rejects.toMatchObject({ code: 'denied' })
    }
    expect(await guards.actions()).toEqual(['user.add', 'user.add'])
  })

  test('everybody may change their own password, and nothing else', async () => {
    await guards.addUser('bob', 'viewer')
    const bob = await self('bob')
    await guards.users.changePassword('bob', { password: next }, bob)
    await expect(guards.users.changeRole('bob', 'admin', bob)).rejects.toMatchObject({ code: 'denied' })
    await expect(guards.users.changePassword('ada', { password: next }, bob)).rejects.toMatchObject({ code: 'denied' })
  })

  test('a key is not the user of the same id', async () => {
    const { id } = await guards.users.find('ada')
    const by = doerOf({ kind: 'key', role: 'viewer', id })
    await expect(guards.users.changePassword('ada', { password: next }, by)).rejects.toMatchObject({ code: 'denied' })
  })
})

test('everything is written down, with who did it and what became what', async () => {
  const by = doerOf()
  await guards.users.add({ name: 'bob', password, role: 'viewer' }, by)
  await guards.users.changeRole('bob', 'backup_operator', by)
  await guards.users.changePassword('bob', { password: next }, by)
  await guards.users.disable('bob', by)
  await guards.users.enable('bob', by)
  await guards.users.remove('bob', by)
  const entries = await guards.audit.list({ actor: 'user:99' }, { limit: 9 })
  expect(entries.map(({ action }) => action).reverse()).toEqual([
    'user.add',
    'user.role',
    'user.password',
    'user.disable',
    'user.enable',
    'user.remove',
  ])
  expect(new Set(entries.map(({ subject, actorName, address }) => `${subject} ${actorName} ${address}`))).toEqual(
    new Set(['user:2 somebody 203.0.113.9']),
  )
  expect(entries[4]!.detail).toEqual({ name: 'bob', from: 'viewer', to: 'backup_operator' })
  expect(JSON.stringify(entries)).not.toContain(next)
})

test('what fails is not written down', async () => {
  await expect(guards.users.remove('ada', commandLine)).rejects.toMatchObject({ code: 'conflict' })
  expect(await guards.actions()).toEqual(['user.add'])
})
