import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { archiveName } from '../../../server/domain/name.ts'
import { ContractSettingsService } from '../../../server/services/contract-settings.ts'
import { openHouse } from '../../support/installation.ts'
import { damage, letter, openShop, openTree, people, peopleNow, peopleThen } from './restore-fixture.ts'

const plainName = { sql: false, sealed: false, ordinal: 1 }

test('a restore brings back what the backup holds, keeps what was there, checks the result, and can be undone once', async () => {
  await using house = await openHouse()
  const { source, backup, plan } = await openShop(house)
  const job = await house.finish(house.restoreOf(backup.id, source.id))
  expect(job).toMatchObject({ state: 'completed', backupId: backup.id, failure: null, result: { backupIds: [backup.id] } })
  expect(people(house)).toEqual(peopleThen)
  expect(job.result!.notes).toContainEqual('Checked: all 2 tables hold what the backup holds.')
  const safety = (await house.installation.store.backups.find(job.result!.safetyBackupId!))!
  expect(safety).toMatchObject({ purpose: 'safety', mode: 'full', sourceId: source.id, planId: plan.id, jobId: job.id, state: 'kept' })
  expect(await house.installation.store.copies.list(safety.id)).toMatchObject([{ key: `shop/${safety.name}`, state: 'kept' }])

  const undo = await house.undo(job.id)
  expect(undo).toMatchObject({ state: 'completed', request: { undoOf: job.id } })
  expect(people(house)).toEqual(peopleNow)
  expect(house.rows('shop.db', 'SELECT * FROM orders')).toEqual([])
  await expect(house.undo(job.id)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('undone already') })
})

test('chosen tables come back alone, after the whole archive was verified', async () => {
  await using house = await openHouse()
  const { source, backup } = await openShop(house)
  const job = await house.finish(house.restoreOf(backup.id, source.id, { tables: ['people'] }))
  expect(job.state).toBe('completed')
  expect(people(house)).toEqual(peopleThen)
  expect(house.rows('shop.db', 'SELECT at FROM visits')).toEqual([{ at: 2 }])
  damage(house.path('shelf', 'nightly', backup.name))
  const refused = await house.finish(house.restoreOf(backup.id, source.id, { tables: ['people'] }))
  expect(refused).toMatchObject({ state: 'failed', failure: { code: 'corrupt', message: expect.stringContaining('Nothing was changed.') } })
})

test('a damaged archive is refused before anything is touched, and a verification of that copy is asked for', async () => {
  await using house = await openHouse({ procedures: { verify: async () => ({ result: null, backupIds: [] }) } })
  const { source, backup, target } = await openTree(house)
  damage(house.path('shelf', 'nightly', backup.name))
  const job = await house.finish(house.restoreOf(backup.id, source.id))
  expect(job).toMatchObject({ state: 'failed', reason: 'corrupt', result: { safetyBackupId: null } })
  expect(letter(house)).toBe('now')
  const [look] = await house.installation.store.jobs.list({ kind: 'verify' }, { limit: 5 })
  expect(look!.request).toEqual({ kind: 'verify', backupId: backup.id, level: 'stored', targetId: target.id })
})

test('when one copy is damaged the next one is used, and the job ends with a warning', async () => {
  await using house = await openHouse({ procedures: { verify: async () => ({ result: null, backupIds: [] }) } })
  const { source, backup, target } = await openTree(house)
  const second = await house.addTarget({ name: 'attic' })
  const { store } = house.installation
  cpSync(house.path('shelf', 'nightly'), house.path('attic', 'nightly'), { recursive: true })
  const [first] = await store.copies.list(backup.id)
  await store.copies.put({ ...first!, targetId: second.id, verifiedAt: new Date(0) })
  damage(house.path('shelf', 'nightly', backup.name))
  const job = await house.finish(house.restoreOf(backup.id, source.id))
  expect(job.state).toBe('completed_with_warnings')
  expect(letter(house)).toBe('then')
  const looks = await store.jobs.list({ kind: 'verify' }, { limit: 5 })
  expect(looks.map(({ targetId }) => targetId)).toEqual([target.id])
})

