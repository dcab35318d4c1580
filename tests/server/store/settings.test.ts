import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Store } from '../../../server/store/store.ts'
import { openMemoryStore } from './memory-store.ts'
import { later, now } from './samples.ts'

let store: Store
beforeEach(async () => {
  store = await openMemoryStore()
})
afterEach(() => store[Symbol.asyncDispose]())

test('a value is null until it is set, then the last one that was set, and null again when it is removed', async () => {
  expect(await store.settings.get('a')).toBeNull()
  await store.settings.set('a', '1')
  await store.settings.set('a', '2')
  expect(await store.settings.get('a')).toBe('2')
  await store.settings.remove('a')
  expect(await store.settings.get('a')).toBeNull()
})

test('a secret is kept sealed, under its own name alone', async () => {
  expect(await store.settings.getSecret('token')).toBeNull()
  await store.settings.setSecret('token', 'canary')
  expect(await store.settings.getSecret('token')).toBe('canary')
  const kept = await store.settings.get('token')
  expect(kept).not.toContain('canary')
  await store.settings.set('other', kept!)
  await expect(store.settings.getSecret('other')).rejects.toMatchObject({ code: 'corrupt' })
})

test('what was last seen moves forward and never back', async () => {
  expect(await store.settings.lastSeen()).toBeNull()
  await store.settings.see(now)
  await store.settings.see(later(-1000))
  expect(await store.settings.lastSeen()).toEqual(now)
  await store.settings.see(later(1))
  expect(await store.settings.lastSeen()).toEqual(later(1))
  // A time of fewer digits is not taken for a later one, as its text would be.
  await store.settings.see(new Date(999))
  expect(await store.settings.lastSeen()).toEqual(later(1))
})

test('values are listed by key, secrets as they are sealed', async () => {
  await store.settings.set('b', '2')
  await store.settings.setSecret('a', 'canary')
  const list = await store.settings.list()
  expect(list.map(({ key }) => key)).toEqual(['a', 'b'])
  expect(JSON.stringify(list)).not.toContain('canary')
})
