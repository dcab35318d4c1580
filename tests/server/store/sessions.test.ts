import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Session } from '../../../server/store/sessions.ts'
import type { Store } from '../../../server/store/store.ts'
import { openMemoryStore } from './memory-store.ts'
import { idOf, later, now } from './samples.ts'

let store: Store
beforeEach(async () => {
  store = await openMemoryStore()
  for (const id of [1, 2]) await store.users.insert({ id: idOf(id), name: `user ${id}`, passwordHash: '', role: 'admin', createdAt: now })
})
afterEach(() => store[Symbol.asyncDispose]())

async function insert(id: string, change: Partial<Session> = {}): Promise<Session> {
  const session = { id, userId: idOf(1), expiresAt: later(1000), createdAt: now, address: '198.51.100.1', agent: 'a browser', ...change }
  await store.sessions.insert(session)
  return session
}

test('a session is read as it was written, extended and removed', async () => {
  const session = await insert('a')
  expect(await store.sessions.find('a')).toEqual(session)
  await store.sessions.extend('a', later(5000))
  expect(await store.sessions.find('a')).toEqual({ ...session, expiresAt: later(5000) })
  await store.sessions.remove('a')
  expect(await store.sessions.find('a')).toBeNull()
})

test('those of a user are listed, the newest first, and removed but for one', async () => {
  await insert('a')
  await insert('b', { createdAt: later(1), address: null, agent: null })
  await insert('c', { createdAt: later(-1) })
  await insert('other', { userId: idOf(2) })
  expect((await store.sessions.listOf(idOf(1))).map(({ id }) => id)).toEqual(['b', 'a', 'c'])
  expect(await store.sessions.removeOf(idOf(1), 'a')).toBe(2)
  expect((await store.sessions.listOf(idOf(1))).map(({ id }) => id)).toEqual(['a'])
  expect(await store.sessions.removeOf(idOf(1))).toBe(1)
  expect(await store.sessions.find('other')).not.toBeNull()
})

test('as many that expired are forgotten as wished for, and no others', async () => {
  for (const id of ['a', 'b', 'c']) await insert(id)
  await insert('young', { expiresAt: later(1001) })
  expect(await store.sessions.removeExpired(later(999), 9)).toBe(0)
  expect(await store.sessions.removeExpired(later(1000), 2)).toBe(2)
  expect(await store.sessions.removeExpired(later(1000), 2)).toBe(1)
  expect((await store.sessions.listOf(idOf(1))).map(({ id }) => id)).toEqual(['young'])
})
