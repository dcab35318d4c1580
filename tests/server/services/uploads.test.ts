import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Seams } from '../../../server/seams/seams.ts'
import type { Installation } from '../../../server/services/installation.ts'
import { tidyUploads, UploadService } from '../../../server/services/uploads.ts'
import { partialName } from '../../../server/services/uploads-folder.ts'
import { keptFreeBytes } from '../../../server/services/uploads-space.ts'
import { type House, openHouse } from '../../support/installation.ts'

const signal = new AbortController().signal
const text = 'create table item (id integer);\n'

async function* pieces(...given: (string | Error)[]): AsyncGenerator<Uint8Array> {
  for (const piece of given) {
    if (piece instanceof Error) throw piece
    yield Buffer.from(piece)
  }
}

const options = { name: 'dump.sql', sizeBytesMax: 1000, signal }

async function left(house: House): Promise<string[]> {
  return readdir(join(house.installation.dataPath, 'uploads')).catch(() => [])
}

/** The same installation with another disk. */
function withFiles({ installation }: House, files: Partial<Seams['files']>): Installation {
  return { ...installation, seams: { ...installation.seams, files: { ...installation.seams.files, ...files } } }
}

test('an upload is kept as it came, for its owner alone, until it is removed', async () => {
  await using house = await openHouse()
  const service = new UploadService(house.installation)
  const upload = await service.receive(pieces(text.slice(0, 9), text.slice(9)), { ...options, name: '../../dump.sql' })
  const sha256 = createHash('sha256').update(text).digest('hex')
  expect(upload).toMatchObject({ name: 'dump.sql', sizeBytes: text.length, sha256 })
  expect(await readFile(upload.path, 'utf8')).toBe(text)
  expect((await stat(upload.path)).mode & 0o777).toBe(0o600)
  expect((await stat(join(upload.path, '..'))).mode & 0o777).toBe(0o700)
  expect(upload.path).toBe(join(house.installation.dataPath, 'uploads', upload.id, 'dump.sql'))
  const other = await service.receive(pieces('x'), options)
  expect((await service.list()).map(({ id }) => id)).toEqual([other.id, upload.id])
  await service.remove(upload.id)
  await expect(service.find(upload.id)).rejects.toMatchObject({ code: 'not_found' })
  expect(await left(house)).toEqual([other.id])
})

test('what is no id of an upload leads to no file', async () => {
  await using house = await openHouse()
  const service = new UploadService(house.installation)
  for (const id of ['..', '../metadata.db', '', 'partial-x', '0'.repeat(32), 'A'.repeat(32)]) {
    await expect(service.find(id)).rejects.toMatchObject({ code: 'not_found' })
  }
})

test('what is too large, empty, broken off or another thing than was announced leaves nothing', async () => {
  await using house = await openHouse()
  const service = new UploadService(house.installation)
  const refused = async (body: AsyncIterable<Uint8Array>, change: object) => {
    const failure = await service.receive(body, { ...options, ...change }).catch((error: unknown) => error)
    expect(failure).toMatchObject({ name: 'Failure', code: 'invalid' })
    expect(await left(house)).toEqual([])
    return failure
  }
  expect(await refused(pieces('x'.repeat(600), 'x'.repeat(600)), {})).toMatchObject({ detail: { status: 413 } })
  expect(await refused(pieces(new Error('never read')), { expectedBytes: 1001 })).toMatchObject({ detail: { status: 413 } })
  await refused(pieces(), {})
  expect(await refused(pieces('x', new Error('socket hang up')), {})).toMatchObject({ message: expect.stringContaining('broke off') })
  expect(await refused(pieces('x'), { expectedSha256: '0'.repeat(64) })).toMatchObject({ message: expect.stringContaining('SHA-256') })
  const gone = AbortSignal.abort('Client connection prematurely closed.')
  await refused(pieces('x', 'y'), { signal: gone })
})

test('a checksum that fits is fine in either case of its letters', async () => {
  await using house = await openHouse()
  const expectedSha256 = createHash('sha256').update('x').digest('hex').toUpperCase()
  await new UploadService(house.installation).receive(pieces('x'), { ...options, expectedSha256 })
  expect(await left(house)).toHaveLength(1)
})

