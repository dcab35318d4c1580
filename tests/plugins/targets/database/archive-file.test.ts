import { execFileSync } from 'node:child_process'
import * as disk from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { database } from '../../../../plugins/targets/database/index.ts'
import { call, content, hostOf, keysOf, mebibyte, openPlace, put, read } from './place.ts'

const systemError = (code: string) => Object.assign(new Error(code), { code })

describe('the configuration', () => {
  test.each(['', 'archives.db', './archives.db', '/srv/archives/', '/srv/data/metadata.db', '/srv/a.db ', '/srv/\0'])(
    'refuses "%s"',
    (path) => {
      expect(database.config.safeParse({ path }).success).toBe(false)
    },
  )

  test('takes an absolute path, and a relative one where a person types it', () => {
    expect(database.config.parse({ path: '/srv/archives.db' })).toEqual({ path: '/srv/archives.db' })
    expect(database.config.parse(database.locate('archives.db')).path).toBe(join(process.cwd(), 'archives.db'))
  })
})

describe('the file', () => {
  test('is made by the first object, for its owner alone, and has nothing beside it once it is closed', async () => {
    await using place = await openPlace()
    const target = await place.open()
    expect(await target.stat('a', call)).toBeNull()
    expect(await keysOf(target)).toEqual([])
    await target.remove('a', call)
    expect(await target.sweep!(new Date(), call)).toBe(0)
    await expect(read(target, 'a')).rejects.toMatchObject({ code: 'not_found' })
    expect(await place.names()).toEqual([])
    await put(target, 'a')
    expect(await place.names()).toEqual(['archives.db', 'archives.db-shm', 'archives.db-wal'])
    for (const name of await place.names()) expect((await disk.stat(join(place.folder, name))).mode & 0o777).toBe(0o600)
    await target[Symbol.asyncDispose]()
    expect(await place.names()).toEqual(['archives.db'])
    expect(place.look((file) => file.pragma('integrity_check', { simple: true }))).toBe('ok')
  })

  test('is made once, however many begin at the same time, also where there are no hard links', async () => {
    for (const files of [{}, { link: async () => Promise.reject(systemError('EPERM')) }]) {
      await using place = await openPlace()
      await using one = await place.open({ files })
      await using other = await place.open({ files })
      await Promise.all([put(one, 'a'), put(other, 'b'), put(one, 'c'), put(other, 'd')])
      expect(await keysOf(one)).toEqual(['a', 'b', 'c', 'd'])
      expect((await place.names()).filter((name) => name.startsWith('.'))).toEqual([])
    }
  })

  test('that is empty is nobody’s, and is used', async () => {
    await using place = await openPlace()
    await disk.writeFile(place.path, '')
    await using target = await place.open()
    expect(await keysOf(target)).toEqual([])
    expect((await disk.stat(place.path)).size).toBe(0)
    await put(target, 'a')
    expect(await keysOf(target)).toEqual(['a'])
  })

  test('of another program is refused and stays as it was', async () => {
    await using place = await openPlace()
    place.look((file) => file.exec('create table customer (name text)'))
    const before = await disk.readFile(place.path)
    await using target = await place.open()
    await expect(put(target, 'a')).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('another program') })
    await expect(keysOf(target)).rejects.toMatchObject({ code: 'invalid' })
    expect((await disk.readFile(place.path)).equals(before)).toBe(true)
  })

  test('of a newer version is refused', async () => {
    await using place = await openPlace()
    await using target = await place.open()
    await put(target, 'a')
    await target[Symbol.asyncDispose]()
    place.look((file) => file.pragma('user_version = 2'))
    await using later = await place.open()
    await expect(keysOf(later)).rejects.toMatchObject({ code: 'unsupported' })
  })

  test('may be neither a folder nor a FIFO, and its folder must be there', async () => {
    await using place = await openPlace()
    const at = (path: string) => database.open({ path }, hostOf([]))
    execFileSync('mkfifo', [join(place.folder, 'pipe')])
    await expect(put(await at(place.folder), 'a')).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('a folder') })
    await expect(put(await at(join(place.folder, 'pipe')), 'a')).rejects.toMatchObject({ code: 'invalid' })
    const absent = await at(join(place.folder, 'absent', 'archives.db'))
    await expect(put(absent, 'a')).rejects.toMatchObject({ code: 'not_found', remedy: expect.stringContaining('Make the folder') })
  })

  test('that is replaced while it is open is noticed: nothing goes to the one that is gone', async () => {
    await using place = await openPlace()
    await using target = await place.open()
    await put(target, 'a')
    await disk.rename(place.path, join(place.folder, 'moved.db'))
    expect(await keysOf(target)).toEqual([])
    await put(target, 'b')
    expect(await keysOf(target)).toEqual(['b'])
    await target[Symbol.asyncDispose]()
    await using again = await place.open()
    expect(await keysOf(again)).toEqual(['b'])
  })

  test('that is removed in the middle of an object fails that object and is not made anew', async () => {
    await using place = await openPlace()
    await using target = await place.open()
    async function* removing() {
      yield content(mebibyte)
      await disk.rename(place.path, join(place.folder, 'moved.db'))
      yield content(mebibyte)
    }
    await expect(target.put('a', removing(), { ...call, exclusive: true })).rejects.toMatchObject({ code: 'conflict' })
    expect(await place.names()).not.toContain('archives.db')
  })
})