test('when the safety backup fails nothing is restored; where the plan has another target, it goes there', async () => {
  await using house = await openHouse()
  const { source, backup, plan, target } = await openTree(house)
  const broken = await house.addTarget({ name: 'broken', config: { path: '/dev/null/nowhere' } })
  const { store } = house.installation
  await store.transaction((nouns) => nouns.plans.update({ ...plan, targetIds: [broken.id] }))
  const job = await house.finish(house.restoreOf(backup.id, source.id))
  expect(job).toMatchObject({ state: 'failed', failure: { message: expect.stringContaining('nothing was changed') } })
  expect(letter(house)).toBe('now')
  await store.transaction((nouns) => nouns.plans.update({ ...plan, targetIds: [broken.id, target.id] }))
  const kept = await house.finish(house.restoreOf(backup.id, source.id))
  expect(kept.state).toBe('completed_with_warnings')
  expect((await store.copies.list(kept.result!.safetyBackupId!)).map(({ targetId }) => targetId)).toEqual([target.id])
})

test('a place that holds nothing needs no safety backup, and undoing says what to remove', async () => {
  await using house = await openHouse()
  const { source, backup } = await openTree(house)
  const to = { dialect: 'files', config: { path: house.path('new') } }
  const job = await house.finish(house.restoreOf(backup.id, source.id, { to, existing: 'refuse' }))
  expect(job).toMatchObject({ state: 'completed', result: { safetyBackupId: null } })
  expect(letter(house, 'new')).toBe('then')
  await expect(house.undo(job.id)).rejects.toMatchObject({ code: 'conflict', remedy: expect.stringContaining(house.path('new')) })
})

test('a place that is kept as no source is backed up too, into a folder of its own', async () => {
  await using house = await openHouse()
  const { source, backup } = await openTree(house)
  await new ContractSettingsService(house.installation).change({ zone: 'Asia/Kathmandu' })
  mkdirSync(house.path('other'))
  writeFileSync(house.path('other', 'letter'), 'other')
  const to = { dialect: 'files', config: { path: house.path('other') } }
  const job = await house.finish(house.restoreOf(backup.id, source.id, { to }))
  expect(letter(house, 'other')).toBe('then')
  const { store } = house.installation
  const safety = (await store.backups.find(job.result!.safetyBackupId!))!
  expect(safety).toMatchObject({ sourceId: null, planId: null, purpose: 'safety' })
  expect(safety.name).toBe(archiveName({ ...plainName, trigger: 'manual', zone: 'Asia/Kathmandu', startedAt: safety.startedAt }))
  expect(await store.copies.list(safety.id)).toMatchObject([{ key: `place-${safety.source.digest.slice(0, 8)}/${safety.name}` }])
  expect((await house.undo(job.id)).state).toBe('completed')
  expect(letter(house, 'other')).toBe('other')
})

test('a restore never prunes, whatever its plan keeps, and no incremental refers to a safety backup', async () => {
  await using house = await openHouse()
  const { source, target, plan } = await openTree(house)
  const { store } = house.installation
  const settings = { ...plan.settings, retention: { ...plan.settings.retention, keepLast: 1 } }
  await store.transaction((nouns) => nouns.plans.update({ ...plan, settings }))
  const adHoc = { sourceId: source.id, targetIds: [target.id], mode: 'incremental' as const }
  const first = await house.backup(adHoc)
  const job = await house.finish(house.restoreOf(first.id, source.id))
  expect(await store.jobs.list({ kind: 'prune' }, { limit: 1 })).toEqual([])
  const next = await house.backup(adHoc)
  expect(next.chain.parent).toBe(first.id)
  expect(next.needs).not.toContain(job.result!.safetyBackupId)
})

test('what is edited while a restore waits in the queue is what it works with', async () => {
  await using house = await openHouse()
  const { source, backup } = await openTree(house)
  await house.enqueue(house.restoreOf(backup.id, source.id))
  await house.installation.store.sources.update({ ...source, config: { path: house.path('later') }, identity: null })
  await house.run()
  expect([letter(house, 'later'), letter(house)]).toEqual(['then', 'now'])
})

test('the whole of it in real job processes', async () => {
  await using house = await openHouse({ steps: 'process' })
  const { source, backup } = await openShop(house)
  const job = await house.finish(house.restoreOf(backup.id, source.id))
  expect(job).toMatchObject({ state: 'completed', progress: { step: 'check' } })
  expect(people(house)).toEqual(peopleThen)
})
