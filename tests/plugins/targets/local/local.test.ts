import type { FileHandle } from 'node:fs/promises'
import * as disk from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Bytes, Files, Host, Target } from '../../../../plugins/contract.ts'
import local from '../../../../plugins/targets/local/index.ts'

const call = { signal: new AbortController().signal }

interface Place extends AsyncDisposable {
  readonly parent: string
  readonly root: string
  open(options?: { create?: boolean; files?: Partial<Files> }): Promise<Target>
  /** Everything below the root, own files included. */
  tree(): Promise<string[]>
}

async function openPlace(): Promise<Place> {
  const parent = await disk.mkdtemp(join(tmpdir(), 'holdfast-local-'))
  const root = join(parent, 'archives')
  return {
    parent,
    root,
    open: ({ create = true, files = {} } = {}) =>
      local.open({ path: root, create }, { files: { ...disk, ...files }, owner: 'me', isGone: (owner) => owner === 'dead' } as Pick<
        Host,
        'files' | 'owner' | 'isGone'
      > as Host),
    tree: async () => (await disk.readdir(root, { recursive: true })).filter((name) => !name.startsWith('.holdfast')).sort(),
    [Symbol.asyncDispose]: () => disk.rm(parent, { recursive: true, force: true }),
  }
}

async function* body(...texts: readonly string[]): Bytes {
  for (const text of texts) yield Buffer.from(text)
}

const put = (target: Target, key: string, text = 'content') => target.put(key, body(text), { ...call, exclusive: false })
const putNew = (target: Target, key: string, text = 'content') => target.put(key, body(text), { ...call, exclusive: true })
const text = async (target: Target, key: string) => Buffer.concat(await Array.fromAsync(target.get(key, call))).toString()
const systemError = (code: string) => Object.assign(new Error(code), { code })

/** The real disk, with one method of the files that it opens replaced. */
function openingWith(change: (handle: FileHandle, path: string, flags: unknown) => void): Partial<Files> {
  const open = (async (path: string, ...rest: [never]) => {
    const handle = await disk.open(path, ...rest)
    change(handle, path, rest[0])
    return handle
  }) as Files['open']
  return { open }
}

/** Throws `code` when something below the folder of partial objects is synced. */
const brokenSync = (code: string) =>
  openingWith((handle, path) => {
    if (path.includes('.holdfast-partial/')) handle.sync = async () => Promise.reject(systemError(code))
  })