test('a sender that stands still is not waited for', async () => {
  await using house = await openHouse()
  const never = new Promise<never>(() => {})
  async function* body() {
    yield Buffer.from('x')
    await never
  }
  const receiving = new UploadService(house.installation).receive(body(), { ...options, idleMs: 20 })
  await expect(receiving).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('stood still') })
  expect(await left(house)).toEqual([])
})

test('a disk that would get too full is left alone, and one that is full ends the upload', async () => {
  await using house = await openHouse()
  const gigabyte = 2 ** 30
  const statfs = async () => ({ bsize: 4096, blocks: (20 * gigabyte) / 4096, bavail: gigabyte / 4096 + 1 })
  const tight = new UploadService(withFiles(house, { statfs: statfs as never }))
  await expect(tight.receive(pieces('x'), { ...options, expectedBytes: 999 })).resolves.toBeDefined()
  await expect(tight.receive(pieces('x'), { ...options, sizeBytesMax: gigabyte, expectedBytes: 5000 })).rejects.toMatchObject({
    code: 'exhausted',
  })
  const { files } = house.installation.seams
  const open = (async (path: string, ...rest: [string, number]) => {
    const handle = await files.open(path, ...rest)
    if (path.endsWith('dump.sql'))
      handle.writeFile = () => Promise.reject(Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' }))
    return handle
  }) as never
  const full = new UploadService(withFiles(house, { open }))
  await expect(full.receive(pieces('x'), options)).rejects.toMatchObject({ code: 'exhausted' })
  expect(await left(house)).toHaveLength(1)
})

test('5 % of a disk stays free, within what makes sense', () => {
  const gibibyte = 2 ** 30
  expect([1, 20, 100, 4000].map((size) => keptFreeBytes(size * gibibyte) / gibibyte)).toEqual([0.5, 1, 5, 10])
})

test('old uploads and what others left unfinished are tidied up, but nothing that a restore needs', async () => {
  await using house = await openHouse()
  const { installation, clock } = house
  const service = new UploadService(installation)
  const needed = await service.receive(pieces(text), options)
  const old = await service.receive(pieces(text), options)
  const source = await house.addSource({ name: 'shop' })
  await house.enqueue({
    kind: 'restore',
    from: { path: needed.path, name: needed.name },
    to: { sourceId: source.id },
    existing: 'refuse',
    tables: null,
    isSafe: false,
    undoOf: null,
  })
  await expect(service.remove(needed.id)).rejects.toMatchObject({ code: 'conflict' })
  const folder = join(installation.dataPath, 'uploads')
  const abandoned = partialName('0'.repeat(32), 'somebody gone')
  const ours = partialName('1'.repeat(32), installation.owner)
  for (const name of [abandoned, ours]) {
    await mkdir(join(folder, name))
    await writeFile(join(folder, name, 'dump.sql'), 'half')
    await utimes(join(folder, name), clock.now(), clock.now())
  }
  expect(await tidyUploads({ ...installation, isGone: (owner) => owner === 'somebody gone' })).toBe(1)
  expect(new Set(await left(house))).toEqual(new Set([needed.id, old.id, ours]))
  clock.advance(25 * 3_600_000)
  const fresh = await service.receive(pieces(text), options)
  await tidyUploads(installation)
  expect(new Set(await left(house))).toEqual(new Set([needed.id, fresh.id]))
})

test('an upload is looked at with what opens sealed archives here, and again only when that is another', async () => {
  await using house = await openHouse()
  await house.installation.store.settings.setSecret('identities', JSON.stringify(['AGE-SECRET-KEY-1TEST']))
  const asked: unknown[] = []
  const survey = { probe: () => Promise.reject(new Error('not asked')), inspect: async (upload: unknown) => asked.push(upload) as never }
  const service = new UploadService(house.installation, () => survey)
  const { id, path } = await service.receive(pieces(text), options)
  expect(await service.isInspected(id)).toBe(false)
  await service.inspect(id, { signal })
  await service.inspect(id, { signal })
  expect(asked).toEqual([{ path, identities: ['AGE-SECRET-KEY-1TEST'] }])
  expect(await service.isInspected(id)).toBe(true)
  await house.installation.store.settings.setSecret('identities', JSON.stringify(['AGE-SECRET-KEY-1OTHER']))
  expect(await service.isInspected(id)).toBe(false)
  await service.inspect(id, { signal })
  expect(asked.at(-1)).toEqual({ path, identities: ['AGE-SECRET-KEY-1OTHER'] })
})
