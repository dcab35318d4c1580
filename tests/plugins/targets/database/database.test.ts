import * as disk from 'node:fs/promises'
import { join } from 'node:path'
import DatabaseFile from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import type { Files } from '../../../../plugins/contract.ts'
import { openTarget } from '../../../../server/plugins/open.ts'
import { createRegistry } from '../../../../server/plugins/registry.ts'
import { systemSeams } from '../../../../server/seams/seams.ts'
import { body, call, content, hostOf, keysOf, mebibyte, openPlace, put, read } from './place.ts'

describe('space', () => {
  test('of what was removed goes back to the disk', async () => {
    await using place = await openPlace()
    const target = await place.open()
    await put(target, 'kept', content(100))
    await put(target, 'large', content(20 * mebibyte))
    await put(target, 'after', content(3 * mebibyte, 2))
    await target.remove('large', call)
    expect((await disk.stat(place.path)).size).toBeLessThan(4 * mebibyte)
    expect((await read(target, 'after')).equals(content(3 * mebibyte, 2))).toBe(true)
    await target[Symbol.asyncDispose]()
    expect(await place.names()).toEqual(['archives.db'])
    expect(place.look((file) => file.pragma('integrity_check', { simple: true }))).toBe('ok')
  })

  test('of what was replaced or given up goes back as well', async () => {
    await using place = await openPlace()
    const target = await place.open()
    await put(target, 'a', content(8 * mebibyte))
    await put(target, 'a', 'short')
    async function* failing() {
      yield content(8 * mebibyte)
      throw new Error('no more')
    }
    await expect(target.put('b', failing(), { ...call, exclusive: true })).rejects.toThrow('no more')
    await target[Symbol.asyncDispose]()
    expect((await disk.stat(place.path)).size).toBeLessThan(mebibyte)
    expect(place.logged).toEqual([])
  })
})

describe('a disk that is nearly full', () => {
  test('takes no more, so that something can still be removed', async () => {
    await using place = await openPlace()
    let freeBlocks = 1_000_000
    const statfs = (async () => ({ bavail: freeBlocks, bsize: 4096 })) as unknown as Files['statfs']
    await using target = await place.open({ files: { statfs } })
    await put(target, 'old', content(mebibyte))
    async function* filling() {
      yield content(2 * mebibyte)
      freeBlocks = 4095
      yield content(2 * mebibyte)
    }
    const full = { code: 'exhausted', remedy: expect.any(String) }
    await expect(target.put('new', filling(), { ...call, exclusive: true })).rejects.toMatchObject(full)
    await expect(target.probe(call)).rejects.toMatchObject(full)
    expect(await keysOf(target)).toEqual(['old'])
    await target.remove('old', call)
    expect(place.look((file) => file.prepare('select count(*) from object').pluck().get())).toBe(0)
  })
})

describe('a sweep', () => {
  test('removes what dead and old writers left, and nothing else', async () => {
    await using place = await openPlace()
    await using target = await place.open()
    await put(target, 'whole', content(2 * mebibyte))
    place.look((file) => {
      const insert = file.prepare(
        "insert into object (state, key, owner, piece_bytes, size_bytes, sha256, modified_at) values (?, ?, ?, 1, 0, '', ?)",
      )
      insert.run('writing', null, 'dead', Date.now())
      insert.run('writing', null, 'alive', Date.now())
      insert.run('writing', null, 'alive', 0)
      insert.run('removing', null, 'alive', Date.now())
      insert.run('kept', 'holdfast-probe-dead.1', 'dead', Date.now())
      insert.run('kept', 'holdfast-probe-alive.1', 'alive', Date.now())
    })
    await disk.writeFile(join(place.folder, '.archives.db.dead.1'), '')
    await disk.writeFile(join(place.folder, '.archives.db.alive.1'), '')
    await disk.writeFile(join(place.folder, '.other.db.dead.1'), '')
    expect(await target.sweep!(new Date(Date.now() - 60_000), call)).toBe(5)
    expect(place.look((file) => file.prepare('select count(*) from object').pluck().get())).toBe(3)
    expect(await keysOf(target)).toEqual(['holdfast-probe-alive.1', 'whole'])
    expect((await place.names()).filter((name) => name.startsWith('.'))).toEqual(['.archives.db.alive.1', '.other.db.dead.1'])
    expect((await read(target, 'whole')).equals(content(2 * mebibyte))).toBe(true)
  })

  test('ends a writer that it took for dead, which then keeps nothing', async () => {
    await using place = await openPlace()
    await using target = await place.open()
    async function* slow() {
      yield content(mebibyte)
      expect(await target.sweep!(new Date(Date.now() + 60_000), call)).toBe(1)
      yield content(mebibyte)
    }
    await expect(target.put('a', slow(), { ...call, exclusive: true })).rejects.toMatchObject({ code: 'conflict' })
    expect(await keysOf(target)).toEqual([])
    expect(place.look((file) => file.prepare('select count(*) from piece').pluck().get())).toBe(0)
  })

  test('spares a writer that did something since it was looked at', async () => {
    await using place = await openPlace()
    const touch = () => place.look((file) => file.exec("update object set modified_at = modified_at + 1 where state = 'writing'"))
    await using target = await place.open({ isGone: () => touch() !== null })
    async function* slow() {
      yield content(mebibyte)
      expect(await target.sweep!(new Date(0), call)).toBe(0)
    }
    expect((await target.put('a', slow(), { ...call, exclusive: true })).sizeBytes).toBe(mebibyte)
  })

  test('spares a writer that is slow but at work', async () => {
    await using place = await openPlace()
    let nowMs = 1_000
    await using target = await place.open({ now: () => new Date(nowMs) })
    async function* slow() {
      yield content(mebibyte)
      nowMs = 5_000
      yield content(mebibyte)
      expect(await target.sweep!(new Date(4_000), call)).toBe(0)
    }
    expect((await target.put('a', slow(), { ...call, exclusive: true })).sizeBytes).toBe(2 * mebibyte)
  })
})

