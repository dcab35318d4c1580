import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import type { RequestOf } from '../../../server/domain/work.ts'
import { systemSeams } from '../../../server/seams/seams.ts'
import { writeConfigurationExport } from '../../../server/services/configuration-export.ts'
import { insideSteps } from '../../support/inside-step.ts'
import { openHouse } from '../../support/installation.ts'
import { damage, openShop, people, peopleNow } from './restore-fixture.ts'

function uploadOf(path: string, sourceId: string): RequestOf<'restore'> {
  const rest = { existing: 'replace', tables: null, isSafe: true, undoOf: null } as const
  return { kind: 'restore', from: { path, name: 'dump.sql' }, to: { sourceId }, ...rest }
}

test('an upload is restored like a backup: inspected, with a safety backup, and to be undone', async () => {
  await using house = await openHouse()
  const { source } = await openShop(house)
  await writeFile(house.path('dump.sql'), "CREATE TABLE people (name);\nINSERT INTO people VALUES ('Up');\n")
  const job = await house.finish(uploadOf(house.path('dump.sql'), source.id))
  expect(job).toMatchObject({ failure: null, backupId: null, result: { backupIds: [], result: { kind: 'upload-restore' } } })
  expect(people(house)).toEqual([{ name: 'Up' }])
  expect((await house.undo(job.id)).state).toBe('completed')
  expect(people(house)).toEqual(peopleNow)
})

test('an upload that would run something is refused before the safety backup', async () => {
  await using house = await openHouse()
  const { source } = await openShop(house)
  await writeFile(house.path('dump.sql'), "ATTACH '/tmp/other.db' AS other;\n")
  const job = await house.finish(uploadOf(house.path('dump.sql'), source.id))
  expect(job).toMatchObject({ state: 'failed', result: { safetyBackupId: null }, progress: { step: 'plan' } })
  expect(people(house)).toEqual(peopleNow)
})

test('what an incremental refers to is verified before anything is touched', async () => {
  await using house = await openHouse()
  const { source, plan, backup } = await openShop(house)
  house.clock.advance(60_000)
  const next = await house.backup({ sourceId: source.id, planId: plan.id, mode: 'incremental' })
  expect(next.needs).toEqual([backup.id])
  damage(house.path('shelf', 'nightly', backup.name))
  const job = await house.finish(house.restoreOf(next.id, source.id, { tables: ['people'] }))
  expect(job).toMatchObject({ state: 'failed', failure: { code: 'corrupt', message: expect.stringContaining(backup.name) } })
  const [look] = await house.installation.store.jobs.list({ kind: 'verify' }, { limit: 1 })
  expect(look!.request).toMatchObject({ backupId: next.id, level: 'parsed' })
})

test('a restore of the settings takes the configuration over, and its undo brings the former one back', async () => {
  await using house = await openHouse()
  const { store } = house.installation
  const target = await house.addTarget({ name: 'shelf' })
  const settings = await house.addSource({ name: 'holdfast', dialect: 'settings', config: { path: house.path('data') } })
  const app = await house.addSource({ name: 'app' })
  await writeConfigurationExport(house.installation)
  const backup = await house.backup({ sourceId: settings.id, targetIds: [target.id] })
  const elsewhere = { path: house.path('elsewhere.db') }
  await store.sources.update({ ...app, config: elsewhere })
  const job = await house.finish(house.restoreOf(backup.id, settings.id))
  expect(job).toMatchObject({ failure: null, result: { safetyBackupId: expect.any(String) } })
  expect((await store.sources.find(app.id))!.config).toMatchObject(app.config)
  await expect(readFile(house.path('data', 'settings-restored.json'))).rejects.toMatchObject({ code: 'ENOENT' })
  expect((await house.undo(job.id)).failure).toBeNull()
  expect((await store.sources.find(app.id))!.config).toMatchObject(elsewhere)
})

test('a place without secrets takes a backup whose source is gone', async () => {
  await using house = await openHouse()
  const { source, plan, backup } = await openShop(house)
  await mkdir(house.path('deep'))
  await house.installation.store.plans.remove(plan.id)
  await house.installation.store.sources.remove(source.id)
  await rm(house.path('shop.db'))
  const to = { dialect: 'sqlite', config: { path: house.path('deep', 'shop.db') } }
  const job = await house.finish(house.restoreOf(backup.id, source.id, { to }))
  expect(job).toMatchObject({ state: 'completed', result: { safetyBackupId: null } })
})

test('what differs from the backup afterwards is a warning that names the tables', async () => {
  let writeBetween = () => {}
  const real = insideSteps(systemSeams(), tmpdir())
  await using house = await openHouse({
    steps(specification, signal) {
      if (specification.kind === 'probe' && specification.figures !== undefined) writeBetween()
      return real(specification, signal)
    },
  })
  const { source, backup } = await openShop(house)
  writeBetween = () => house.sqlite('shop.db', "INSERT INTO people VALUES ('Eve'); UPDATE visits SET at = 3")
  const job = await house.finish(house.restoreOf(backup.id, source.id))
  expect(job.state).toBe('completed_with_warnings')
  expect(job.result!.notes.at(-1)).toContain('people has 3 rows instead of 2; visits has other content.')
})
