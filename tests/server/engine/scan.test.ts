import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { encodeRecord } from '../../../server/archive/record.ts'
import type { FoundArchive } from '../../../server/domain/job.ts'
import { JobBench } from '../../support/jobs.ts'
import { backUpChain, folder, treeSource } from './tree.ts'

async function scan(bench: JobBench, prefix = '') {
  bench.events.length = 0
  const result = await bench.run({ kind: 'scan', target: folder(bench, 'backups'), prefix })
  const batches = bench.events.flatMap((event) => (event.type === 'found' ? [event.archives] : []))
  const found = new Map<string, FoundArchive>(batches.flat().map((archive) => [archive.key, archive]))
  return { result, batches, found }
}

test('every archive is found with its commit record and the facts of its manifest', async () => {
  await using bench = await JobBench.open()
  const chain = await backUpChain(bench, 1)
  const { result, found } = await scan(bench)
  expect(result).toEqual({ kind: 'scan', archives: 2, failures: 0 })
  for (const { name, record, source, tables, plainBytes } of chain) {
    expect(found.get(name)).toEqual({ key: name, record, manifest: { source, tables, plainBytes }, failure: null })
  }
})

test('a sealed archive shows its record and nothing of its content, and that is no failure', async () => {
  await using bench = await JobBench.open()
  const { name, record } = await bench.backup({ source: await treeSource(bench), passphrase: 'correct horse' })
  const { result, found } = await scan(bench)
  expect(result).toMatchObject({ archives: 1, failures: 0 })
  expect(found.get(name)).toEqual({ key: name, record, manifest: null, failure: null })
})

test('what can not be read is told with its failure, and the rest is found all the same', async () => {
  await using bench = await JobBench.open()
  const chain = await backUpChain(bench, 3)
  const [damaged, gone, short, whole] = chain.map(({ name }) => bench.path('backups', name))
  await writeFile(`${damaged}.json`, '{}')
  await rm(gone!)
  await writeFile(short!, (await readFile(short!)).subarray(0, -10))
  const { result, found } = await scan(bench)
  expect(result).toMatchObject({ archives: 4, failures: 3 })
  const told = (at: number) => found.get(chain[at]!.name)!
  expect(told(0)).toMatchObject({ record: null, manifest: null, failure: { code: 'corrupt' } })
  expect(told(1)).toMatchObject({ record: { id: chain[1]!.id }, manifest: null, failure: { code: 'not_found' } })
  expect(told(2)).toMatchObject({ record: { id: chain[2]!.id }, manifest: null, failure: { code: 'corrupt' } })
  expect(told(3)).toMatchObject({ manifest: { source: { dialect: 'files' } }, failure: null })
  expect(whole).toBeDefined()
})

test('only what lies below the prefix and is named as an archive is looked at', async () => {
  await using bench = await JobBench.open()
  const source = await treeSource(bench)
  const prefixes = ['one/', 'two/']
  for (const prefix of prefixes) await bench.backup({ source, targets: [{ ...folder(bench, 'backups'), prefix }] })
  await writeFile(bench.path('backups', 'two', 'holdfast-target.json'), '{}')
  await writeFile(bench.path('backups', 'two', 'diary.zip.json'), '{}')
  const { found } = await scan(bench, 'two/')
  expect([...found.keys()]).toEqual([expect.stringMatching(/^two\/backup_/)])
})

test('many archives come in many small events, each exactly once', async () => {
  await using bench = await JobBench.open()
  const { record } = await bench.backup({ source: await treeSource(bench) })
  await mkdir(bench.path('backups', 'many'))
  const names = Array.from({ length: 230 }, (_, at) => `backup_auto_20260101_000000_${at}.zip`)
  for (const name of names)
    await writeFile(bench.path('backups', 'many', `${name}.json`), encodeRecord({ ...record, archives: [], name } as never))
  const { result, batches } = await scan(bench, 'many/')
  expect(result).toMatchObject({ archives: 230, failures: 230 })
  expect(batches.length).toBeGreaterThan(2)
  const keys = batches.flat().map(({ key }) => key)
  expect(keys.toSorted()).toEqual(names.map((name) => `many/${name}`).toSorted())
})

test('an empty target holds nothing', async () => {
  await using bench = await JobBench.open()
  const { result, batches } = await scan(bench)
  expect(result).toEqual({ kind: 'scan', archives: 0, failures: 0 })
  expect(batches).toEqual([])
})
