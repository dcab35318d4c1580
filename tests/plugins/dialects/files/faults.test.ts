import * as fs from 'node:fs'
import * as net from 'node:net'
import { describe, expect, test } from 'vitest'
import type { BlockingFiles } from '../../../../plugins/contract.ts'
import { dump, listing, makeFolder, restore, run } from './tree.ts'

/** Runs `act` once, just before the first call of `name` on a path that ends so (or, for calls on descriptors, on what was opened there). */
function interrupted(name: 'openSync' | 'readSync' | 'readdirSync' | 'lstatSync', ending: string, act: () => void): BlockingFiles {
  let isDone = false
  const opened = new Set<number>()
  const once = (isMeant: boolean) => {
    if (isDone || !isMeant) return
    isDone = true
    act()
  }
  const wrapped = {
    ...fs,
    openSync(path: string, ...rest: [number]) {
      if (name === 'openSync') once(String(path).endsWith(ending))
      const descriptor = fs.openSync(path, ...rest)
      if (String(path).endsWith(ending)) opened.add(descriptor)
      return descriptor
    },
    readSync(descriptor: number, ...rest: [Buffer, number, number, number | null]) {
      if (name === 'readSync') once(opened.has(descriptor))
      return fs.readSync(descriptor, ...rest)
    },
    readdirSync(path: string, ...rest: [never]) {
      if (name === 'readdirSync') once(String(path).endsWith(ending))
      return fs.readdirSync(path, ...rest)
    },
    lstatSync(path: string, ...rest: [never]) {
      if (name === 'lstatSync') once(String(path).endsWith(ending))
      return fs.lstatSync(path, ...rest)
    },
  }
  return wrapped as unknown as BlockingFiles
}

const real: BlockingFiles = fs

const systemError = (code: string) => Object.assign(new Error(`${code}: injected`), { code })

function failing(name: keyof BlockingFiles, ending: string, code: string): BlockingFiles {
  return {
    ...fs,
    [name]: (path: unknown, ...rest: unknown[]) => {
      if (String(path).endsWith(ending)) throw systemError(code)
      return (real[name] as (...args: unknown[]) => unknown)(path, ...rest)
    },
  }
}

/** Fails the second read of a file that is large enough to need one. */
function failingLateReads(code: string): BlockingFiles {
  return {
    ...fs,
    readSync: ((...[descriptor, buffer, offset, length, position]: [number, Buffer, number, number, number | null]) => {
      if (position !== null && position > 0) throw systemError(code)
      return fs.readSync(descriptor, buffer, offset, Math.min(length, 1_000), position)
    }) as never,
  }
}

