import { expect, test } from 'vitest'
import { RetentionService, retryPending } from '../../../server/services/retention.ts'
import { openHouse } from '../../support/installation.ts'
import { addPlace, behind, putBackup } from './keeping.ts'

async function codes(service: RetentionService): Promise<Map<string, string[]>> {
  const { decisions } = await service.preview('nightly')
  return new Map(decisions.map(({ id, reasons }) => [id, reasons.map(({ code }) => code)]))
}

test('a preview tells of each backup by name what becomes of it and why, and removes nothing', async () => {
  await using house = await openHouse()
  const place = await addPlace(house, {})
  const backups = []
  for (let day = 0; day < 3; day++) backups.push(await putBackup(house, {}, place))
  const service = new RetentionService(house.installation)
  expect(await service.preview('nightly')).toMatchObject({ kept: 3, removed: 0, refusal: null })
  const preview = await service.preview('nightly', { ...place.plan.settings.retention, keepLast: 2 })
  expect(preview).toMatchObject({ kept: 2, removed: 1, freedBytes: 100, removals: [backups[0]!.id] })
  expect(preview.decisions.map(({ backup, keep }) => [backup.name, keep])).toEqual([
    [backups[2]!.name, true],
    [backups[1]!.name, true],
    [backups[0]!.name, false],
  ])
  expect(await house.installation.store.backups.count({ state: 'kept' })).toBe(3)
})

test('what a backup outside of the plan, or one that is still being removed, refers to is kept', async () => {
  await using house = await openHouse()
  const place = await addPlace(house)
  const [one, other, third] = [await putBackup(house, {}, place), await putBackup(house, {}, place), await putBackup(house, {}, place)]
  await putBackup(house, behind(one!), { plan: null, target: place.target })
  await putBackup(house, { ...behind(other!), state: 'delete_pending' }, place)
  await putBackup(house, {}, place)
  const found = await codes(new RetentionService(house.installation))
  expect(found.get(one!.id)).toEqual(['needed'])
  expect(found.get(other!.id)).toEqual(['needed'])
  expect(found.get(third!.id)).toEqual(['unmatched'])
  expect(found.size, 'the others are not decided about').toBe(4)
})

test('what is being verified, or waits for it, is not touched meanwhile', async () => {
  await using house = await openHouse()
  const place = await addPlace(house)
  const [one] = [await putBackup(house, {}, place), await putBackup(house, {}, place)]
  await house.enqueue({ kind: 'verify', backupId: one!.id, level: 'stored', targetId: null })
  expect((await codes(new RetentionService(house.installation))).get(one!.id)).toContain('in_use')
})

test('a backup of a few tables and one without a whole copy push out nothing', async () => {
  await using house = await openHouse()
  const place = await addPlace(house)
  const good = await putBackup(house, {}, place)
  const bad = await putBackup(house, {}, place)
  await house.installation.store.copies.setState({ backupId: bad.id, targetId: place.target.id }, 'missing', 'a test')
  await putBackup(house, { scope: 'partial' }, place)
  expect((await new RetentionService(house.installation).preview('nightly')).removals).toEqual([])
  const next = await putBackup(house, {}, place)
  const { removals } = await new RetentionService(house.installation).preview('nightly')
  expect(removals).toContain(good.id)
  expect(removals).not.toContain(next.id)
})

test('safety backups of the sources fill no count and expire by themselves, also those that belong to no plan', async () => {
  await using house = await openHouse()
  const place = await addPlace(house)
  const { source } = place
  const old = await putBackup(house, { purpose: 'safety', sourceId: source.id }, { plan: null, target: place.target })
  for (let day = 0; day < 10; day++) await putBackup(house, {}, place)
  const young = await putBackup(house, { purpose: 'safety', sourceId: source.id }, { plan: null, target: place.target })
  const { decisions, removals } = await new RetentionService(house.installation).preview('nightly')
  expect(removals).toContain(old.id)
  expect(removals).toHaveLength(10)
  expect(decisions.find(({ id }) => id === young.id)).toMatchObject({ keep: true })
})

test('a chain whose last verification failed loses nothing', async () => {
  await using house = await openHouse()
  const place = await addPlace(house)
  const full = await putBackup(house, {}, place)
  const behindIt = await putBackup(house, behind(full), place)
  await putBackup(house, {}, place)
  const failed = { level: 'stored', isPassed: false, durationMs: 1, evidence: [], failure: { code: 'corrupt', message: 'a test' } } as const
  const about = { id: house.installation.newId(), backupId: behindIt.id, targetId: place.target.id, jobId: 'a'.repeat(32) }
  await house.installation.store.verifications.insert({ ...failed, ...about, at: house.clock.now() })
  const found = await codes(new RetentionService(house.installation))
  for (const { id } of [full, behindIt]) expect(found.get(id)).toContain('held')
})

test('nothing is queued for another try when nothing waits for one', async () => {
  await using house = await openHouse()
  const place = await addPlace(house)
  await putBackup(house, {}, place)
  expect(await retryPending(house.installation)).toBe(0)
  await putBackup(house, { state: 'delete_pending' }, place)
  expect(await retryPending(house.installation)).toBe(1)
})
