import { readdir, readFile, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { FoundArchive } from '../../../server/domain/job.ts'
import { JobBench } from '../../support/jobs.ts'
import { folder, refusingPlugin, treeSource } from './tree.ts'

async function scan(bench: JobBench): Promise<FoundArchive[]> {
  bench.events.length = 0
  await bench.run({ kind: 'scan', target: folder(bench, 'backups'), prefix: '' })
  return bench.events.flatMap((event) => (event.type === 'found' ? event.archives : []))
}

test('a proof lies beside the archive, is found by a scan, and goes with the archive', async () => {
  await using bench = await JobBench.open()
  const { name } = await bench.backup({ source: await treeSource(bench) })
  expect((await scan(bench))[0]).not.toHaveProperty('proof')
  await bench.verify(name, { recordProof: true })
  expect((await scan(bench))[0]).toMatchObject({ key: name, proof: { level: 'proven', compared: 1 } })
  await bench.verify(name, { level: 'stored', recordProof: true })
  expect((await scan(bench))[0], 'a weaker proof takes no stronger one away').toMatchObject({ proof: { level: 'proven' } })
  await bench.run({ kind: 'remove', archives: [bench.archive(name)] })
  expect((await readdir(bench.path('backups'))).filter((left) => left.startsWith('backup_'))).toEqual([])
})

test('a proof that was changed, or is that of another archive, proves nothing', async () => {
  await using bench = await JobBench.open()
  const { name } = await bench.backup({ source: await treeSource(bench) })
  await bench.verify(name, { level: 'stored', recordProof: true })
  const path = bench.path('backups', `${name}.proof.json`)
  const text = await readFile(path, 'utf8')
  for (const change of [
    text.replace('"stored"', '"proven"'),
    text.replace(/"id": "(.)/, (_, first) => `"id": "${first === '0' ? '1' : '0'}`),
    '{',
    '',
  ]) {
    await writeFile(path, change)
    expect((await scan(bench))[0], change).not.toHaveProperty('proof')
  }
})

test('a target that takes no proof costs no verification', async () => {
  await using bench = await JobBench.open()
  const { name } = await bench.backup({ source: await treeSource(bench) })
  const target = { name: 'refusing-folder', config: { path: bench.path('backups'), refuses: 'put', to: '.proof.json' } }
  const verify = {
    kind: 'verify',
    archive: { target, key: name },
    level: 'parsed',
    identities: [],
    scratch: null,
    recordProof: true,
  } as const
  expect(await bench.run({ ...verify, identities: [] }, [refusingPlugin])).toMatchObject({ trust: 'parsed' })
  expect(bench.events).toContainEqual(expect.objectContaining({ type: 'log', message: expect.stringContaining('refused') }))
})
