import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { adoptTarget, identityName, readIdentity } from '../../../server/engine/target-identity.ts'
import { JobBench } from '../../support/jobs.ts'
import { MemoryTarget } from '../../support/memory-target.ts'
import { backUpChain, folder, treeSource } from './tree.ts'

const call = { signal: new AbortController().signal }
const randomness = { bytes: (count: number) => new Uint8Array(count).fill(0xff) }

function identify(bench: JobBench, change: { identity?: string | null; adopt?: boolean; prefix?: string; config?: object } = {}) {
  const { identity = null, adopt = true, prefix = '', config = {} } = change
  return bench.run({
    kind: 'identify',
    target: { name: 'local', config: { path: bench.path('backups'), ...config } },
    prefix,
    identity,
    adopt,
  })
}

test('a target is given an identity once, and keeps it', async () => {
  await using bench = await JobBench.open()
  const first = await identify(bench, { prefix: 'here/' })
  expect(first).toMatchObject({ kind: 'identify', wasNew: true, freeBytes: expect.any(Number) })
  expect(JSON.parse(await readFile(bench.path('backups', 'here', identityName), 'utf8'))).toEqual({ format: 1, id: first.identity })
  expect(await identify(bench, { prefix: 'here/' })).toMatchObject({ identity: first.identity, wasNew: false })
  expect(await identify(bench, { prefix: 'here/', identity: first.identity })).toMatchObject({ identity: first.identity, wasNew: false })
})

test('a target that is only tried out gets none', async () => {
  await using bench = await JobBench.open()
  expect(await identify(bench, { adopt: false })).toMatchObject({ identity: null, wasNew: false })
  expect(await readdir(bench.path('backups'))).not.toContain(identityName)
})

test('where another target is expected nothing is written, and nothing is adopted', async () => {
  await using bench = await JobBench.open()
  await mkdir(bench.path('backups'))
  await expect(identify(bench, { identity: 'the-one' })).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('another target is there, or it is not mounted'),
  })
  expect(await readdir(bench.path('backups'))).toEqual([])
})

test('a mount point that knows by itself that nothing is mounted says the same', async () => {
  await using bench = await JobBench.open()
  await mkdir(bench.path('backups'))
  await expect(identify(bench, { identity: 'the-one', config: { create: false } })).rejects.toMatchObject({ code: 'unavailable' })
})

test('every kind of job refuses a swapped target before it writes anything', async () => {
  await using bench = await JobBench.open()
  const [full] = await backUpChain(bench, 0)
  const { identity } = await identify(bench)
  const source = await treeSource(bench)
  const target = { ...folder(bench, 'backups'), root: '', identity: identity! }
  const swapped = { ...folder(bench, 'empty'), root: '', identity: identity! }
  const archive = { target: swapped, key: full!.name }
  await bench.backup({ source, targets: [{ ...target, prefix: '' }] })
  const refused = { code: 'unavailable', message: expect.stringContaining(identityName) }
  await expect(bench.backup({ source, targets: [{ ...swapped, prefix: '' }] })).rejects.toMatchObject(refused)
  await expect(bench.verify(full!.name, { archive })).rejects.toMatchObject(refused)
  await expect(bench.restore(full!.name, { archive, into: folder(bench, 'restored') })).rejects.toMatchObject(refused)
  await expect(bench.run({ kind: 'scan', target: swapped, prefix: '' })).rejects.toMatchObject(refused)
  await expect(bench.run({ kind: 'copy', from: bench.archive(full!.name), to: archive })).rejects.toMatchObject(refused)
  expect(await readdir(bench.folder)).not.toContain('empty')
})

test('of two that adopt at once, one wins and both say who', async () => {
  const target = new MemoryTarget()
  const results = await Promise.all([1, 2].map((fill) => adoptTarget({ target, root: '', randomness: randomnessOf(fill) }, call)))
  expect(new Set(results.map(({ identity }) => identity)).size).toBe(1)
  expect(results.filter(({ wasNew }) => wasNew)).toHaveLength(1)
})

test('an identity is a UUID, and a lost answer costs nothing', async () => {
  const target = new MemoryTarget()
  const put = target.put.bind(target)
  target.put = async (key, body, options) => {
    await put(key, body, options)
    throw new Error('the connection was lost')
  }
  expect(await adoptTarget({ target, root: 'a/', randomness }, call)).toEqual({
    identity: 'ffffffff-ffff-4fff-bfff-ffffffffffff',
    wasNew: true,
  })
})

test('a store that takes the object and does not keep it has no identity', async () => {
  const target = new MemoryTarget()
  target.stat = async () => null
  await expect(adoptTarget({ target, root: '', randomness }, call)).rejects.toMatchObject({ code: 'corrupt' })
})

test('a damaged identity is said to be one', async () => {
  await using bench = await JobBench.open()
  const target = new MemoryTarget()
  for (const text of ['', '{"format":1}', '{"format":2,"id":"a"}', 'x'.repeat(10_000)]) {
    target.objects.set(identityName, Buffer.from(text))
    await expect(readIdentity({ target, root: '' }, call), text).rejects.toMatchObject({ code: 'corrupt' })
  }
  await mkdir(bench.path('backups'))
  await writeFile(bench.path('backups', identityName), '{')
  await expect(identify(bench)).rejects.toMatchObject({ code: 'corrupt' })
})

function randomnessOf(fill: number) {
  return { bytes: (count: number) => new Uint8Array(count).fill(fill) }
}
