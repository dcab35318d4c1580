import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AuditEvent } from '../../../server/store/audit.ts'
import { canonicalJson, chainStart, hashOfLink } from '../../../server/store/audit-chain.ts'
import type { Store } from '../../../server/store/store.ts'
import { openMemoryStore } from './memory-store.ts'
import { later, now } from './samples.ts'

let store: Store
beforeEach(async () => {
  store = await openMemoryStore()
})
afterEach(() => store[Symbol.asyncDispose]())

const append = (change: Partial<AuditEvent> = {}) =>
  store.audit.append({
    at: now,
    actor: 'user:1',
    actorName: 'ada',
    action: 'user.add',
    subject: 'user:2',
    address: '198.51.100.1',
    detail: { name: 'bob' },
    ...change,
  })

test('each entry holds the hash of the one before it', async () => {
  const [first, second] = [await append(), await append({ detail: {} })]
  const links = await store.audit.linksAfter(0, 9)
  expect(links.map(({ seq, previousHash, hash }) => [seq, previousHash, hash])).toEqual([
    [1, chainStart, first.hash],
    [2, first.hash, second.hash],
  ])
  for (const link of links) expect(hashOfLink(link)).toBe(link.hash)
  expect(await store.audit.linksAfter(1, 9)).toHaveLength(1)
  expect(await store.audit.head()).toEqual({ seq: 2, hash: second.hash, brokenSeq: null })
})

test('entries are chosen by who, what, whom and when, and come in pages, the newest first', async () => {
  await append()
  await append({ actor: null, actorName: 'command line', at: later(10) })
  await append({ action: 'key.create', subject: 'key:3', at: later(20) })
  const seqs = async (...given: Parameters<typeof store.audit.list>) => (await store.audit.list(...given)).map(({ seq }) => seq)
  expect(await seqs({}, { limit: 9 })).toEqual([3, 2, 1])
  expect(await seqs({}, { limit: 1, offset: 1 })).toEqual([2])
  expect(await seqs({}, { limit: 9, beforeSeq: 3 })).toEqual([2, 1])
  expect(await seqs({ actor: 'user:1' }, { limit: 9 })).toEqual([3, 1])
  expect(await seqs({ action: 'user.add', subject: 'user:2' }, { limit: 9 })).toEqual([2, 1])
  expect(await seqs({ from: later(10), to: later(20) }, { limit: 9 })).toEqual([2])
  expect([await store.audit.count({}), await store.audit.count({ action: 'key.create' })]).toEqual([3, 1])
})

describe('the hash', () => {
  const link = {
    seq: 1,
    at: 2,
    actor: 'a',
    actorName: 'b',
    action: 'c',
    subject: 'd',
    address: 'e',
    detail: '{}',
    previousHash: chainStart,
  }

  test.each(Object.keys(link))('changes with %s', (field) => {
    expect(hashOfLink({ ...link, [field]: typeof link[field as keyof typeof link] === 'number' ? 9 : 'x' })).not.toBe(hashOfLink(link))
  })

  test('tells where one field ends and the next begins, and nothing from an empty text', () => {
    expect(hashOfLink({ ...link, actor: 'ab', actorName: '' })).not.toBe(hashOfLink(link))
    expect(hashOfLink({ ...link, subject: null })).not.toBe(hashOfLink({ ...link, subject: '' }))
    expect(hashOfLink({ ...link, subject: null, address: 'x' })).not.toBe(hashOfLink({ ...link, subject: 'x', address: null }))
  })

  test('is what anybody computes', () => {
    expect(hashOfLink(link)).toBe('8da2214e110ca664254107330015cdbcc051f53699f4f476562894ff7955f2fd')
  })
})

test('JSON is the same for the same content', () => {
  expect(canonicalJson({ b: 1, a: { d: [{ z: 1, y: 2 }], c: null } })).toBe('{"a":{"c":null,"d":[{"y":2,"z":1}]},"b":1}')
})
