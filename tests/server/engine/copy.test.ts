import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { ownerName } from '../../../server/seams/owner.ts'
import { JobBench } from '../../support/jobs.ts'
import { backUpChain, folder, refusingPlugin } from './tree.ts'

function copy(bench: JobBench, key: string, { withReferences = false, to = 'second' } = {}) {
  return bench.run({ kind: 'copy', from: bench.archive(key), to: { target: folder(bench, to), key: `app/${key}` }, withReferences })
}

async function namesIn(bench: JobBench): Promise<string[]> {
  return (await readdir(bench.path('second', 'app')).catch(() => [])).filter((name) => !name.startsWith('.'))
}

test('a copy has the same bytes and the same commit record, and can be proven where it is', async () => {
  await using bench = await JobBench.open()
  const [full] = await backUpChain(bench, 0)
  const { id, name, sizeBytes } = full!
  const result = await copy(bench, name)
  expect(result).toEqual({ kind: 'copy', id, name, archives: [{ id, key: `app/${name}`, sizeBytes, wasThere: false }] })
  expect(await namesIn(bench)).toEqual([name, `${name}.json`])
  for (const file of [name, `${name}.json`]) {
    expect(await readFile(bench.path('second', 'app', file))).toEqual(await readFile(bench.path('backups', file)))
  }
  const archive = { target: folder(bench, 'second'), key: `app/${name}` }
  expect(await bench.verify(name, { archive })).toMatchObject({ trust: 'proven' })
  const last = bench.events.findLast((event) => event.type === 'progress' && event.progress.phase === 'copying')
  expect(last).toMatchObject({ progress: { bytesRead: sizeBytes, bytesStored: sizeBytes, bytesExpected: sizeBytes } })
})

test('an equal copy that is there already is fine, also one whose commit record was lost', async () => {
  await using bench = await JobBench.open()
  const [full] = await backUpChain(bench, 0)
  await copy(bench, full!.name)
  expect(await copy(bench, full!.name)).toMatchObject({ archives: [{ wasThere: true }] })
  await rm(bench.path('second', 'app', `${full!.name}.json`))
  expect(await copy(bench, full!.name)).toMatchObject({ archives: [{ wasThere: false }] })
  expect(await namesIn(bench)).toEqual([full!.name, `${full!.name}.json`])
})

test('a copy that was lost is put back', async () => {
  await using bench = await JobBench.open()
  const [full] = await backUpChain(bench, 0)
  await copy(bench, full!.name)
  await rm(bench.path('second', 'app', full!.name))
  expect(await copy(bench, full!.name)).toMatchObject({ archives: [{ wasThere: false }] })
  expect(await readFile(bench.path('second', 'app', full!.name))).toEqual(await readFile(bench.path('backups', full!.name)))
})

test('what lies there and is something else is never overwritten', async () => {
  await using bench = await JobBench.open()
  const [one, other] = await backUpChain(bench, 1)
  await copy(bench, one!.name)
  const place = (name: string) => bench.path('second', 'app', name)
  await writeFile(place(other!.name), 'somebody else wrote this')
  await expect(copy(bench, other!.name)).rejects.toMatchObject({ code: 'conflict' })
  expect(await readFile(place(other!.name), 'utf8')).toBe('somebody else wrote this')
  const damaged = await readFile(place(one!.name))
  damaged[40]! ^= 1
  await writeFile(place(one!.name), damaged)
  await expect(copy(bench, one!.name)).rejects.toMatchObject({ code: 'corrupt', message: expect.stringContaining('damaged') })
  await writeFile(place(`${one!.name}.json`), await readFile(bench.path('backups', `${other!.name}.json`)))
  await expect(copy(bench, one!.name)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('another archive') })
  expect(await namesIn(bench)).toEqual([one!.name, `${one!.name}.json`, other!.name].sort())
})

test('a damaged source is noticed on its way and leaves nothing at the destination', async () => {
  await using bench = await JobBench.open()
  const [full] = await backUpChain(bench, 0)
  const path = bench.path('backups', full!.name)
  const bytes = await readFile(path)
  bytes[99]! ^= 1
  await writeFile(path, bytes)
  await expect(copy(bench, full!.name)).rejects.toMatchObject({ code: 'corrupt', message: expect.stringContaining('SHA-256') })
  expect(await namesIn(bench)).toEqual([])
})

test('when the commit record can not be written nothing is left', async () => {
  await using bench = await JobBench.open()
  const [full] = await backUpChain(bench, 0)
  const refusing = { name: 'refusing-folder', config: { path: bench.path('second'), refuses: 'put', to: '.json' } }
  const specification = { kind: 'copy', from: bench.archive(full!.name), to: { target: refusing, key: `app/${full!.name}` } } as const
  await expect(bench.run(specification, [refusingPlugin])).rejects.toMatchObject({ code: 'denied' })
  expect(await namesIn(bench)).toEqual([])
})

test('an archive without what it refers to is refused, and names it', async () => {
  await using bench = await JobBench.open()
  const [full, incremental] = await backUpChain(bench, 1)
  await expect(copy(bench, incremental!.name)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining(full!.name),
    detail: { missing: [full!.name] },
  })
  expect(await namesIn(bench)).toEqual([])
})

test('with its references the chain is copied from its start, and what is there is not copied again', async () => {
  await using bench = await JobBench.open()
  const chain = await backUpChain(bench, 2)
  const whole = chain.filter(({ name }) => name === chain[2]!.name || chain[2]!.record.archives.some((needed) => needed.name === name))
  expect(whole.length).toBeGreaterThan(1)
  const keys = whole.map(({ name }) => `app/${name}`)
  await copy(bench, chain[0]!.name)
  const rest = await copy(bench, chain[2]!.name, { withReferences: true })
  expect(rest.archives.map(({ key }) => key)).toEqual(keys.slice(1))
  const all = await copy(bench, chain[2]!.name, { withReferences: true, to: 'third' })
  expect(all.archives.map(({ key }) => key)).toEqual(keys)
  await rm(bench.path('backups'), { recursive: true })
  const archive = { target: folder(bench, 'second'), key: `app/${chain[2]!.name}` }
  expect(await bench.verify(chain[2]!.name, { archive })).toMatchObject({ trust: 'proven' })
})

test('an archive keeps its name, because others refer to it by that', async () => {
  await using bench = await JobBench.open()
  const [full] = await backUpChain(bench, 0)
  const to = { target: folder(bench, 'second'), key: 'backup_auto_20200101_000000.zip' }
  await expect(bench.run({ kind: 'copy', from: bench.archive(full!.name), to })).rejects.toMatchObject({ code: 'invalid' })
})

test('what a copy that died left is replaced, and one that is being written is left alone', async () => {
  await using bench = await JobBench.open()
  const [one, other] = await backUpChain(bench, 1)
  await copy(bench, one!.name)
  await rm(bench.path('second', 'app', `${one!.name}.json`))
  const claim = (name: string, owner: string) => writeFile(bench.path('second', 'app', `${name}.claim`), JSON.stringify({ owner }))
  await writeFile(bench.path('second', 'app', one!.name), 'half an arch')
  await claim(one!.name, ownerName().replace(/-\d+-\d*$/, '-4000000-1'))
  await copy(bench, one!.name)
  await claim(other!.name, ownerName())
  await expect(copy(bench, other!.name)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('being written') })
  expect(await namesIn(bench)).toEqual([one!.name, `${one!.name}.json`, `${other!.name}.claim`].sort())
})
