import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { systemSeams } from '../../../server/seams/seams.ts'
import { keyIdOf } from '../../../server/store/sealing.ts'
import type { Store } from '../../../server/store/store.ts'
import { randomWords, seedOfRun } from '../../support/random.ts'
import { keyOf } from './memory-store.ts'
import { killProgram, runProgram } from './program.ts'
import { sampleSource, sampleTarget } from './samples.ts'
import { makePlace, type Place } from './sealed-place.ts'

const rounds = process.env['HOLDFAST_PROOFS'] === '1' ? 20 : 2
const base64 = (byte: number) => Buffer.from(keyOf(byte)).toString('base64')

let place: Place
beforeEach(async () => {
  place = await makePlace()
})
afterEach(() => place[Symbol.asyncDispose]())

async function fill(store: Store) {
  await store.sources.insert(sampleSource())
  await store.targets.insert(sampleTarget())
  await store.settings.setSecret('token', 'canary')
}

async function expectAll(store: Store) {
  expect(await store.sources.list()).toEqual([sampleSource()])
  expect(await store.targets.list()).toEqual([sampleTarget()])
  expect(await store.settings.getSecret('token')).toBe('canary')
}

test('a rotation seals everything with a new key, and the old one opens nothing any more', async () => {
  await using store = await place.open()
  await fill(store)
  const old = await place.key()
  const { from, to } = await place.rotate(store)
  expect([from, to]).toEqual([keyIdOf(Buffer.from(old, 'base64')), keyIdOf(Buffer.from(await place.key(), 'base64'))])
  expect(from).not.toBe(to)
  expect(await store.settings.get('sealing_key')).toBe(to)
  expect(store.sealer.keyId).toBe(to)
  await expectAll(store)
  await place.ask(expectAll)
  expect(await place.modeOf('secret.key')).toBe('600')
  expect((await place.names()).filter((name) => name.startsWith('secret'))).toEqual(['secret.key'])
  await writeFile(place.pathOf('secret.key'), old)
  await expect(place.open()).rejects.toMatchObject({ code: 'denied' })
})

test('nothing that is sealed is forgotten, in whatever table it lies', async () => {
  await using store = await place.open()
  await fill(store)
  const { from, to } = await place.rotate(store)
  const rows = [await store.settings.list(), await store.sources.list()]
  expect(JSON.stringify(rows)).not.toContain(from)
  await store[Symbol.asyncDispose]()
  // Older versions of rows may lie in free pages; a copy has none.
  const { default: Database } = await import('better-sqlite3')
  const file = new Database(place.pathOf('metadata.db'))
  file.exec(`vacuum into '${place.pathOf('copy.db')}'`)
  file.close()
  const copy = await readFile(place.pathOf('copy.db'))
  expect(copy.includes(`sealed:1:${to}`)).toBe(true)
  expect(copy.includes(`sealed:1:${from}`)).toBe(false)
})

test('another process that has the store open goes on: it reads what was re-sealed and writes with the new key', async () => {
  await using daemon = await place.open()
  await fill(daemon)
  for (let round = 0; round < 3; round++) {
    const { to } = await place.ask((store) => place.rotate(store))
    await expectAll(daemon)
    await daemon.settings.setSecret('mine', `round ${round}`)
    await daemon.sources.update(sampleSource({ identity: `round ${round}` }))
    expect(daemon.sealer.keyId).toBe(to)
    expect(await place.ask((store) => store.settings.getSecret('mine'))).toBe(`round ${round}`)
    await daemon.sources.update(sampleSource())
  }
  // One that reads nothing between two rotations meets a key that it has never seen.
  await place.ask((store) => place.rotate(store))
  await daemon.targets.update(sampleTarget())
  await place.ask(expectAll)
})

test('a write that comes between a rotation and its last step is sealed with the new key', async () => {
  await using daemon = await place.open()
  await fill(daemon)
  const old = await place.key()
  await place.ask((store) => place.rotate(store))
  // As if the rotation had been killed just after its transaction.
  await rename(place.pathOf('secret.key'), place.pathOf('secret.key.next'))
  await writeFile(place.pathOf('secret.key'), old)
  await daemon.settings.setSecret('late', 'canary')
  await expectAll(daemon)
  expect(await place.ask((store) => store.settings.getSecret('late'))).toBe('canary')
  expect(await place.key()).not.toBe(old)
})

