import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ShownKey } from '../../../server/auth/keys.ts'
import { SourceService } from '../../../server/services/sources.ts'
import { type GuardedPlace, openGuardedPlace } from './guarded-place.ts'

let place: GuardedPlace
beforeEach(async () => {
  place = await openGuardedPlace()
})
afterEach(() => place[Symbol.asyncDispose]())

const addSource = async (name: string) => {
  const options = { isProbed: false, signal: new AbortController().signal }
  const config = { path: `${place.folder}/${name}.db` }
  return (await new SourceService(place.installation).add({ name, dialect: 'sqlite', config }, options)).source.id
}

test('the key is the only thing on standard output, and works beside whoever has the data folder open', async () => {
  const { code, out, err } = await place.run('key create --role admin --name ci')
  expect([code, out.length, err.length]).toEqual([0, 1, 1])
  expect(out[0]).toMatch(/^hf_[A-Za-z0-9_-]{43}$/)
  expect(await place.auth.keys.use(out[0]!)).toMatchObject({ name: 'ci', role: 'admin', sourceIds: null, expiresAt: null, createdBy: null })
  expect((await place.auth.audit.list({}, { limit: 1 }))[0]).toMatchObject({ action: 'key.create', actorName: 'command line' })
})

test('a program gets an object', async () => {
  const [made] = await place.json<{ key: string }>('key create --role viewer --name ci')
  expect(made).toMatchObject({ key: expect.stringMatching(/^hf_/), name: 'ci', role: 'viewer', number: 1 })
  expect(JSON.stringify(made)).not.toContain('secretHash')
})

test('a key is bound to sources by their names, and to a time', async () => {
  const [a, b] = [await addSource('a'), await addSource('b')]
  const { out } = await place.run('key create --role viewer --name ci --source a --source b --source a --expires 90d')
  const key = (await place.auth.keys.use(out[0]!))!
  expect(key.sourceIds).toEqual([a, b])
  const days = (key.expiresAt!.getTime() - key.createdAt.getTime()) / 86_400_000
  expect(Math.round(days)).toBe(90)
  expect((await place.run('key create --role viewer --name ci --source c')).code).toBe(4)
  expect((await place.run('key list')).out[1]).toContain('a, b')
})

test('without a name, a role or a time that makes sense there is none', async () => {
  for (const line of [
    '--name ci',
    '--role admin',
    '--role root --name ci',
    '--role admin --name ci --expires soon',
    '--role admin --name ci --expires 0d',
  ]) {
    expect((await place.run(`key create ${line}`)).code).toBe(2)
  }
  expect(await place.auth.keys.list()).toEqual([])
})

test('keys are listed without their secrets, and revoked by name or number', async () => {
  const [first] = (await place.run('key create --role admin --name ci')).out
  await place.run('key create --role viewer --name other')
  expect((await place.run('key revoke ci')).code).toBe(0)
  expect(await place.auth.keys.use(first!)).toBeNull()
  expect((await place.run('key revoke key:2')).code).toBe(0)
  expect((await place.run('key revoke key:2')).code).toBe(6)
  expect((await place.run('key revoke nothing')).code).toBe(4)
  const keys = await place.json<ShownKey>('key list')
  expect(keys.map(({ name, isLive }) => [name, isLive])).toEqual([
    ['ci', false],
    ['other', false],
  ])
  const { out } = await place.run('key list')
  expect(JSON.stringify([keys, out])).not.toContain(first!.slice(7))
  expect(out.join('\n').match(/revoked/g)).toHaveLength(2)
})