describe('while a dump runs', () => {
  const tree = () => {
    const folder = makeFolder()
    fs.mkdirSync(folder.at('in/d'), { recursive: true })
    fs.writeFileSync(folder.at('in/a'), 'first')
    fs.writeFileSync(folder.at('in/b'), 'x'.repeat(10_000))
    fs.writeFileSync(folder.at('in/d/inside'), 'y')
    fs.writeFileSync(folder.at('in/z'), 'last')
    return folder
  }
  const restored = (folder: ReturnType<typeof tree>, tar: Buffer) => {
    restore(tar, folder.at('out'))
    fs.mkdirSync(folder.at('gnu'))
    run('tar', ['-xpf', '-', '-C', folder.at('gnu')], tar)
    expect(fs.readFileSync(folder.at('out/z'), 'utf8')).toBe('last')
    return fs.readdirSync(folder.at('out'), { recursive: true }).sort()
  }

  test.for(['lstatSync', 'openSync'] as const)('a file that vanishes before %s is left out with a warning', (call) => {
    using folder = tree()
    const { tar, warnings } = dump(folder.at('in'), { files: interrupted(call, '/b', () => fs.rmSync(folder.at('in/b'))) })
    expect(warnings.map(({ code, subject }) => [code, subject])).toEqual([['vanished', 'b']])
    expect(restored(folder, tar)).toEqual(['a', 'd', 'd/inside', 'z'])
  })

  test('a folder that vanishes before it is read is left out with a warning', () => {
    using folder = tree()
    const files = interrupted('readdirSync', '/d', () => fs.rmSync(folder.at('in/d'), { recursive: true }))
    const { tar, warnings } = dump(folder.at('in'), { files })
    expect(warnings.map(({ code, subject }) => [code, subject])).toEqual([['vanished', 'd']])
    expect(restored(folder, tar)).toEqual(['a', 'b', 'z'])
  })

  test('a file that shrinks is filled up with zeros, with a warning', () => {
    using folder = tree()
    const { tar, warnings } = dump(folder.at('in'), {
      files: interrupted('readSync', '/b', () => fs.truncateSync(folder.at('in/b'), 4_000)),
    })
    expect(warnings.map(({ code, subject }) => [code, subject])).toEqual([['changed', 'b']])
    restored(folder, tar)
    expect(fs.readFileSync(folder.at('out/b'), 'latin1')).toBe('x'.repeat(4_000) + '\0'.repeat(6_000))
  })

  test('a file that grows is cut to what it was, with a warning', () => {
    using folder = tree()
    const { tar, warnings } = dump(folder.at('in'), {
      files: interrupted('readSync', '/b', () => fs.appendFileSync(folder.at('in/b'), 'more')),
    })
    expect(warnings.map(({ code, subject }) => [code, subject])).toEqual([['changed', 'b']])
    restored(folder, tar)
    expect(fs.readFileSync(folder.at('out/b'), 'latin1')).toBe('x'.repeat(10_000))
  })

  test('a file that a symlink, a pipe or another file took the place of is neither followed nor waited for', () => {
    const swaps: ((path: string) => void)[] = [
      (path) => fs.symlinkSync('/etc/passwd', path),
      (path) => run('mkfifo', [path]),
      (path) => fs.writeFileSync(path, 'another'),
    ]
    for (const swap of swaps) {
      using folder = tree()
      const files = interrupted('openSync', '/b', () => {
        fs.renameSync(folder.at('in/b'), folder.at('b'))
        swap(folder.at('in/b'))
      })
      const { tar, warnings } = dump(folder.at('in'), { files })
      expect(warnings.map(({ code, subject }) => [code, subject])).toEqual([['changed', 'b']])
      expect(restored(folder, tar)).toEqual(['a', 'd', 'd/inside', 'z'])
    }
  })

  test('a folder that a symlink took the place of is not followed', () => {
    using folder = tree()
    fs.mkdirSync(folder.at('outside'))
    fs.writeFileSync(folder.at('outside/secret'), 'secret')
    const files = interrupted('readdirSync', '/d', () => {
      fs.rmSync(folder.at('in/d'), { recursive: true })
      fs.symlinkSync(folder.at('outside'), folder.at('in/d'))
    })
    const { tar, warnings } = dump(folder.at('in'), { files })
    expect(warnings.map(({ code, subject }) => [code, subject])).toEqual([['changed', 'd']])
    expect(tar.includes('secret')).toBe(false)
  })

  test.for<[keyof BlockingFiles, string]>([
    ['openSync', '/b'],
    ['readdirSync', '/d'],
    ['lstatSync', '/b'],
  ])('%s being denied is a warning, and the rest is kept', ([call, ending]) => {
    using folder = tree()
    const { tar, warnings } = dump(folder.at('in'), { files: failing(call, ending, 'EACCES') })
    expect(warnings.map(({ code, subject }) => [code, subject])).toEqual([['unreadable', ending.slice(1)]])
    restored(folder, tar)
  })

  test('a disk error in a small file leaves that file out', () => {
    using folder = tree()
    const { tar, warnings } = dump(folder.at('in'), { files: failingLateReads('EIO') })
    expect(warnings.map(({ code, subject }) => [code, subject])).toEqual([['unreadable', 'b']])
    expect(restored(folder, tar)).toEqual(['a', 'd', 'd/inside', 'z'])
  })

  test('a disk error in the middle of a large file ends the dump, so that no later one takes it for whole', () => {
    using folder = tree()
    fs.writeFileSync(folder.at('in/b'), Buffer.alloc(3_000_000, 'x'))
    expect(() => dump(folder.at('in'), { files: failingLateReads('EIO') })).toThrow(
      expect.objectContaining({ name: 'Failure', message: expect.stringContaining('b broke off') }),
    )
  })

  test('later links to content that could not be read become its first', () => {
    using folder = makeFolder()
    fs.mkdirSync(folder.at('in'))
    fs.writeFileSync(folder.at('in/a'), 'shared')
    fs.linkSync(folder.at('in/a'), folder.at('in/b'))
    fs.linkSync(folder.at('in/a'), folder.at('in/c'))
    restore(dump(folder.at('in'), { files: failing('openSync', '/a', 'EACCES') }).tar, folder.at('out'))
    expect(fs.readdirSync(folder.at('out'))).toEqual(['b', 'c'])
    expect(fs.statSync(folder.at('out/b')).nlink).toBe(2)
  })

  test('sockets are left out with a warning and pipes are never opened', async () => {
    using folder = makeFolder()
    const server = net.createServer()
    await new Promise<void>((resolve) => server.listen(folder.at('socket'), resolve))
    run('mkfifo', [folder.at('pipe')])
    const files = interrupted('openSync', '/pipe', () => expect.unreachable())
    const { sections, warnings } = dump(folder.path, { files })
    expect(warnings.map(({ code, subject }) => [code, subject])).toEqual([['skipped', 'socket']])
    expect(sections.map((section) => section.name)).toEqual(['.', 'pipe', '/end'])
    await new Promise((resolve) => server.close(resolve))
  })
})

