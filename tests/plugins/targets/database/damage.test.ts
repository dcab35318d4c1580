import * as disk from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { explain } from '../../../../plugins/targets/database/engine-failure.ts'
import { call, content, keysOf, mebibyte, openPlace, type Place, put, read } from './place.ts'

/** A target with two objects whose file is closed, so that it can be damaged. */
async function filled(): Promise<Place> {
  const place = await openPlace()
  await using target = await place.open()
  await put(target, 'first', content(2 * mebibyte))
  await put(target, 'second', content(2 * mebibyte, 2))
  return place
}

async function overwrite(path: string, at: number, bytes: Uint8Array): Promise<void> {
  await using handle = await disk.open(path, 'r+')
  await handle.write(bytes, 0, bytes.length, at)
}

describe('a damaged file', () => {
  test('whose beginning is overwritten is corrupt, for every call', async () => {
    await using place = await filled()
    await overwrite(place.path, 0, Buffer.alloc(4096, 'damage'))
    await using target = await place.open()
    const corrupt = { code: 'corrupt', remedy: expect.any(String) }
    await expect(keysOf(target)).rejects.toMatchObject(corrupt)
    await expect(read(target, 'first')).rejects.toMatchObject(corrupt)
    await expect(target.stat('first', call)).rejects.toMatchObject(corrupt)
    await expect(put(target, 'third')).rejects.toMatchObject(corrupt)
    await expect(target.remove('first', call)).rejects.toMatchObject(corrupt)
  })

  test('in which one bit of an archive changed is corrupt for that archive only', async () => {
    await using place = await filled()
    const file = await disk.readFile(place.path)
    const at = file.indexOf(content(2 * mebibyte).subarray(mebibyte + 500_000, mebibyte + 500_032))
    expect(at).toBeGreaterThan(0)
    await overwrite(place.path, at, Buffer.of(file[at]! ^ 1))
    await using target = await place.open()
    await expect(read(target, 'first')).rejects.toMatchObject({ code: 'corrupt', message: expect.stringContaining('damaged') })
    expect((await read(target, 'second')).equals(content(2 * mebibyte, 2))).toBe(true)
  })

  test('that was cut off is corrupt', async () => {
    await using place = await filled()
    await disk.truncate(place.path, 3 * mebibyte)
    await using target = await place.open()
    const reading = async () => [await read(target, 'first'), await read(target, 'second')]
    await expect(reading()).rejects.toMatchObject({ code: 'corrupt' })
  })

  test('that lost a piece of an archive is corrupt, not short', async () => {
    await using place = await filled()
    place.look((file) => file.exec('delete from piece where object_id = 1 and position = 1'))
    await using target = await place.open()
    await expect(read(target, 'first')).rejects.toMatchObject({ code: 'corrupt', message: expect.stringContaining('lost') })
  })
})

describe('an object that does not come back as it went', () => {
  test('is corrupt and not kept', async () => {
    await using place = await openPlace()
    await using target = await place.open()
    async function* spoiling() {
      yield content(mebibyte)
      yield content(mebibyte, 2)
      place.look((file) => file.exec('update piece set bytes = zeroblob(1048576) where position = 0'))
    }
    await expect(target.put('a', spoiling(), { ...call, exclusive: true })).rejects.toMatchObject({ code: 'corrupt' })
    expect(await keysOf(target)).toEqual([])
  })
})

test.each([
  ['SQLITE_FULL', 'exhausted'],
  ['SQLITE_BUSY_SNAPSHOT', 'unavailable'],
  ['SQLITE_CANTOPEN', 'denied'],
  ['SQLITE_READONLY_DBMOVED', 'denied'],
  ['SQLITE_IOERR_WRITE', 'internal'],
  ['SQLITE_CORRUPT_VTAB', 'corrupt'],
])('%s is %s, with something to do', (sqlite, code) => {
  const error = Object.assign(new Error('as SQLite says it'), { code: sqlite })
  expect(explain(error, 'writing a')).toMatchObject({ code, remedy: expect.stringMatching(/\.$/), detail: { sqlite } })
})
