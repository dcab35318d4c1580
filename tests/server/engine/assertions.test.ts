import DatabaseFile from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { Dialect } from '../../../plugins/contract.ts'
import { requireAssertions } from '../../../server/engine/assertions.ts'
import type { JobContext } from '../../../server/engine/context.ts'
import { systemSeams } from '../../../server/seams/seams.ts'
import { JobBench } from '../../support/jobs.ts'
import { treeSource } from './tree.ts'

async function backUpPeople(bench: JobBench): Promise<string> {
  const database = new DatabaseFile(bench.path('app.db'))
  database.exec("CREATE TABLE people (id INTEGER PRIMARY KEY, name); INSERT INTO people VALUES (1, 'Ann'), (2, 'Bob')")
  database.close()
  return (await bench.backup({ source: { name: 'sqlite', label: 'app', config: { path: bench.path('app.db') } } })).name
}

test('assertions that hold are part of the evidence', async () => {
  await using bench = await JobBench.open()
  const assertions = ['SELECT count(*) = 2 FROM people', "SELECT exists (SELECT 1 FROM people WHERE name = 'Ann')"]
  const result = await bench.verify(await backUpPeople(bench), { assertions })
  expect(result.assertions).toEqual(assertions.map((sql) => ({ sql, holds: true, durationMs: expect.any(Number) })))
})

test('one that does not hold fails the proof, after all were asked', async () => {
  await using bench = await JobBench.open()
  const assertions = ['SELECT count(*) > 5 FROM people', 'SELECT 1']
  await expect(bench.verify(await backUpPeople(bench), { assertions })).rejects.toMatchObject({
    code: 'corrupt',
    message: expect.stringContaining('count(*) > 5'),
    detail: { assertions: [{ holds: false }, { holds: true }] },
  })
})

test('where nothing is restored, or no query can be asked, assertions are refused', async () => {
  await using bench = await JobBench.open()
  const name = await backUpPeople(bench)
  await expect(bench.verify(name, { level: 'parsed', assertions: ['SELECT 1'] })).rejects.toMatchObject({ code: 'invalid' })
  const tree = await bench.backup({ source: await treeSource(bench) })
  await expect(bench.verify(tree.name, { assertions: ['SELECT 1'] })).rejects.toMatchObject({ code: 'unsupported' })
  expect(bench.events.filter((event) => event.type === 'progress' && event.progress.phase === 'restoring')).toEqual([])
})

test('one that takes too long is ended', async () => {
  const asked = Promise.withResolvers<void>()
  const slow = {
    assert: (_sql, { signal }) => {
      asked.resolve()
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    },
  } as Pick<Dialect, 'assert'> as Dialect
  const seams = systemSeams()
  const clock = { ...seams.clock, sleep: () => asked.promise }
  const context = { seams: { ...seams, clock }, signal: new AbortController().signal } as Pick<JobContext, 'seams' | 'signal'> as JobContext
  await expect(requireAssertions(slow, ['SELECT 1'], context)).rejects.toMatchObject({
    code: 'exhausted',
    message: expect.stringContaining('60 s'),
  })
})
