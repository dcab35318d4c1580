import { readdir, rm, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { JobBench } from '../../support/jobs.ts'
import { backUpChain, folder, refusingPlugin, treeSource } from './tree.ts'

async function namesIn(bench: JobBench): Promise<string[]> {
  return (await readdir(bench.path('backups'))).filter((name) => !name.startsWith('.'))
}

test('an archive goes with its commit record and its claim, and everything else stays', async () => {
  await using bench = await JobBench.open()
  const [full, incremental] = await backUpChain(bench, 1)
  await writeFile(bench.path('backups', `${incremental!.name}.claim`), '{}')
  await writeFile(bench.path('backups', `${incremental!.name}.txt`), 'a note')
  const result = await bench.run({ kind: 'remove', archives: [bench.archive(incremental!.name)] })
  expect(result).toEqual({ kind: 'remove', archives: [{ key: incremental!.name, failure: null }] })
  expect(await namesIn(bench)).toEqual([full!.name, `${full!.name}.json`, `${incremental!.name}.txt`])
})

test('what is gone already is no failure, whichever half of it is', async () => {
  await using bench = await JobBench.open()
  const [one, other] = await backUpChain(bench, 1)
  await rm(bench.path('backups', one!.name))
  await rm(bench.path('backups', `${other!.name}.json`))
  const keys = [one!.name, other!.name, 'backup_auto_20200101_000000.zip']
  const result = await bench.run({ kind: 'remove', archives: keys.map((key) => bench.archive(key)) })
  expect(result.archives).toEqual(keys.map((key) => ({ key, failure: null })))
  expect(await namesIn(bench)).toEqual([])
})

test('a removal that is refused is told and does not stop the others', async () => {
  await using bench = await JobBench.open()
  const backups = await backUpChain(bench, 2)
  const locked = { name: 'refusing-folder', config: { path: bench.path('backups'), refuses: 'remove', to: backups[1]!.name } }
  const archives = backups.toReversed().map(({ name }) => ({ target: locked, key: name }))
  const result = await bench.run({ kind: 'remove', archives }, [refusingPlugin])
  expect(result.archives.map(({ failure }) => failure?.code ?? null)).toEqual([null, 'denied', null])
  // Its record went first, so from now on it is no backup any more.
  expect(await namesIn(bench)).toEqual([backups[1]!.name])
})

test('an archive whose commit record is refused to go is left whole', async () => {
  await using bench = await JobBench.open()
  const [full] = await backUpChain(bench, 0)
  const locked = { name: 'refusing-folder', config: { path: bench.path('backups'), refuses: 'remove', to: '.json' } }
  const result = await bench.run({ kind: 'remove', archives: [{ target: locked, key: full!.name }] }, [refusingPlugin])
  expect(result.archives).toMatchObject([{ failure: { code: 'denied' } }])
  expect(await namesIn(bench)).toEqual([full!.name, `${full!.name}.json`])
})

test('only what is named as an archive is removed', async () => {
  await using bench = await JobBench.open()
  await bench.backup({ source: await treeSource(bench) })
  await writeFile(bench.path('backups', 'holdfast-target.json'), '{}')
  for (const key of ['holdfast-target', 'app/', 'diary.zip']) {
    const result = await bench.run({ kind: 'remove', archives: [bench.archive(key)] })
    expect(result.archives, key).toMatchObject([{ key, failure: { code: 'invalid' } }])
  }
  expect(await namesIn(bench)).toContain('holdfast-target.json')
})

test('at a target that is another one nothing is removed, and archives elsewhere are', async () => {
  await using bench = await JobBench.open()
  const [full] = await backUpChain(bench, 0)
  await bench.backup({ source: await treeSource(bench), targets: [{ ...folder(bench, 'second'), prefix: '' }], backupId: 'a'.repeat(32) })
  const second = (await readdir(bench.path('second'))).find((name) => name.endsWith('.zip'))!
  const strange = { ...folder(bench, 'backups'), identity: 'another' }
  const result = await bench.run({
    kind: 'remove',
    archives: [
      { target: strange, key: full!.name },
      { target: folder(bench, 'second'), key: second },
    ],
  })
  expect(result.archives.map(({ failure }) => failure?.code ?? null)).toEqual(['unavailable', null])
  expect(await namesIn(bench)).toEqual([full!.name, `${full!.name}.json`])
})
