import { expect, test } from 'vitest'
import { openHouse } from '../../support/installation.ts'

test('after the metadata was lost, the targets give back every backup, chain and trust level, and the settings backup the plans', async () => {
  await using lost = await openHouse()
  const { store, dataPath } = lost.installation
  lost.sqlite('app.db', 'CREATE TABLE t (a); INSERT INTO t VALUES (1)')
  const app = await lost.addSource({ name: 'app' })
  const own = await lost.addSource({ name: 'own', dialect: 'settings', config: { path: dataPath } })
  const target = await lost.addTarget({ name: 'shelf' })
  const settings = { mode: 'incremental', retention: { keepLast: 5 } } as const
  const plan = await lost.addPlan({ name: 'nightly', sourceIds: [app.id], targetIds: [target.id], settings })
  const full = await lost.backup({ sourceId: app.id, planId: plan.id })
  const next = await lost.backup({ sourceId: app.id, planId: plan.id })
  await lost.finish({ kind: 'verify', backupId: next.id, level: 'proven', targetId: null })
  await store.backups.change(full.id, { isPinned: true })
  const kept = await lost.backup({ sourceId: own.id, targetIds: [target.id] })

  await using fresh = await openHouse()
  const again = await fresh.addTarget({ name: 'again', config: { path: lost.path('shelf') } })
  expect(await fresh.finish({ kind: 'rescan', targetId: again.id })).toMatchObject({ state: 'completed' })
  const found = await fresh.installation.store.backups.list({}, { limit: 10 })
  expect(new Set(found.map(({ id }) => id))).toEqual(new Set([full.id, next.id, kept.id]))
  expect(found.find(({ id }) => id === next.id)).toMatchObject({ trust: 'proven', chain: next.chain, needs: [full.id], planId: null })

  const here = await fresh.addSource({ name: 'own', dialect: 'settings', config: { path: fresh.installation.dataPath } })
  await fresh.finish({
    kind: 'restore',
    from: { backupId: kept.id },
    to: { sourceId: here.id },
    existing: 'replace',
    tables: null,
    isSafe: false,
    undoOf: null,
  })
  const [restored] = await fresh.installation.store.plans.list()
  expect(restored).toMatchObject({ name: 'nightly', folder: plan.folder, settings: { mode: 'incremental', retention: { keepLast: 5 } } })
  const back = await fresh.installation.store.backups.list({ planId: restored!.id }, { limit: 10 })
  expect(new Set(back.map(({ id }) => id))).toEqual(new Set([full.id, next.id]))
  expect(back.find(({ id }) => id === full.id)).toMatchObject({ isPinned: true })
})
