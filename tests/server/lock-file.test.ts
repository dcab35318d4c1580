import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { takeLock } from '../../server/lock-file.ts'
import { systemSeams } from '../../server/seams/seams.ts'

const seams = systemSeams()
let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-lock-'))
  path = join(folder, 'daemon.lock')
})
afterEach(() => rm(folder, { recursive: true }))

const take = (pid = process.pid) => takeLock(path, { seams, pid })

/** A process that sleeps, to hold locks in the name of. */
async function startSleeper() {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' })
  await once(child, 'spawn')
  return {
    pid: child.pid!,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}

test('a lock that was given back can be taken again and leaves nothing behind', async () => {
  for (let round = 0; round < 2; round++) {
    await using _lock = await take()
    expect(await readdir(folder)).toEqual(['daemon.lock'])
  }
  expect(await readdir(folder)).toEqual([])
})

test('a lock held by a living process is refused and that process named', async () => {
  await using sleeper = await startSleeper()
  await using _lock = await take(sleeper.pid)
  await expect(take()).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining(`process ${sleeper.pid}`),
    detail: { pid: sleeper.pid },
  })
  expect(await readdir(folder)).toEqual(['daemon.lock'])
})

test('a lock of a dead process is taken over', async () => {
  const sleeper = await startSleeper()
  await take(sleeper.pid)
  await sleeper[Symbol.asyncDispose]()
  await using _lock = await take()
  expect(JSON.parse(await readFile(path, 'utf8')).pid).toBe(process.pid)
  expect(await readdir(folder)).toEqual(['daemon.lock'])
})

test('a pid that was given to another process since does not keep the lock', async () => {
  await using sleeper = await startSleeper()
  await writeFile(path, JSON.stringify({ pid: sleeper.pid, startTime: '1', token: 'earlier' }))
  await using _lock = await take()
  expect(JSON.parse(await readFile(path, 'utf8')).pid).toBe(process.pid)
})

test('a lock with our own pid is of an earlier life and taken over', async () => {
  await writeFile(path, JSON.stringify({ pid: process.pid, startTime: null, token: 'earlier' }))
  await using _lock = await take()
  expect(JSON.parse(await readFile(path, 'utf8')).token).not.toBe('earlier')
})

test('a lock that nobody can read is taken over', async () => {
  await writeFile(path, 'torn')
  await using _lock = await take()
  expect(JSON.parse(await readFile(path, 'utf8')).pid).toBe(process.pid)
})

test('a lock that was taken over is not given back by its earlier holder', async () => {
  const earlier = await take()
  await writeFile(path, JSON.stringify({ pid: 1, startTime: null, token: 'other' }))
  await earlier[Symbol.asyncDispose]()
  expect(JSON.parse(await readFile(path, 'utf8')).token).toBe('other')
})

test('a dead lock that somebody else took over in the meantime is left to them', async () => {
  await using sleeper = await startSleeper()
  await writeFile(path, JSON.stringify({ pid: 2 ** 30, startTime: '1', token: 'dead' }))
  const link: typeof seams.files.link = async (from, to) => {
    if (String(to).endsWith('.takeover')) await writeFile(path, JSON.stringify({ pid: sleeper.pid, startTime: null, token: 'quicker' }))
    await seams.files.link(from, to)
  }
  const attempt = takeLock(path, { seams: { ...seams, files: { ...seams.files, link } }, pid: process.pid })
  await expect(attempt).rejects.toMatchObject({ code: 'conflict', detail: { pid: sleeper.pid } })
  expect(JSON.parse(await readFile(path, 'utf8')).token).toBe('quicker')
  expect(await readdir(folder)).toEqual(['daemon.lock'])
})

test('of many that find a dead lock at the same time exactly one takes it over', async () => {
  for (let round = 0; round < 20; round++) {
    await writeFile(path, JSON.stringify({ pid: 2 ** 30, startTime: '1', token: `dead-${round}` }))
    const sleepers = await Promise.all(Array.from({ length: 4 }, startSleeper))
    const results = await Promise.allSettled(sleepers.map(({ pid }) => take(pid)))
    const taken = results.filter((result) => result.status === 'fulfilled')
    expect(taken).toHaveLength(1)
    expect(await readdir(folder)).toEqual(['daemon.lock'])
    await Promise.all(sleepers.map((sleeper) => sleeper[Symbol.asyncDispose]()))
    await taken[0]!.value[Symbol.asyncDispose]()
  }
})
