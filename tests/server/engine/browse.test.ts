import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { JobBench } from '../../support/jobs.ts'

async function openBench(files: readonly string[]): Promise<JobBench> {
  const bench = await JobBench.open()
  for (const file of files) {
    await mkdir(dirname(bench.path('backups', file)), { recursive: true })
    await writeFile(bench.path('backups', file), 'xy')
  }
  return bench
}

function browse(bench: JobBench, wish: { prefix?: string; after?: string; limit?: number } = {}) {
  const target = { name: 'local', config: { path: bench.path('backups') } }
  return bench.run({ kind: 'browse', target, prefix: '', after: '', limit: 100, ...wish })
}

test('folders stand for all that lies in them, with figures of all of it', async () => {
  await using bench = await openBench(['a/b/1', 'a/2', 'b', 'c/3'])
  const { entries, next, isWhole } = await browse(bench)
  expect(entries.map(({ name, kind, objects, sizeBytes }) => [name, kind, objects, sizeBytes])).toEqual([
    ['a', 'folder', 2, 4],
    ['b', 'object', 1, 2],
    ['c', 'folder', 1, 2],
  ])
  expect([next, isWhole]).toEqual([null, true])
  expect((await browse(bench, { prefix: 'a/' })).entries.map(({ name }) => name)).toEqual(['2', 'b'])
  expect(await browse(bench, { prefix: 'nothing/' })).toMatchObject({ entries: [], next: null })
})

test('pages of every size hold the same entries, each once', async () => {
  const files = Array.from({ length: 40 }, (_, at) => (at % 3 === 0 ? `f${(at * 7) % 40}/x` : `o${(at * 7) % 40}`))
  await using bench = await openBench(files)
  const all = (await browse(bench)).entries
  expect(all).toHaveLength(40)
  for (const limit of [1, 7, 39, 40]) {
    const seen = []
    for (let after: string | null = ''; after !== null; ) {
      const page: Awaited<ReturnType<typeof browse>> = await browse(bench, { after, limit })
      expect(page.entries.length).toBeLessThanOrEqual(limit)
      seen.push(...page.entries)
      after = page.next
    }
    expect(seen).toEqual(all)
  }
})
