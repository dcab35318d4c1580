import { expect, test } from 'vitest'
import { openMemoryStore } from './memory-store.ts'
import { later, now } from './samples.ts'

const given = { actor: 'user:1', key: 'k', requestDigest: 'd', at: now }

test('a key belongs to the first request, and tells the second what was answered', async () => {
  await using store = await openMemoryStore()
  expect(await store.answers.claim(given)).toBeNull()
  expect(await store.answers.claim({ ...given, requestDigest: 'other' })).toEqual({ requestDigest: 'd', status: null, body: null })
  await store.answers.settle('user:1', 'k', { status: 202, body: '{}' })
  expect(await store.answers.claim(given)).toEqual({ requestDigest: 'd', status: 202, body: '{}' })
  expect(await store.answers.claim({ ...given, actor: 'user:2' })).toBeNull()
})

test('a key that was given back or is old is free again', async () => {
  await using store = await openMemoryStore()
  await store.answers.claim(given)
  await store.answers.release('user:1', 'k')
  expect(await store.answers.claim(given)).toBeNull()
  await store.answers.forgetBefore(later(1))
  expect(await store.answers.claim(given)).toBeNull()
})
