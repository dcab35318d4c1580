import { expect, test } from 'vitest'
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
