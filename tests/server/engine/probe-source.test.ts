import { expect, test } from 'vitest'
import { probeResultOf } from '../../../server/engine/probe-source.ts'
import { JobBench } from '../../support/jobs.ts'
import { treeSource } from './tree.ts'

test('a source says what it is, with the digest that its commit records carry', async () => {
  await using bench = await JobBench.open()
  const source = await treeSource(bench)
  const result = await bench.run({ kind: 'probe', source })
  expect(result).toMatchObject({ kind: 'probe', parts: ['files.tar'] })
  expect(result.identity).toBe((await bench.backup({ source })).record.source)
})

test('of very many tables the first ten thousand are listed, and all are counted', () => {
  const tables = Array.from({ length: 10_005 }, (_, at) => ({ name: `t${at}`, rows: null }))
  const result = probeResultOf({ engine: 'e', version: '1', identity: 'i', sizeBytes: null, tables, parts: ['backup.sql'] })
  expect(result).toMatchObject({ tableCount: 10_005, parts: ['backup.sql'] })
  expect(result.tables).toEqual(tables.slice(0, 10_000))
})

test('a source that is not there fails as a backup of it would', async () => {
  await using bench = await JobBench.open()
  const source = { name: 'sqlite', config: { path: bench.path('missing.db') } }
  await expect(bench.run({ kind: 'probe', source })).rejects.toMatchObject({ code: 'not_found' })
})