describe('a put', () => {
  test('makes the folder and everything above the object, all of it synced', async () => {
    await using place = await openPlace()
    const synced: string[] = []
    const files = openingWith((handle, path) => {
      const sync = handle.sync.bind(handle)
      handle.sync = async () => {
        synced.push(path.replace(place.parent, '').replace(/me\.[0-9a-f-]{36}/, 'ID'))
        await sync()
      }
    })
    await using target = await place.open({ files })
    await put(target, 'a/b/c.zip')
    for (const path of ['', '/archives', '/archives/a', '/archives/a/b', '/archives/.holdfast', '/archives/.holdfast-partial/ID']) {
      expect(synced).toContain(path)
    }
    expect(synced.at(-1)).toBe('/archives/a/b')
  })

  test.each(['ENOSPC', 'EDQUOT'])('%s in the middle is exhausted, with a remedy, and leaves nothing', async (code) => {
    await using place = await openPlace()
    let writes = 0
    const files = openingWith((handle, path) => {
      if (!path.includes('.holdfast-partial/')) return
      const write = handle.write.bind(handle) as (...given: unknown[]) => Promise<never>
      handle.write = ((...given: unknown[]) => (++writes === 2 ? Promise.reject(systemError(code)) : write(...given))) as never
    })
    await using target = await place.open({ files })
    await put(target, 'old', 'previous')
    writes = 0
    const large = () => body('x'.repeat(1_100_000), 'y'.repeat(1_100_000))
    await expect(target.put('old', large(), { ...call, exclusive: false })).rejects.toMatchObject({
      code: 'exhausted',
      remedy: expect.any(String),
    })
    expect(await text(target, 'old')).toBe('previous')
    expect(await disk.readdir(join(place.root, '.holdfast-partial'))).toEqual([])
  })

  test('a write that takes less than it was given goes on with the rest', async () => {
    await using place = await openPlace()
    const files = openingWith((handle, path) => {
      if (!path.includes('.holdfast-partial/')) return
      const write = handle.write.bind(handle) as unknown as (bytes: Uint8Array, at: number, count: number) => Promise<never>
      handle.write = ((bytes: Uint8Array, at: number, count: number) => write(bytes, at, Math.min(count, 3))) as never
    })
    await using target = await place.open({ files })
    expect((await put(target, 'a', '0123456789')).sizeBytes).toBe(10)
    expect(await text(target, 'a')).toBe('0123456789')
  })

  test('an fsync that reports EIO fails the object and is not tried again', async () => {
    await using place = await openPlace()
    await using target = await place.open({ files: brokenSync('EIO') })
    await expect(put(target, 'a')).rejects.toMatchObject({ code: 'internal', detail: { errno: 'EIO' } })
    expect(await target.stat('a', call)).toBeNull()
    expect(await place.tree()).toEqual([])
  })

  test.each([64, 70])('an early sync that fails is not made good by a later one, at %i MiB', async (count) => {
    await using place = await openPlace()
    const files = openingWith((handle) => {
      handle.datasync = async () => Promise.reject(systemError('EIO'))
    })
    await using target = await place.open({ files })
    async function* large() {
      for (let index = 0; index < count; index += 1) yield new Uint8Array(1024 * 1024)
    }
    await expect(target.put('a', large(), { ...call, exclusive: true })).rejects.toMatchObject({ detail: { errno: 'EIO' } })
    expect(await place.tree()).toEqual([])
  })

  test('an exclusive object whose name may not last is taken back', async () => {
    await using place = await openPlace()
    const files = openingWith((handle, path) => {
      if (path === join(place.root, 'dir')) handle.sync = async () => Promise.reject(systemError('EIO'))
    })
    await using target = await place.open({ files })
    await expect(putNew(target, 'dir/a', 'x')).rejects.toMatchObject({ detail: { errno: 'EIO' } })
    expect(await target.stat('dir/a', call)).toBeNull()
  })

  test('a filesystem without hard links still refuses a taken name', async () => {
    await using place = await openPlace()
    const files: Partial<Files> = { link: async () => Promise.reject(systemError('EPERM')) }
    await using target = await place.open({ files })
    const tries = await Promise.allSettled(['a', 'b', 'c', 'd'].map((content) => putNew(target, 'contested', content)))
    expect(tries.filter(({ status }) => status === 'fulfilled').length).toBe(1)
    await expect(putNew(target, 'contested', 'later')).rejects.toMatchObject({ code: 'conflict' })
    expect(await disk.readdir(join(place.root, '.holdfast-partial'))).toEqual([])
  })

  test('a file where a folder is needed is a conflict', async () => {
    await using place = await openPlace()
    await using target = await place.open()
    await put(target, 'a')
    await expect(put(target, 'a/b')).rejects.toMatchObject({ code: 'conflict' })
    await put(target, 'c/d')
    await expect(put(target, 'c')).rejects.toMatchObject({ code: 'conflict' })
  })

  test('a name that is too long for the disk is invalid', async () => {
    await using place = await openPlace()
    await using target = await place.open()
    await expect(put(target, 'x'.repeat(300))).rejects.toMatchObject({ code: 'invalid', remedy: expect.stringContaining('255') })
  })

  test.each(['.holdfast', '.holdfast/x', '.holdfast-partial/x'])('%s is refused, because the folder needs it', async (key) => {
    await using place = await openPlace()
    await using target = await place.open()
    await expect(put(target, key)).rejects.toMatchObject({ code: 'invalid' })
  })
})

