import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openDatabase } from '../../../server/store/database.ts'
import { migrate } from '../../../server/store/migrate.ts'
import { createSealer } from '../../../server/store/sealing.ts'
import { type Store, storeOf } from '../../../server/store/store.ts'
import { foldUserName } from '../../../server/store/user-row.ts'
import type { NewUser } from '../../../server/store/users.ts'
import { keyOf, openMemoryStore } from './memory-store.ts'
import { idOf, later, now } from './samples.ts'

let store: Store
beforeEach(async () => {
  store = await openMemoryStore()
})
afterEach(() => store[Symbol.asyncDispose]())

const insert = (id: number, change: Partial<NewUser> = {}) =>
  store.users.insert({ id: idOf(id), name: `user ${id}`, passwordHash: 'hash', role: 'admin', createdAt: now, ...change })

test('a user is read as it was written', async () => {
  const user = await insert(1)
  expect(user).toEqual({
    id: idOf(1),
    number: 1,
    name: 'user 1',
    passwordHash: 'hash',
    role: 'admin',
    isDisabled: false,
    hasTotp: false,
    totpLastStep: null,
    recoveryCodes: [],
    epoch: 1,
    createdAt: now,
    updatedAt: now,
    lastLoginAt: null,
  })
  expect(await store.users.find(idOf(1))).toEqual(user)
  expect(await store.users.findByNumber(1)).toEqual(user)
  expect(await store.users.findByName('USER 1')).toEqual(user)
  expect([await store.users.find('x'), await store.users.findByName('x'), await store.users.findByNumber(2)]).toEqual([null, null, null])
})

test('a name is taken in every case and form of it, and a refused user takes no number', async () => {
  await insert(1, { name: 'Straße' })
  for (const name of ['straße', 'STRASSE', ' Strasse ', 'ｓｔｒａｓｓｅ'])
    await expect(insert(2, { name })).rejects.toMatchObject({ code: 'conflict' })
  expect((await insert(2)).number).toBe(2)
  expect(foldUserName('Ada')).not.toBe(foldUserName('Adа'))
})

test('every change that ends tokens is counted, and only what is given changes', async () => {
  await insert(1)
  await store.users.change(idOf(1), { role: 'viewer', updatedAt: later(1) })
  await store.users.change(idOf(1), { passwordHash: 'other', updatedAt: later(2) })
  await store.users.change(idOf(1), { isDisabled: true, updatedAt: later(3) })
  expect(await store.users.find(idOf(1))).toMatchObject({
    role: 'viewer',
    passwordHash: 'other',
    isDisabled: true,
    epoch: 4,
    updatedAt: later(3),
  })
  await store.users.seeLogin(idOf(1), later(4))
  await store.users.rehash(idOf(1), 'stale', 'never')
  expect((await store.users.find(idOf(1)))!.passwordHash).toBe('other')
  await store.users.rehash(idOf(1), 'other', 'stronger')
  expect(await store.users.find(idOf(1))).toMatchObject({ passwordHash: 'stronger', epoch: 4, lastLoginAt: later(4) })
  await expect(store.users.change(idOf(9), { role: 'admin', updatedAt: now })).rejects.toMatchObject({ code: 'not_found' })
})

test('only admins who can log in are counted as others', async () => {
  await insert(1)
  await insert(2)
  await insert(3, { role: 'backup_operator' })
  expect([await store.users.countOtherAdmins(idOf(1)), await store.users.countOtherAdmins(idOf(3)), await store.users.count()]).toEqual([
    1, 2, 3,
  ])
  await store.users.change(idOf(2), { isDisabled: true, updatedAt: now })
  expect(await store.users.countOtherAdmins(idOf(1))).toBe(0)
})

describe('the second factor', () => {
  const totp = { secret: 'canary', lastStep: 5, recoveryCodes: ['a', 'b'] }
  beforeEach(() => insert(1))

  test('is sealed, opened where it is needed, and gone when it is turned off', async () => {
    await store.users.setTotp(idOf(1), totp, now)
    expect(await store.users.find(idOf(1))).toMatchObject({ hasTotp: true, totpLastStep: 5, recoveryCodes: ['a', 'b'] })
    expect(await store.users.totpSecret(idOf(1))).toBe('canary')
    await store.users.setTotp(idOf(1), null, now)
    expect(await store.users.find(idOf(1))).toMatchObject({ hasTotp: false, totpLastStep: null, recoveryCodes: [] })
    expect(await store.users.totpSecret(idOf(1))).toBeNull()
    await expect(store.users.setTotp(idOf(9), totp, now)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('takes each step once, and none before the last', async () => {
    await store.users.setTotp(idOf(1), totp, now)
    const taken: boolean[] = []
    for (const step of [4, 5, 6, 6, 5, 8, 7]) taken.push(await store.users.takeTotpStep(idOf(1), step))
    expect(taken).toEqual([false, false, true, false, false, true, false])
  })

  test('takes each recovery code once', async () => {
    await store.users.setTotp(idOf(1), totp, now)
    const taken = await Promise.all(['a', 'a', 'x', 'b'].map((code) => store.users.takeRecoveryCode(idOf(1), code)))
    expect(taken).toEqual([true, false, false, true])
    expect(await store.users.takeRecoveryCode(idOf(9), 'a')).toBe(false)
  })

  test('is sealed anew with another key, which alone opens it then', async () => {
    const next = createSealer(keyOf(8))
    const db = openDatabase(':memory:')
    await migrate(db)
    await using resealed = storeOf(db, createSealer(keyOf(7)))
    for (const id of [1, 2])
      await resealed.users.insert({ id: idOf(id), name: `user ${id}`, passwordHash: 'hash', role: 'admin', createdAt: now })
    await resealed.users.setTotp(idOf(1), totp, now)
    await resealed.transaction((nouns) => nouns.users.reseal(next))
    await expect(resealed.users.totpSecret(idOf(1))).rejects.toMatchObject({ code: 'denied' })
    expect(await storeOf(db, next).users.totpSecret(idOf(1))).toBe('canary')
  })
})

test('a user who is removed takes the sessions along, and leaves the number', async () => {
  await insert(1)
  await store.sessions.insert({ id: 's', userId: idOf(1), expiresAt: later(1), createdAt: now, address: null, agent: null })
  await store.users.remove(idOf(1))
  expect(await store.sessions.find('s')).toBeNull()
  expect((await insert(2)).number).toBe(2)
})

test('a session of nobody is refused', async () => {
  const session = { id: 's', userId: 'x', expiresAt: later(1), createdAt: now, address: null, agent: null }
  await expect(store.sessions.insert(session)).rejects.toThrow()
})
