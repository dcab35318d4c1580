import { expect, test } from 'vitest'
import { runBackupJob } from '../../../server/control/procedures/backup.ts'
import { openHouse } from '../../support/installation.ts'

test('what is edited while a backup runs changes nothing about that backup (K5)', async () => {
  let edit = async (): Promise<void> => {}
  await using house = await openHouse({
    procedures: {
      backup: (work) =>
        runBackupJob({
          ...work,
          step: async (name, specification, onEvent) => {
            if (name === 'backup') await edit()
            return await work.step(name, specification, onEvent)
          },
        }),
    },
  })
  house.sqlite('app.db', 'CREATE TABLE t (a); INSERT INTO t VALUES (1)')
  const source = await house.addSource({ name: 'app' })
  const target = await house.addTarget({ name: 'shelf' })
  const plan = await house.addPlan({ name: 'nightly', sourceIds: [source.id], targetIds: [target.id], settings: { codec: 'deflate' } })
  const { sources, targets, plans } = house.installation.store
  edit = async () => {
    await sources.update({ ...source, config: { path: house.path('another.db') } })
    await targets.update({ ...(await targets.find(target.id))!, config: { path: house.path('elsewhere') } })
    await plans.update({ ...plan, settings: { ...plan.settings, tables: ['nothing'], mode: 'incremental' } })
  }
  const backup = await house.backup({ sourceId: source.id, planId: plan.id })
  expect(backup).toMatchObject({ mode: 'full', scope: 'db', tableCount: 1, planId: plan.id })
  // It lies where the target was when the job began.
  await targets.update({ ...(await targets.find(target.id))!, config: { path: house.path('shelf') } })
  expect(await house.finish({ kind: 'verify', backupId: backup.id, level: 'proven', targetId: null })).toMatchObject({ state: 'completed' })
})