describe('the folder', () => {
  test('that must not be created is refused until it carries the mark of an earlier use', async () => {
    await using place = await openPlace()
    await using strict = await place.open({ create: false })
    const refused = { code: 'not_found', remedy: expect.stringContaining('Mount') }
    await expect(put(strict, 'a')).rejects.toMatchObject(refused)
    await disk.mkdir(place.root)
    await expect(put(strict, 'a')).rejects.toMatchObject(refused)
    await expect(Array.fromAsync(strict.list('', call))).rejects.toMatchObject(refused)
    await expect(strict.stat('a', call)).rejects.toMatchObject(refused)
    await using first = await place.open()
    await put(first, 'a')
    await put(strict, 'b')
    expect(await place.tree()).toEqual(['a', 'b'])
  })

  test('that is not there yet holds nothing', async () => {
    await using place = await openPlace()
    await using target = await place.open()
    expect(await Array.fromAsync(target.list('', call))).toEqual([])
    expect(await target.stat('a', call)).toBeNull()
    await target.remove('a', call)
    expect(await disk.readdir(place.parent)).toEqual([])
  })

  test('loses its empty folders with the last object, but never itself', async () => {
    await using place = await openPlace()
    await using target = await place.open()
    await put(target, 'a/b/c')
    await put(target, 'a/d')
    await target.remove('a/b/c', call)
    expect(await place.tree()).toEqual(['a', 'a/d'])
    await target.remove('a/d', call)
    expect(await place.tree()).toEqual([])
    await put(target, 'e')
    for (const own of ['.holdfast', '.holdfast-partial']) await disk.rm(join(place.root, own), { recursive: true })
    await target.remove('e', call)
    expect((await disk.stat(place.root)).isDirectory()).toBe(true)
  })

  test('does not lead out through a symbolic link', async () => {
    await using place = await openPlace()
    await using target = await place.open()
    await put(target, 'inside/real')
    const outside = join(place.parent, 'outside')
    await disk.mkdir(outside)
    await disk.writeFile(join(outside, 'secret'), 'secret')
    await disk.symlink(outside, join(place.root, 'door'))
    await disk.symlink(join(outside, 'secret'), join(place.root, 'window'))
    for (const work of [
      () => text(target, 'door/secret'),
      () => put(target, 'door/new'),
      () => put(target, 'door/deep/new'),
      () => target.remove('door/secret', call),
    ]) {
      await expect(work()).rejects.toMatchObject({ code: 'denied' })
    }
    await expect(text(target, 'window')).rejects.toMatchObject({ code: 'not_found' })
    expect(await target.stat('window', call)).toBeNull()
    expect((await Array.fromAsync(target.list('', call))).map(({ key }) => key)).toEqual(['inside/real'])
    expect(await disk.readdir(outside)).toEqual(['secret'])
  })

  test('a FIFO in it is no object and blocks nobody', async () => {
    await using place = await openPlace()
    await using target = await place.open()
    await put(target, 'a')
    const { execFileSync } = await import('node:child_process')
    execFileSync('mkfifo', [join(place.root, 'pipe')])
    await expect(text(target, 'pipe')).rejects.toMatchObject({ code: 'not_found' })
    expect((await Array.fromAsync(target.list('', call))).map(({ key }) => key)).toEqual(['a'])
  })
})

describe('a sweep', () => {
  test('removes partial objects that are older or whose writer is gone, and nothing else', async () => {
    await using place = await openPlace()
    await using target = await place.open()
    await put(target, 'whole')
    const partials = join(place.root, '.holdfast-partial')
    await disk.writeFile(join(partials, 'old'), 'x')
    await disk.utimes(join(partials, 'old'), new Date(0), new Date(0))
    await disk.writeFile(join(partials, 'alive.young'), 'x')
    await disk.writeFile(join(partials, 'dead.young'), 'x')
    expect(await target.sweep!(new Date(Date.now() - 60_000), call)).toBe(2)
    expect(await disk.readdir(partials)).toEqual(['alive.young'])
    expect(await text(target, 'whole')).toBe('content')
  })
})

describe('a read', () => {
  test('of a file that shrinks meanwhile is corrupt, not short', async () => {
    await using place = await openPlace()
    await using target = await place.open()
    await put(target, 'a', 'x'.repeat(3_000_000))
    const reading = (async () => {
      for await (const _ of target.get('a', call)) await disk.truncate(join(place.root, 'a'), 1_500_000)
    })()
    await expect(reading).rejects.toMatchObject({ code: 'corrupt' })
  })
})

test('a probe reports the free space', async () => {
  await using place = await openPlace()
  await using target = await place.open()
  expect((await target.probe(call)).freeBytes).toBeGreaterThan(0)
})

test('a removal that is refused is denied', async () => {
  await using place = await openPlace()
  await using target = await place.open({ files: { unlink: async () => Promise.reject(systemError('EPERM')) } })
  await put(target, 'a')
  await expect(target.remove('a', call)).rejects.toMatchObject({ code: 'denied', remedy: expect.any(String) })
})
