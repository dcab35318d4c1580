import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ApiKey } from '../../../server/store/api-keys.ts'
import type { Store } from '../../../server/store/store.ts'
import { openMemoryStore } from './memory-store.ts'
import { idOf, later, now } from './samples.ts'

let store: Store
beforeEach(async () => {
  store = await openMemoryStore()
})
afterEach(() => store[Symbol.asyncDispose]())

const insert = (id: number, change: Partial<ApiKey> = {}) =>
  store.apiKeys.insert({
    id: idOf(id),
    name: 'ci',
    prefix: 'hf_ab12…',
    secretHash: `hash ${id}`,
    role: 'viewer',
    sourceIds: ['a', 'b'],
    expiresAt: later(1000),
    createdBy: 'user:3',
    createdAt: now,
    ...change,
  })

test('a key is read as it was written, by each of its names', async () => {
  const key = await insert(1)
  expect(key).toMatchObject({ number: 1, lastUsedAt: null, revokedAt: null, sourceIds: ['a', 'b'] })
  expect(await store.apiKeys.find(idOf(1))).toEqual(key)
  expect(await store.apiKeys.findByHash('hash 1')).toEqual(key)
  expect(await store.apiKeys.findByNumber(1)).toEqual(key)
  expect([await store.apiKeys.find('x'), await store.apiKeys.findByHash('x'), await store.apiKeys.findByNumber(9)]).toEqual([
    null,
    null,
    null,
  ])
  const unbound = await insert(2, { sourceIds: null, expiresAt: null, createdBy: null })
  expect(await store.apiKeys.list()).toEqual([key, unbound])
})

test('a use is remembered unless one was just before, and never moved back', async () => {
  await insert(1)
  const use = async (at: Date, unlessSince: Date) => {
    await store.apiKeys.seeUse(idOf(1), at, unlessSince)
    return (await store.apiKeys.find(idOf(1)))!.lastUsedAt
  }
  expect(await use(later(10), later(-50))).toEqual(later(10))
  expect(await use(later(60), later(0))).toEqual(later(10))
  expect(await use(later(70), later(10))).toEqual(later(70))
  expect(await use(later(20), later(-40))).toEqual(later(70))
})

test('a key is revoked once, and stays in the list', async () => {
  await insert(1)
  expect([await store.apiKeys.revoke(idOf(1), later(1)), await store.apiKeys.revoke(idOf(1), later(2))]).toEqual([true, false])
  expect(await store.apiKeys.revoke('x', now)).toBe(false)
  expect((await store.apiKeys.list())[0]!.revokedAt).toEqual(later(1))
})

test('no two keys have one secret, and what is refused takes no number', async () => {
  await insert(1)
  await expect(insert(2, { secretHash: 'hash 1' })).rejects.toThrow()
  expect((await insert(3)).number).toBe(2)
})
