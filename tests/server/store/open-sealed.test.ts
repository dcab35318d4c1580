import { readFile, rm, writeFile } from 'node:fs/promises'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { migrations } from '../../../server/store/migrations/index.ts'
import { createSealer, keyIdOf } from '../../../server/store/sealing.ts'
import { keyOf } from './memory-store.ts'
import { runProgram } from './program.ts'
import { sampleSource, sampleTarget } from './samples.ts'
import { makePlace, type Place } from './sealed-place.ts'

let place: Place
beforeEach(async () => {
  place = await makePlace()
})
afterEach(() => place[Symbol.asyncDispose]())

function setVersion(version: number) {
  const file = new Database(place.pathOf('metadata.db'))
  file.prepare('update schema_version set version = ?').run(version)
  file.close()
}

const base64 = (byte: number) => Buffer.from(keyOf(byte)).toString('base64')
const environment = (byte: number) => ({ HOLDFAST_SECRET_KEY: base64(byte) })

test('the first start makes a folder, a key and a database that nobody else can read, and the next one uses them', async () => {
  await place.ask((store) => store.sources.insert(sampleSource()))
  expect(await place.names()).toEqual(['metadata.db', 'secret.key'])
  expect(await Promise.all(['', 'metadata.db', 'secret.key'].map(place.modeOf))).toEqual(['700', '600', '600'])
  const key = await place.key()
  expect(Buffer.from(key, 'base64')).toHaveLength(32)
  expect(await place.ask((store) => store.sources.find('source-1'))).toEqual(sampleSource())
  expect(await place.key()).toBe(key)
})

test('what SQLite puts beside the database is as closed as the database', async () => {
  await using store = await place.open()
  await store.settings.set('a', 'b')
  expect(await place.modeOf('metadata.db-wal')).toBe('600')
})

test('no secret is on the disk in plain, neither in the database nor in its log', async () => {
  const plain = [...'canary'].join('-').repeat(3)
  await using store = await place.open()
  await store.sources.insert(sampleSource({ config: { password: plain } }))
  await store.targets.insert(sampleTarget({ config: { password: plain } }))
  await store.sources.update(sampleSource({ config: { password: plain, path: '/' } }))
  await store.settings.setSecret('token', plain)
  await store.settings.set('public', 'not-a-secret')
  const whileOpen = await place.bytes()
  expect(whileOpen.includes('not-a-secret')).toBe(true)
  await store[Symbol.asyncDispose]()
  for (const bytes of [whileOpen, await place.bytes()]) {
    for (const encoding of ['utf8', 'base64', 'hex'] as const) {
      expect(bytes.includes(Buffer.from(plain).toString(encoding).slice(0, 40))).toBe(false)
    }
  }
})

test('several processes that start at once agree on one key and one schema', async () => {
  const names = ['a', 'b', 'c']
  const keys = await Promise.all(names.map((name) => runProgram('open', place.dataPath, name)))
  expect(new Set(keys).size).toBe(1)
  await using store = await place.open()
  for (const name of names) expect(await store.settings.getSecret(`secret of ${name}`)).toBe(`canary of ${name}`)
  expect((await place.names()).filter((name) => name.startsWith('secret'))).toEqual(['secret.key'])
})

describe('another key than the one that sealed is refused before anything is written:', () => {
  const tamper: [string, (place: Place) => Promise<unknown>, Record<string, string>][] = [
    ['another file', ({ pathOf }) => writeFile(pathOf('secret.key'), base64(9)), {}],
    ['no file', ({ pathOf }) => rm(pathOf('secret.key')), {}],
    ['one in the environment', async () => {}, environment(9)],
  ]
  test.each(tamper)('%s', async (_, change, env) => {
    await place.ask((store) => store.settings.setSecret('a', 'b'))
    const right = await readFile(place.pathOf('secret.key'))
    setVersion(0)
    await change(place)
    const before = [await place.names(), await place.bytes()]
    await expect(place.open(env)).rejects.toMatchObject({ code: 'denied', remedy: expect.stringContaining('secret.key') })
    expect([await place.names(), await place.bytes()]).toEqual(before)
    setVersion(migrations.length)
    await writeFile(place.pathOf('secret.key'), right)
    expect(await place.ask((store) => store.settings.getSecret('a'))).toBe('b')
  })

  test('one that is no key', async () => {
    await place.ask(async () => {})
    for (const text of ['', 'too short', `${base64(1)}${base64(1)}`, 'a passphrase with exactly as many characters!']) {
      await writeFile(place.pathOf('secret.key'), text)
      await expect(place.open()).rejects.toMatchObject({ code: 'invalid', message: expect.not.stringContaining('passphrase') })
    }
  })
})

test('a key from the environment needs no file', async () => {
  await place.ask((store) => store.settings.setSecret('a', 'b'), environment(1))
  expect(await place.names()).toEqual(['metadata.db'])
  expect(await place.ask((store) => store.settings.get('sealing_key'), environment(1))).toBe(keyIdOf(keyOf(1)))
  await expect(place.open()).rejects.toMatchObject({ code: 'denied' })
  await expect(place.open({ HOLDFAST_SECRET_KEY: 'x' })).rejects.toMatchObject({ code: 'invalid' })
})

test('a database that was lost is made again with the key that is there', async () => {
  await place.ask(async () => {})
  const key = await place.key()
  await rm(place.pathOf('metadata.db'))
  await place.ask((store) => store.settings.setSecret('a', 'b'))
  expect(await place.key()).toBe(key)
})

test('what a process left that was killed while it made a key is removed', async () => {
  await place.ask(async () => {})
  await writeFile(place.pathOf('secret.key.0123.partial'), 'half')
  await place.ask(async () => {})
  expect(await place.names()).toEqual(['metadata.db', 'secret.key'])
})

test('a newer schema and a file that is no database are refused', async () => {
  await place.ask(async () => {})
  setVersion(999)
  await expect(place.open()).rejects.toMatchObject({ code: 'unsupported' })
  await writeFile(place.pathOf('metadata.db'), 'no database at all, but long enough to be looked at'.repeat(50))
  await expect(place.open()).rejects.toMatchObject({ code: 'corrupt', remedy: expect.stringContaining('rescan') })
})

test('what is sealed beside the database opens with its sealer', async () => {
  await using store = await place.open()
  const sealed = store.sealer.seal('text', 'export')
  const key = createSealer(Buffer.from(await place.key(), 'base64'))
  expect(key.open(sealed, 'export')).toBe('text')
})
