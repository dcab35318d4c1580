import { expect, test } from 'vitest'
import { readLog } from '../../../server/control/job-log.ts'
import { archiveName } from '../../../server/domain/name.ts'
import { ContractSettingsService } from '../../../server/services/contract-settings.ts'
import { openHouse } from '../../support/installation.ts'
import { refusingPlugin } from './keeping-house.ts'

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

test('a target that could not keep its copy is warned of by its name', async () => {
  await using house = await openHouse({ pluginPaths: [refusingPlugin] })
  house.sqlite('app.db', 'CREATE TABLE t (a)')
  const source = await house.addSource({ name: 'app' })
  const near = await house.addTarget({ name: 'near' })
  const refuses = { path: house.path('far'), refuses: 'put', to: '.sql.zip' }
  const far = await house.addTarget({ name: 'far', kind: 'refusing-folder', config: refuses })
  const backup = await house.backup({ sourceId: source.id, targetIds: [near.id, far.id] })
  const { lines } = await readLog(house.installation, backup.jobId!)
  const warning = lines.find(({ level }) => level === 'warn')!.message
  expect(warning).toMatch(/^far: this target does not hold the backup: /)
})
