import { writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { BackupService } from '../../../server/services/backups.ts'
import { findSizeAnomaly } from '../../../server/services/size-anomaly.ts'
import { openHouse } from '../../support/installation.ts'
import { addKept, backUpDaily, keptIds, openKeepingHouse, prune } from '../control/keeping-house.ts'
import { addPlace, behind, putBackup } from './keeping.ts'

test('a flood of tiny backups pushes out none that is whole, until somebody says that the size is right', async () => {
  await using house = await openKeepingHouse()
  const kept = await addKept(house)
  const whole = await backUpDaily(house, kept, { days: 3 })
  await writeFile(house.path('tree', 'steady'), '')
  const tiny = await backUpDaily(house, kept, { days: 3 })
  expect(tiny.map(({ isSizePlausible }) => isSizePlausible)).toEqual([false, false, false])
  const job = await house.job(tiny[0]!.jobId!)
  expect(job).toMatchObject({ state: 'completed_with_warnings', warnings: 1 })
  expect(job.result?.notes.join()).toContain('lost data')
  const { plan } = kept
  await house.installation.store.plans.update({
    ...plan,
    settings: { ...plan.settings, retention: { ...plan.settings.retention, keepLast: 1 } },
  })
  await prune(house, plan)
  expect(await keptIds(house)).toEqual([tiny[2]!.id, tiny[1]!.id, tiny[0]!.id, whole[2]!.id])
  for (const { id } of tiny) await new BackupService(house.installation).acceptSize(id)
  await prune(house, plan)
  expect(await keptIds(house)).toEqual([tiny[2]!.id])
})

test('an incremental is judged by what it holds and not by what its archive takes', async () => {
  await using house = await openHouse()
  const place = await addPlace(house)
  const full = await putBackup(house, {}, place)
  for (let day = 0; day < 4; day++) await putBackup(house, { ...behind(full), sizeBytes: 90 }, place)
  const quiet = await putBackup(house, { ...behind(full), sizeBytes: 1 }, place)
  expect(await findSizeAnomaly(quiet, house.installation.store)).toBeNull()
  const emptied = await putBackup(house, { ...behind(full), plainBytes: 10 }, place)
  expect(await findSizeAnomaly(emptied, house.installation.store)).toMatchObject({ kind: 'small', medianBytes: 1000 })
  const partial = await putBackup(house, { scope: 'partial', plainBytes: 10 }, place)
  expect(await findSizeAnomaly(partial, house.installation.store)).toBeNull()
})
