import { hash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { commandLine } from '../../../server/auth/doer.ts'
import type { NewKey } from '../../../server/auth/keys.ts'
import { doerOf, type Guards, hour, openGuards } from './guard-house.ts'

let guards: Guards
beforeEach(async () => {
  guards = await openGuards()
})
afterEach(() => guards[Symbol.asyncDispose]())

const wish: NewKey = { name: 'ci', role: 'backup_operator', sourceIds: null, expiresAt: null }
const create = (change: Partial<NewKey> = {}, by = commandLine) => guards.keys.create({ ...wish, ...change }, by)

test('a key is found by its secret, of which only a hash and the beginning are kept', async () => {
  const { key, secret } = await create({ sourceIds: ['a', 'b'] })
  expect(secret).toMatch(/^hf_[A-Za-z0-9_-]{43}$/)
  expect(key.prefix).toBe(`${secret.slice(0, 7)}…`)
  expect(await guards.keys.use(secret)).toMatchObject({ id: key.id, role: 'backup_operator', sourceIds: ['a', 'b'] })
  expect((await guards.store.apiKeys.find(key.id))!.secretHash).toBe(hash('sha256', secret, 'hex'))
  expect(JSON.stringify([key, await guards.keys.list(), await guards.audit.list({}, { limit: 9 })])).not.toContain(secret.slice(7))
})

test('anything else is no key', async () => {
  const { secret } = await create()
  const { secretHash } = (await guards.store.apiKeys.list())[0]!
  const turned = secret.endsWith('A') ? `${secret.slice(0, -1)}B` : `${secret.slice(0, -1)}A`
  for (const wrong of ['', 'hf_', secret.slice(3), secret.slice(0, 7), `${secret} `, turned, secretHash, secret.toUpperCase()]) {
    expect(await guards.keys.use(wrong)).toBeNull()
  }
})

test('a key expires to the instant, and a revoked one is none', async () => {
  const { secret } = await create({ expiresAt: new Date(guards.clock.now().getTime() + hour) })
  const { secret: other } = await create({ name: 'other' })
  guards.clock.advance(hour - 1)
  expect(await guards.keys.use(secret)).not.toBeNull()
  guards.clock.advance(1)
  expect(await guards.keys.use(secret)).toBeNull()
  expect((await guards.keys.revoke('other', commandLine)).isLive).toBe(false)
  expect(await guards.keys.use(other)).toBeNull()
  await expect(guards.keys.revoke('key:2', commandLine)).rejects.toMatchObject({ code: 'conflict' })
  expect(await guards.actions()).toEqual(['key.revoke', 'key.create', 'key.create'])
})

test('the last use is written once a minute', async () => {
  const { key, secret } = await create()
  const lastUse = async () => (await guards.store.apiKeys.find(key.id))!.lastUsedAt?.getTime()
  const first = guards.clock.now().getTime()
  expect(await lastUse()).toBeUndefined()
  await guards.keys.use(secret)
  guards.clock.advance(59_999)
  await guards.keys.use(secret)
  expect(await lastUse()).toBe(first)
  guards.clock.advance(1)
  await guards.keys.use(secret)
  expect(await lastUse()).toBe(first + 60_000)
})

describe('a key is called', () => {
  test('by its name, number, id or beginning', async () => {
    const { key, secret } = await create()
    for (const wanted of ['ci', ' ci ', `key:${key.number}`, key.id, secret.slice(0, 7), key.prefix]) {
      expect((await guards.keys.find(wanted)).id).toBe(key.id)
    }
    for (const wanted of ['other', 'key:99', 'user:1', ''])
      await expect(guards.keys.find(wanted)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('and where several have that name, nothing is chosen', async () => {
    const { key } = await create()
    const { key: other } = await create()
    const refusal = await guards.keys.find('ci').catch((error) => error)
    expect(refusal).toMatchObject({ code: 'conflict' })
    expect(refusal.remedy).toContain(`key:${key.number}, key:${other.number}`)
    await guards.keys.revoke(key.id, commandLine)
    expect((await guards.keys.find('ci')).id).toBe(other.id)
  })
})

test.each<[string, Partial<NewKey>, string]>([
  ['no name', { name: ' ' }, 'name'],
  ['a secret for a name', { name: `hf_${'a'.repeat(43)}` }, 'name'],
  ['no source', { sourceIds: [] }, 'sourceIds'],
  ['a role that is none', { role: 'root' as never }, 'role'],
  ['a time that is over', { expiresAt: new Date(0) }, 'expiresAt'],
  ['no time', { expiresAt: new Date(Number.NaN) }, 'expiresAt'],
])('%s is refused', async (_, change, field) => {
  await expect(create(change)).rejects.toMatchObject({ code: 'invalid', detail: { fields: [field] } })
  expect(await guards.keys.list()).toEqual([])
})

describe('nobody gives away more than they have', () => {
  const bound = doerOf({ kind: 'key', role: 'admin', sourceIds: ['a', 'b'], by: 'key' })

  test.each<[string, Partial<NewKey>, ReturnType<typeof doerOf>]>([
    ['a higher role', { role: 'admin' }, doerOf({ role: 'backup_operator' })],
    ['all sources, bound to some', { role: 'viewer' }, bound],
    ['another source', { role: 'viewer', sourceIds: ['a', 'c'] }, bound],
  ])('%s', async (_, change, by) => {
    await expect(create(change, by)).rejects.toMatchObject({ code: 'denied' })
    const { key } = await create({ role: 'admin', ...change })
    await expect(guards.keys.revoke(key.id, by)).rejects.toMatchObject({ code: 'denied' })
  })

  test('but as much as that', async () => {
    const { key } = await create({ role: 'admin', sourceIds: ['b'] }, bound)
    expect(key.createdBy).toBe('key:99')
    await guards.keys.revoke(key.id, bound)
  })
})

test('users and keys share one sequence of numbers', async () => {
  const { key } = await create()
  const { number } = await guards.addUser('ada')
  const { key: other } = await create()
  expect([key.number, number, other.number]).toEqual([1, 2, 3])
})