describe('while a restore runs', () => {
  test('a full disk ends it, says what was written, and leaves no half file', () => {
    using folder = makeFolder()
    fs.mkdirSync(folder.at('in'))
    fs.writeFileSync(folder.at('in/a'), 'a')
    fs.writeFileSync(folder.at('in/b'), Buffer.alloc(100_000, 'b'))
    const { tar } = dump(folder.at('in'))
    const files: BlockingFiles = {
      ...fs,
      writeSync: ((...[descriptor, bytes, offset, length, position]: [number, Uint8Array, number, number, number]) => {
        if (position >= 50_000) throw systemError('ENOSPC')
        return fs.writeSync(descriptor, bytes, offset, Math.min(length, 10_000), position)
      }) as never,
    }
    expect(() => restore(tar, folder.at('out'), { files })).toThrow(
      expect.objectContaining({ code: 'exhausted', message: expect.stringContaining('2 entries were restored') }),
    )
    expect(fs.readdirSync(folder.at('out'))).toEqual(['a'])
  })

  test('a file that was to be replaced is still the old one after a full disk', () => {
    using folder = makeFolder()
    fs.mkdirSync(folder.at('in'))
    fs.writeFileSync(folder.at('in/a'), 'new')
    const { tar } = dump(folder.at('in'))
    fs.mkdirSync(folder.at('out'))
    fs.writeFileSync(folder.at('out/a'), 'old')
    const before = listing(folder.at('out')).filter((line) => line.startsWith('a|'))
    const files = {
      ...fs,
      writeSync: () => {
        throw systemError('ENOSPC')
      },
    } as BlockingFiles
    expect(() => restore(tar, folder.at('out'), { files, existing: 'replace' })).toThrow(expect.objectContaining({ code: 'exhausted' }))
    expect(listing(folder.at('out')).filter((line) => line.startsWith('a|'))).toEqual(before)
    expect(fs.readdirSync(folder.at('out'))).toEqual(['a'])
  })
})
