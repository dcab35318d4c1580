import { expect, test } from 'vitest'
import type { WorkRequest } from '../../../server/domain/work.ts'
import { BackupService } from '../../../server/services/backups.ts'
import { retryPending } from '../../../server/services/retention.ts'
import type { House } from '../../support/installation.ts'
import { randomWords, seedOfRun } from '../../support/random.ts'
import { FakeShelves } from './fake-shelves.ts'
import { dayMs, openKeepingHouse } from './keeping-house.ts'

const isLong = process.env['HOLDFAST_PROOFS'] === '1'

/** Every backup that is kept can be restored from every target that is said to keep it. */
async function findBrokenChains(house: House, shelves: FakeShelves): Promise<string[]> {
  const { backups, copies, targets } = house.installation.store
  const broken: string[] = []
  const nameOf = new Map((await targets.list()).map(({ id, config }) => [id, String(config['path'])]))
  const all = new Map((await backups.list({}, { limit: 10_000 })).map((backup) => [backup.id, backup]))
  for (const backup of all.values()) {
    if (backup.state !== 'kept') continue
    for (const id of backup.needs)
      if (all.get(id)?.state !== 'kept') broken.push(`${backup.name} needs ${id}, which is ${all.get(id)?.state ?? 'gone'}`)
    for (const { targetId, key, state } of await copies.list(backup.id)) {
      const shelf = shelves.shelves.get(nameOf.get(targetId)!)
      if (state !== 'kept') continue
      if (!shelf?.has(key)) broken.push(`${key} is not there`)
      for (const id of backup.needs) {
        const folder = key.slice(0, key.lastIndexOf('/') + 1)
        const needed = all.get(id)
        if (needed !== undefined && !shelf?.has(folder + needed.name)) broken.push(`${key} lacks ${needed.name}`)
      }
    }
  }
  return broken
}

async function addWork(house: House, shelves: FakeShelves, pick: (of: number) => number): Promise<void> {
  const { store } = house.installation
  const [plans, targets, all] = [await store.plans.list(), await store.targets.list(), await store.backups.list({}, { limit: 10_000 })]
  const plan = plans[pick(plans.length)]!
  const some = all[pick(Math.max(1, all.length))]
  const backup: WorkRequest = {
    ...{ kind: 'backup', sourceId: plan.sourceIds[pick(plan.sourceIds.length)]!, planId: plan.id, targetIds: null, tables: null },
    ...{ mode: shelves.chance(5) ? 'full' : 'incremental', description: '', purpose: 'regular' },
  }
  const choice = pick(12)
  if (choice < 5 || some === undefined) await house.enqueue(backup, 'auto')
  else if (choice < 8) await house.enqueue({ kind: 'prune', planId: plan.id, backupIds: [], reason: 'a test' }, 'auto')
  else if (choice === 8) await house.enqueue({ kind: 'verify', backupId: some.id, level: 'proven', targetId: null }, 'auto')
  else if (choice === 9) await house.enqueue({ kind: 'copy', backupId: some.id, targetId: targets[pick(targets.length)]!.id }, 'auto')
  else if (choice === 10) await house.enqueue({ kind: 'rescan', targetId: targets[pick(targets.length)]!.id }, 'auto')
  else {
    const options = { withDependants: shelves.chance(2), isForced: shelves.chance(2) }
    await new BackupService(house.installation).remove([some.id], options).catch(() => {})
    await retryPending(house.installation)
  }
  house.clock.advance(pick(dayMs))
}

test.each(Array.from({ length: isLong ? 60 : 1 }, (_, at) => seedOfRun() + at))(
  'whatever runs beside a prune, no kept backup loses what it refers to (seed %i)',
  async (seed) => {
    const word = randomWords(seed)
    const pick = (of: number) => word() % of
    const shelves = new FakeShelves(word)
    await using house = await openKeepingHouse({ steps: shelves.start, slots: 4 })
    const targets = [await house.addTarget({ name: 'near', identity: 'fake' }), await house.addTarget({ name: 'far', identity: 'fake' })]
    const sources = [await house.addSource({ name: 'one' }), await house.addSource({ name: 'two' })]
    for (const name of ['daily', 'weekly'])
      await house.addPlan({
        ...{ name, sourceIds: sources.map(({ id }) => id), targetIds: targets.map(({ id }) => id) },
        settings: { mode: 'incremental', chainLengthMax: 4, retries: 0, retention: { keepLast: 2 } },
      })
    for (let round = 0; round < 4; round++) {
      for (let count = 0; count < 10; count++) await addWork(house, shelves, pick)
      const working = house.run()
      for (let count = 0; count < 6; count++) await addWork(house, shelves, pick)
      await working
      expect(shelves.violations).toEqual([])
      expect(await findBrokenChains(house, shelves)).toEqual([])
    }
    const jobs = await house.jobs.list({ states: ['failed'] }, { limit: 1000 })
    expect(jobs.filter(({ reason }) => reason === 'internal').map(({ failure }) => failure)).toEqual([])
    const removed = await house.installation.store.cleanups.list({}, { limit: 1000 })
    expect(
      removed.some(({ outcome }) => outcome === 'removed'),
      'something was removed',
    ).toBe(true)
  },
)
