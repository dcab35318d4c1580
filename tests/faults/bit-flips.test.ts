import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFailed, test } from 'vitest'
import { Failure } from '../../plugins/failure.ts'
import type { RandomAccess } from '../../server/archive/access.ts'
import { ArchiveReader } from '../../server/archive/reader.ts'
import { Place } from './place.ts'
import { isProof, runSeed, seededRandom, tell } from './seeded.ts'

const seed = runSeed()
const random = seededRandom(seed)
const call = { signal: new AbortController().signal }
const timeout = 900_000

const tellSeedOnFailure = () => onTestFailed(() => void process.stdout.write(`HOLDFAST_SEED=${seed}\n`))

function accessTo(bytes: Buffer): RandomAccess {
  const read = (fromByte: number, toByte: number) => {
    if (toByte > bytes.length) throw new Failure('corrupt', 'It ends too early.')
    return Uint8Array.from(bytes.subarray(fromByte, toByte))
  }
  return {
    sizeBytes: bytes.length,
    read: async (fromByte, toByte) => read(fromByte, toByte),
    async *stream(fromByte, toByte) {
      yield read(fromByte, toByte)
    },
  }
}

/** A small archive with its record and what it holds. */
async function smallArchive(place: Place) {
  const content = await place.fill(Buffer.from(Array.from({ length: 200 }, (_, row) => `insert ${row} ${row * 7919}`).join('\n')))
  const result = await place.run(place.backupOf())
  if (result.kind !== 'backup') throw new Error('A backup gave another result.')
  const path = join(place.target, result.name)
  return { name: result.name, path, content, archive: await readFile(path), record: await readFile(`${path}.json`) }
}

/** Every bit once in a long run, else some of them, and some truncations. */
function* damages(bytes: Buffer, atMost: number): Generator<{ what: string; damaged: Buffer }> {
  const bits = bytes.length * 8
  const tries = isProof ? bits : Math.min(bits, atMost)
  for (let at = 0; at < tries; at++) {
    const bit = isProof ? at : Math.floor(random() * bits)
    const damaged = Buffer.from(bytes)
    damaged[bit >> 3]! ^= 1 << (bit & 7)
    yield { what: `bit ${bit & 7} of byte ${bit >> 3}`, damaged }
  }
  for (let at = 0; at < tries / 8; at++) {
    const sizeBytes = isProof ? at : Math.floor(random() * bytes.length)
    yield { what: `cut to ${sizeBytes} bytes`, damaged: bytes.subarray(0, sizeBytes) }
  }
}

async function contentOf(archive: Buffer): Promise<Buffer> {
  const locate = () => Promise.reject(new Error('A full archive refers to no other.'))
  const reader = await ArchiveReader.open(accessTo(archive), { name: 'it', locate }, call)
  const pieces: Uint8Array[] = []
  for (const part of reader.manifest.parts) {
    for await (const bytes of reader.read(part.name, { fromByte: 0, toByte: part.plainBytes }, call)) pieces.push(bytes)
  }
  return Buffer.concat(pieces)
}

/** A Failure with a message, or the right bytes: nothing else may come of damaged bytes. */
async function outcomeOf(work: () => Promise<Buffer>, content: Buffer): Promise<'detected' | 'harmless'> {
  try {
    if (!(await work()).equals(content)) throw new Error('Wrong bytes were handed out.')
    return 'harmless'
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'internal' || error.message === '') throw error
    return 'detected'
  }
}

test('no damage to an archive makes its reader hand out a wrong byte (S7)', { timeout }, async () => {
  tellSeedOnFailure()
  await using place = await Place.make()
  const { archive, content } = await smallArchive(place)
  const counts = { detected: 0, harmless: 0 }
  for (const { what, damaged } of damages(archive, 1500)) {
    const outcome = await outcomeOf(() => contentOf(damaged), content).catch((cause: unknown) => {
      throw new Error(`${what}: ${cause}`, { cause })
    })
    counts[outcome] += 1
  }
  expect(counts.detected).toBeGreaterThan(counts.harmless)
  tell(`S7, archive (${counts.detected} refused, ${counts.harmless} where no content lies)`, counts.detected + counts.harmless, seed)
})

test('every damage to an archive is found by verifying it (S7)', { timeout }, async () => {
  tellSeedOnFailure()
  await using place = await Place.make()
  const { archive, name, path } = await smallArchive(place)
  let points = 0
  for (const { what, damaged } of damages(archive, 40)) {
    await writeFile(path, damaged)
    const outcome = await place.run(place.verifyOf(name)).then(
      () => null,
      (error: unknown) => error,
    )
    expect(outcome, what).toBeInstanceOf(Failure)
    expect((outcome as Failure).message, what).toContain(name)
    points += 1
    if (points === 2000) break
  }
  tell('S7, verify', points, seed)
})

test('every damage to a commit record is found before anything is restored (S7)', { timeout }, async () => {
  tellSeedOnFailure()
  await using place = await Place.make()
  const { record, name, path } = await smallArchive(place)
  const undetected: string[] = []
  let points = 0
  for (const { what, damaged } of damages(record, 100)) {
    await writeFile(`${path}.json`, damaged)
    points += 1
    const found = await place.run(place.verifyOf(name)).then(
      () => false,
      (error: unknown) => error instanceof Failure && error.code !== 'internal',
    )
    if (!found) undetected.push(what)
  }
  expect(undetected).toEqual([])
  tell('S7, record', points, seed)
})