describe('a rotation that is cut short', () => {
  const failing = (name: 'rename' | 'link', times: number) => {
    const seams = systemSeams()
    let left = times
    const refuse = async () => {
      throw Object.assign(new Error('no'), { code: 'EIO' })
    }
    const renameOnce: typeof rename = (from, to) => (left-- === 0 ? refuse() : rename(from, to))
    return { ...seams, files: { ...seams.files, [name]: renameOnce } }
  }

  test('before the database was re-sealed is discarded by the next start', async () => {
    await place.ask(fill)
    const old = await place.key()
    await writeFile(place.pathOf('secret.key.next'), base64(9))
    await place.ask(expectAll)
    expect(await place.key()).toBe(old)
    expect((await place.names()).filter((name) => name.startsWith('secret'))).toEqual(['secret.key'])
  })

  test.each([0, 1])('at its rename number %i leaves everything to be read, and the next start in order', async (step) => {
    await place.ask(fill)
    await using faulty = await makePlace(failing('rename', step))
    await rm(faulty.dataPath, { recursive: true, force: true })
    await rename(place.dataPath, faulty.dataPath)
    await expect(faulty.ask((store) => faulty.rotate(store))).rejects.toThrow('no')
    await rename(faulty.dataPath, place.dataPath)
    await place.ask(expectAll)
    expect((await place.names()).filter((name) => name.startsWith('secret'))).toEqual(['secret.key'])
  })

  test(
    `at any instant loses nothing (${rounds} times)`,
    async () => {
      await place.ask(fill)
      const seed = seedOfRun()
      const words = randomWords(seed)
      for (let round = 0; round < rounds; round++) {
        expect(await killProgram(words() % 50, 'rotate', place.dataPath), `HOLDFAST_SEED=${seed}`).toBe(true)
        await place.ask(expectAll)
        expect((await place.names()).filter((name) => name.startsWith('secret'))).toEqual(['secret.key'])
      }
    },
    20_000 + rounds * 5000,
  )
})

test('several processes that rotate at once, while another one writes, lose nothing', async () => {
  await using daemon = await place.open()
  await fill(daemon)
  let isOver = false
  const rotations = Promise.all(['a', 'b'].map(() => runProgram('rotate', place.dataPath, '10'))).finally(() => (isOver = true))
  let count = 0
  while (!isOver) {
    await daemon.settings.setSecret(`secret ${count}`, `canary ${count}`)
    count++
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  await rotations
  await place.ask(async (store) => {
    await expectAll(store)
    for (let at = 0; at < count; at++) expect(await store.settings.getSecret(`secret ${at}`)).toBe(`canary ${at}`)
  })
})

describe('a key from the environment', () => {
  const older = { HOLDFAST_SECRET_KEY: base64(1) }
  const both = { ...older, HOLDFAST_NEW_SECRET_KEY: base64(2) }
  const newer = { HOLDFAST_SECRET_KEY: base64(2) }

  test('is followed by the new one beside it, and both open until the older is taken away', async () => {
    await place.ask(fill, older)
    expect(await place.ask((store) => place.rotate(store, both), both)).toEqual({ from: keyIdOf(keyOf(1)), to: keyIdOf(keyOf(2)) })
    await place.ask(expectAll, both)
    await place.ask(expectAll, newer)
    await expect(place.open(older)).rejects.toMatchObject({ code: 'denied' })
    expect(await place.names()).toEqual(['metadata.db'])
  })

  test('is not changed when there is no new one, or it is in force already', async () => {
    await place.ask(fill, older)
    await expect(place.ask((store) => place.rotate(store, older), older)).rejects.toMatchObject({ code: 'invalid' })
    await place.ask(expectAll, older)
    await place.ask((store) => place.rotate(store, both), both)
    await expect(place.ask((store) => place.rotate(store, both), both)).rejects.toMatchObject({ code: 'conflict' })
    await place.ask(expectAll, newer)
  })

  test('reaches a process that was given both before the rotation', async () => {
    await using daemon = await place.open(both)
    await fill(daemon)
    await place.ask((store) => place.rotate(store, both), both)
    await expectAll(daemon)
    await daemon.settings.setSecret('late', 'canary')
    expect(await place.ask((store) => store.settings.getSecret('late'), newer)).toBe('canary')
  })
})
