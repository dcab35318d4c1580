import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { JobBench } from '../../support/jobs.ts'
import { run } from '../archive/program.ts'

async function makeTree(bench: JobBench, files = 30): Promise<void> {
  await mkdir(bench.path('tree', 'sub'), { recursive: true })
  for (let n = 0; n < files; n++)
    await writeFile(bench.path('tree', n % 2 === 0 ? 'sub' : '', `file${n}`), `content ${n}\n`.repeat(n * 500 + 1))
}

function treeSource(bench: JobBench) {
  return { name: 'files', label: 'tree', config: { path: bench.path('tree') } }
}

function sameTree(one: string, other: string): boolean {
  return run('diff', ['-r', one, other]).status === 0
}

test('a tree comes back equal from a full, an incremental and a differential backup', async () => {
  await using bench = await JobBench.open()
  await makeTree(bench)
  const full = await bench.backup({ source: treeSource(bench) })
  await writeFile(bench.path('tree', 'file1'), 'changed')
  const incremental = await bench.backup({ source: treeSource(bench), mode: 'incremental' })
  await writeFile(bench.path('tree', 'new'), 'new')
  const differential = await bench.backup({ source: treeSource(bench), mode: 'differential' })
  expect([full.mode, incremental.mode, differential.mode]).toEqual(['full', 'incremental', 'differential'])
  const into = { name: 'files', config: { path: bench.path('restored') } }
  await bench.restore(differential.keys[0]!, { into })
  expect(sameTree(bench.path('tree'), bench.path('restored'))).toBe(true)
})

test('a differential refers to the full backup alone', async () => {
  await using bench = await JobBench.open()
  await makeTree(bench)
  const full = await bench.backup({ source: treeSource(bench) })
  await writeFile(bench.path('tree', 'file1'), 'changed')
  const incremental = await bench.backup({ source: treeSource(bench), mode: 'incremental' })
  const differential = await bench.backup({ source: treeSource(bench), mode: 'differential' })
  await rm(bench.path('backups', incremental.name))
  expect((await bench.verify(differential.name, { level: 'parsed' })).trust).toBe('parsed')
  const record = JSON.parse(await readFile(bench.path('backups', `${differential.name}.json`), 'utf8'))
  expect(record.archives.map(({ name }: { name: string }) => name)).toEqual([full.name])
})

test('without an earlier backup an incremental is a full one, and says why', async () => {
  await using bench = await JobBench.open()
  await makeTree(bench, 2)
  const result = await bench.backup({ source: treeSource(bench), mode: 'incremental' })
  expect(result).toMatchObject({ mode: 'full', fellBack: expect.stringContaining('no earlier backup') })
})

test('with a damaged or missing parent an incremental is a full one, and says why', async () => {
  await using bench = await JobBench.open()
  await makeTree(bench, 4)
  const first = await bench.backup({ source: treeSource(bench) })
  const archive = bench.path('backups', first.name)
  const bytes = await readFile(archive)
  await writeFile(archive, bytes.subarray(0, bytes.length - 40))
  expect(await bench.backup({ source: treeSource(bench), mode: 'incremental' })).toMatchObject({
    mode: 'full',
    fellBack: expect.stringContaining(first.name),
  })
  await rename(archive, bench.path('elsewhere'))
  await rm(`${archive}.json`)
  const third = await bench.backup({ source: treeSource(bench), mode: 'incremental' })
  expect(third.mode).toBe('incremental')
})

test('another source in the same folder is no parent', async () => {
  await using bench = await JobBench.open()
  await makeTree(bench, 4)
  await bench.backup({ source: treeSource(bench) })
  const other = { name: 'files', label: 'sub', config: { path: bench.path('tree', 'sub') } }
  expect(await bench.backup({ source: other, mode: 'incremental' })).toMatchObject({ mode: 'full' })
})

test('a proof restores and compares, and an unequal source is no proof', async () => {
  await using bench = await JobBench.open()
  await makeTree(bench)
  const { name } = await bench.backup({ source: treeSource(bench) })
  expect(await bench.verify(name)).toMatchObject({ trust: 'proven', evidence: [{ equal: true }] })
})

test('what can not be restored, like a pipe, is a warning of the proof and no failure of it', async () => {
  await using bench = await JobBench.open()
  await makeTree(bench, 3)
  expect(run('mkfifo', [bench.path('tree', 'pipe')]).status).toBe(0)
  const { name } = await bench.backup({ source: treeSource(bench) })
  expect(await bench.verify(name)).toMatchObject({ trust: 'proven' })
  expect(bench.events).toContainEqual(expect.objectContaining({ type: 'warning', warning: expect.objectContaining({ subject: 'pipe' }) }))
})

test('several targets hold a copy each, and one that fails is a warning', async () => {
  await using bench = await JobBench.open()
  await makeTree(bench, 3)
  await writeFile(bench.path('a-file'), '')
  const local = (path: string) => ({ name: 'local', config: { path: bench.path(path) }, prefix: 'app/' })
  const both = await bench.backup({ source: treeSource(bench), targets: [local('one'), local('two')] })
  expect(both.keys).toHaveLength(2)
  expect(await readdir(bench.path('two', 'app'))).toEqual([both.name, `${both.name}.json`])
})

test('every bit of a damaged archive is noticed by its hash', async () => {
  await using bench = await JobBench.open()
  await makeTree(bench, 3)
  const { name } = await bench.backup({ source: treeSource(bench) })
  const path = bench.path('backups', name)
  const bytes = await readFile(path)
  bytes[100]! ^= 1
  await writeFile(path, bytes)
  await expect(bench.verify(name, { level: 'stored' })).rejects.toMatchObject({ code: 'corrupt' })
})

test('a corrupt archive is refused before anything at the destination changes', async () => {
  await using bench = await JobBench.open()
  await makeTree(bench, 20)
  const { name } = await bench.backup({ source: treeSource(bench) })
  const path = bench.path('backups', name)
  const bytes = await readFile(path)
  bytes[60]! ^= 1
  await writeFile(path, bytes)
  const into = { name: 'files', config: { path: bench.path('restored') } }
  await expect(bench.restore(name, { into })).rejects.toMatchObject({ code: 'corrupt' })
  expect(await readdir(bench.folder)).not.toContain('restored')
})

test('chosen paths alone are restored, and an unknown one is named', async () => {
  await using bench = await JobBench.open()
  await makeTree(bench)
  const { name } = await bench.backup({ source: treeSource(bench) })
  const into = { name: 'files', config: { path: bench.path('restored') } }
  await bench.restore(name, { into, tables: ['sub/file2', 'file3'] })
  expect((await readdir(bench.path('restored'), { recursive: true })).sort()).toEqual(['file3', 'sub', 'sub/file2'])
  await expect(bench.restore(name, { into, tables: ['nothing'] })).rejects.toMatchObject({
    code: 'not_found',
    message: expect.stringContaining('nothing'),
  })
})

test('a restore into another dialect is refused', async () => {
  await using bench = await JobBench.open()
  await makeTree(bench, 2)
  const { name } = await bench.backup({ source: treeSource(bench) })
  const into = { name: 'settings', config: { path: bench.path('restored') } }
  await expect(bench.restore(name, { into })).rejects.toMatchObject({ code: 'invalid' })
})

test('an archive whose commit record is gone does not exist', async () => {
  await using bench = await JobBench.open()
  await makeTree(bench, 2)
  const { name } = await bench.backup({ source: treeSource(bench) })
  await rm(bench.path('backups', `${name}.json`))
  await expect(bench.verify(name)).rejects.toMatchObject({ code: 'not_found', message: expect.stringContaining('commit record') })
})
