import { expect, test } from 'vitest'
import { archiveName } from '../../../server/domain/name.ts'
import { ContractSettingsService } from '../../../server/services/contract-settings.ts'
import { openHouse } from '../../support/installation.ts'

test.each(['inside', 'process'] as const)('a backup job whose step runs %s is recorded with its copy and tables', async (steps) => {
  await using house = await openHouse({ steps })
  house.sqlite('app.db', 'CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)')
  const source = await house.addSource({ name: 'app' })
  const target = await house.addTarget({ name: 'shelf' })
  const plan = await house.addPlan({ name: 'nightly', sourceIds: [source.id], targetIds: [target.id] })
  const backup = await house.backup({ sourceId: source.id, planId: plan.id })
  const { store } = house.installation
  expect(await store.backups.tables(backup.id)).toMatchObject([{ name: 't', rows: 2 }])
  expect(await store.copies.list(backup.id)).toMatchObject([{ state: 'kept', key: `nightly/${backup.name}` }])
})

test("a backup's name tells the time of its plan's zone, and without a plan that of the installation", async () => {
  await using house = await openHouse()
  house.sqlite('app.db', 'CREATE TABLE t (a)')
  const source = await house.addSource({ name: 'app' })
  const target = await house.addTarget({ name: 'shelf' })
  const settings = { zone: 'Pacific/Auckland' }
  const plan = await house.addPlan({ name: 'nightly', sourceIds: [source.id], targetIds: [target.id], settings })
  await new ContractSettingsService(house.installation).change({ zone: 'Asia/Kathmandu' })
  const planned = await house.backup({ sourceId: source.id, planId: plan.id })
  const byHand = await house.backup({ sourceId: source.id, targetIds: [target.id] })
  const nameIn = (zone: string, startedAt: Date) =>
    archiveName({ trigger: 'manual', zone, startedAt, sql: true, sealed: false, ordinal: 1 })
  expect(planned.name).toBe(nameIn('Pacific/Auckland', planned.startedAt))
  expect(byHand.name).toBe(nameIn('Asia/Kathmandu', byHand.startedAt))
})
