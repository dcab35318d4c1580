import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FaultCounter } from './fault-plan.ts'
import { faultyFiles } from './faulty-files.ts'
import { faultyBlockingFiles } from './faulty-thread-tools.ts'
import { pointsToTry, seededRandom } from './seeded.ts'

let root: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'holdfast-frame-'))
})

afterEach(async () => {
  await rm(root, { recursive: true, force: true })
})

async function writeFile(counter: FaultCounter, text = 'hello'): Promise<string> {
  const path = join(root, 'backup.zip')
  await using handle = await faultyFiles(counter).open(path, 'w')
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at)).bytesWritten
  await handle.sync()
  return path
}

test('every call is a step, named by what it does to what', async () => {
  const counter = new FaultCounter({ kind: 'none' })
  await writeFile(counter)
  expect(counter.labels).toEqual(['open archive', 'write archive', 'sync archive', 'close archive'])
})

test('the chosen step fails once, or from there on', async () => {
  const once = new FaultCounter({ kind: 'error', steps: '^write', at: 1, errno: 'ENOSPC' })
  await expect(writeFile(once)).rejects.toMatchObject({ code: 'ENOSPC' })
  await writeFile(once)
  const sticky = new FaultCounter({ kind: 'error', steps: '^write', at: 1, sticky: true })
  await expect(writeFile(sticky)).rejects.toMatchObject({ code: 'EIO' })
  await expect(writeFile(sticky)).rejects.toMatchObject({ code: 'EIO' })
})

test('a full disk takes no byte more than it has', async () => {
  await expect(writeFile(new FaultCounter({ kind: 'full', fullAtBytes: 3 }))).rejects.toMatchObject({ code: 'ENOSPC' })
  expect(await readFile(join(root, 'backup.zip'), 'utf8')).toBe('hel')
})

test('short writes are short, and what is written is right', async () => {
  const counter = new FaultCounter({ kind: 'short' })
  expect(await readFile(await writeFile(counter), 'utf8')).toBe('hello')
  expect(counter.labels.filter((label) => label === 'write archive').length).toBeGreaterThan(1)
})

test('the files of threads fail in the same ways', () => {
  const files = faultyBlockingFiles(new FaultCounter({ kind: 'error', steps: '^fsyncSync', at: 1 }))
  const fd = files.openSync(join(root, 'backup.zip'), 'w')
  expect(() => files.fsyncSync(fd)).toThrow('EIO')
  files.fsyncSync(fd)
  files.closeSync(fd)
  const full = faultyBlockingFiles(new FaultCounter({ kind: 'full', fullAtBytes: 2 }))
  const other = full.openSync(join(root, 'other'), 'w')
  expect(full.writeSync(other, Buffer.from('abc'))).toBe(2)
  expect(() => full.writeSync(other, Buffer.from('c'))).toThrow('ENOSPC')
  full.closeSync(other)
})

test('a kill ends the process at the step, with nothing done', async () => {
  const script = `
    import { FaultCounter } from ${JSON.stringify(new URL('./fault-plan.ts', import.meta.url).href)}
    import { faultyFiles } from ${JSON.stringify(new URL('./faulty-files.ts', import.meta.url).href)}
    const files = faultyFiles(new FaultCounter({ kind: 'kill', steps: '^rename', at: 1 }))
    await files.mkdir('one')
    await files.rename('one', 'two')
    await files.mkdir('three')`
  const error = await new Promise<unknown>((resolve) => {
    execFile(process.execPath, ['--input-type=module', '-e', script], { cwd: root }, (failure) => resolve(failure))
  })
  expect(error).toMatchObject({ signal: 'SIGKILL' })
  expect(await import('node:fs/promises').then((files) => files.readdir(root))).toEqual(['one'])
})

test('a short run tries other points with another seed, and the same ones with the same', () => {
  const points = Array.from({ length: 1000 }, (_, at) => at)
  if (process.env['HOLDFAST_PROOFS'] === '1') return expect(pointsToTry(points, 5, 1)).toEqual(points)
  expect(pointsToTry(points, 5, 1)).toEqual(pointsToTry(points, 5, 1))
  expect(pointsToTry(points, 5, 1)).not.toEqual(pointsToTry(points, 5, 2))
  expect(seededRandom(7)()).toBe(seededRandom(7)())
})