describe('a read', () => {
  test('of what is removed meanwhile is not_found, not short', async () => {
    await using place = await openPlace()
    await using target = await place.open()
    await put(target, 'a', content(5 * mebibyte))
    const reading = (async () => {
      for await (const _ of target.get('a', call)) await target.remove('a', call)
    })()
    await expect(reading).rejects.toMatchObject({ code: 'not_found' })
  })

  test('never mixes an object with the one that replaces it', async () => {
    await using place = await openPlace()
    await using target = await place.open()
    await put(target, 'a', content(5 * mebibyte))
    const reading = (async () => {
      for await (const _ of target.get('a', call)) await put(target, 'a', content(5 * mebibyte, 2))
    })()
    await expect(reading).rejects.toMatchObject({ code: 'not_found' })
    expect((await read(target, 'a')).equals(content(5 * mebibyte, 2))).toBe(true)
  })

  test('over the border of pieces gives exactly that range', async () => {
    await using place = await openPlace()
    await using target = await place.open()
    const bytes = content(3 * mebibyte + 7)
    await target.put('a', body(bytes.subarray(0, 1_500_000), bytes.subarray(1_500_000)), { ...call, exclusive: true })
    for (const [fromByte, toByte] of [
      [mebibyte - 1, mebibyte + 1],
      [mebibyte, 2 * mebibyte],
      [1, 3 * mebibyte + 6],
      [3 * mebibyte, 3 * mebibyte + 7],
    ] as const) {
      const found = Buffer.concat(await Array.fromAsync(target.get('a', { ...call, fromByte, toByte })))
      expect(found.equals(bytes.subarray(fromByte, toByte)), `${fromByte} to ${toByte}`).toBe(true)
    }
  })
})

describe('somebody else who writes', () => {
  test('is waited for, while the process goes on with other things', async () => {
    await using place = await openPlace()
    await using target = await place.open()
    await put(target, 'a')
    const other = new DatabaseFile(place.path)
    other.exec('begin immediate')
    const writing = put(target, 'b')
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect((await read(target, 'a')).toString()).toBe('content')
    other.exec('commit')
    other.close()
    await writing
    expect(await keysOf(target)).toEqual(['a', 'b'])
  })

  test('is no longer waited for when the call is cancelled', async () => {
    await using place = await openPlace()
    await using target = await place.open()
    await put(target, 'a')
    const other = new DatabaseFile(place.path)
    other.exec('begin immediate')
    const reason = new Error('cancelled')
    const controller = new AbortController()
    const writing = target.put('b', body('x'), { signal: controller.signal, exclusive: true })
    controller.abort(reason)
    await expect(writing).rejects.toBe(reason)
    other.close()
  })
})

test('the program opens it by its name, with everything that surrounds a plugin', async () => {
  await using place = await openPlace()
  const context = { registry: createRegistry({ paths: [] }), host: hostOf([]), clock: systemSeams().clock, idleMs: null }
  const host = { ...context.host, signal: call.signal }
  await using target = await openTarget({ name: 'database', config: { path: place.path } }, { ...context, host })
  await put(target, 'a')
  await expect(put(target, '../a')).rejects.toMatchObject({ code: 'invalid' })
  expect((await target.probe(call)).freeBytes).toBeGreaterThan(0)
  await expect(openTarget({ name: 'database', config: { path: 'a.db' } }, { ...context, host })).rejects.toMatchObject({ code: 'invalid' })
})
