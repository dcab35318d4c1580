import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { BackupSpecification } from '../../../server/domain/job.ts'
import { JobBench } from '../../support/jobs.ts'
import { backUpChain, folder, refusingPlugin, treeSource } from './tree.ts'

const noChain = { lengthMax: null, forceFullReason: null, avoid: [] }

async function incremental(bench: JobBench, chain: Partial<BackupSpecification['chain']>) {
  return await bench.backup({ source: await treeSource(bench, 'later'), mode: 'incremental', chain: { ...noChain, ...chain } })
}

test('the result holds what the commit record says, so that nobody needs a second look', async () => {
  await using bench = await JobBench.open()
  const backupId = '0123456789abcdef'.repeat(2)
  const result = await bench.backup({ source: await treeSource(bench), backupId })
  const { checksum: _, format: __, ...record } = JSON.parse(await readFile(bench.path('backups', `${result.name}.json`), 'utf8'))
  expect(result.record).toMatchObject(record)
  expect(result).toMatchObject({ id: backupId, record: { id: backupId, chain: { root: backupId, parent: null, length: 0 } } })
  expect(result.source).toEqual({ label: 'tree', dialect: 'files', engine: expect.any(String), version: expect.any(String) })
  expect(result.tableFigures).toHaveLength(result.tables)
  expect(result.copies).toEqual([{ at: 0, key: result.name, committed: true, failure: null }])
  const next = await incremental(bench, {})
  expect(next.record).toMatchObject({ archives: [{ id: backupId, name: result.name }], chain: { parent: backupId, length: 1 } })
})

test('the tables of a database come with rows and bytes', async () => {
  await using bench = await JobBench.open()
  const { default: DatabaseFile } = await import('better-sqlite3')
  const database = new DatabaseFile(bench.path('app.db'))
  database.exec('CREATE TABLE people (id INTEGER PRIMARY KEY, name); INSERT INTO people VALUES (1, 2), (3, 4)')
  database.close()
  const source = { name: 'sqlite', label: 'app', config: { path: bench.path('app.db') } }
  const result = await bench.backup({ source })
  expect(result.tableFigures).toEqual([{ name: 'people', rows: 2, sizeBytes: expect.any(Number), checksum: expect.any(String) }])
  expect(result.tableFigures![0]!.sizeBytes).toBeGreaterThan(40)
})

test.each(['probe', 'put'] as const)('a target that refuses to %s costs one copy, and the result names it', async (refuses) => {
  await using bench = await JobBench.open()
  const refusing = { name: 'refusing-folder', config: { path: bench.path('backups'), refuses }, prefix: 'app/' }
  const good = { ...folder(bench, 'second'), prefix: 'app/' }
  const result = await bench.backup({ source: await treeSource(bench), targets: [refusing, good], pluginPaths: [refusingPlugin] })
  expect(result.copies).toMatchObject([
    { at: 0, key: `app/${result.name}`, committed: false, failure: { code: 'denied' } },
    { at: 1, key: `app/${result.name}`, committed: true, failure: null },
  ])
  expect(result.keys).toEqual([`app/${result.name}`])
  const warnings = bench.events.filter(({ type }) => type === 'warning')
  expect(warnings).toMatchObject([{ warning: { subject: 'refusing-folder' } }])
  expect(await readdir(bench.path('backups', 'app')).catch(() => [])).toEqual([])
})

test('a copy that is not committed is removed, although another target holds the same key', async () => {
  await using bench = await JobBench.open()
  const refusing = { name: 'refusing-folder', config: { path: bench.path('backups'), refuses: 'put', to: '.json' }, prefix: 'app/' }
  const good = { ...folder(bench, 'second'), prefix: 'app/' }
  const result = await bench.backup({ source: await treeSource(bench), targets: [good, refusing], pluginPaths: [refusingPlugin] })
  expect(result.copies.map(({ committed }) => committed)).toEqual([true, false])
  expect(await readdir(bench.path('backups', 'app')).catch(() => [])).toEqual([])
  expect(await readdir(bench.path('second', 'app'))).toEqual([result.name, `${result.name}.json`])
})

test('when every target fails the backup does', async () => {
  await using bench = await JobBench.open()
  const refusing = (refuses: string) => ({ name: 'refusing-folder', config: { path: bench.path('backups'), refuses }, prefix: '' })
  const given = { source: await treeSource(bench), pluginPaths: [refusingPlugin] }
  await expect(bench.backup({ ...given, targets: [refusing('probe'), refusing('put')] })).rejects.toMatchObject({ code: 'denied' })
  await expect(bench.backup({ ...given, targets: [refusing('probe')] })).rejects.toMatchObject({ code: 'denied' })
})

test('a target that lacks the parent gets no copy that nobody could restore there, and a copy job makes up for it', async () => {
  await using bench = await JobBench.open()
  const [full] = await backUpChain(bench, 0)
  const targets = [
    { ...folder(bench, 'backups'), prefix: '' },
    { ...folder(bench, 'second'), prefix: '' },
  ]
  const result = await bench.backup({ source: await treeSource(bench, 'later'), mode: 'incremental', targets })
  expect(result).toMatchObject({ mode: 'incremental', copies: [{ committed: true }, { committed: false, failure: { code: 'conflict' } }] })
  expect(result.copies[1]!.failure!.message).toContain(full!.name)
  const to = { target: folder(bench, 'second'), key: result.copies[1]!.key }
  await bench.run({ kind: 'copy', from: bench.archive(result.name), to, withReferences: true })
  const next = await bench.backup({ source: await treeSource(bench, 'even later'), mode: 'incremental', targets })
  expect(next.copies.map(({ committed }) => committed)).toEqual([true, true])
})

test('a full backup can be asked for with its reason', async () => {
  await using bench = await JobBench.open()
  await backUpChain(bench, 1)
  expect(await incremental(bench, { forceFullReason: 'the last one is a week old' })).toMatchObject({
    mode: 'full',
    fellBack: 'the last one is a week old',
    record: { chain: { length: 0 } },
  })
})

test('a chain grows up to its length and then starts anew', async () => {
  await using bench = await JobBench.open()
  await backUpChain(bench, 1)
  const results = []
  for (let count = 0; count < 3; count++) results.push(await incremental(bench, { lengthMax: 2 }))
  expect(results.map(({ mode, record }) => [mode, record.chain.length])).toEqual([
    ['incremental', 2],
    ['full', 0],
    ['incremental', 1],
  ])
  expect(results[1]!.fellBack).toContain('2 backups behind the full one')
})

test('an archive to be avoided is never referred to, nor is one behind it', async () => {
  await using bench = await JobBench.open()
  const ids = (await backUpChain(bench, 2)).map(({ id }) => id)
  expect((await incremental(bench, { avoid: [ids[2]!] })).record.chain.parent).toBe(ids[1])
  const avoided = await incremental(bench, { avoid: [ids[0]!] })
  expect(avoided).toMatchObject({ mode: 'full', fellBack: expect.stringContaining('failed its verification') })
})
