import { rename, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { retryPending } from '../../../server/services/retention.ts'
import type { House } from '../../support/installation.ts'
import { addKept, archivesAt, dayMs, keptIds, openKeepingHouse, prune, removeNamed, shelveDaily } from './keeping-house.ts'

const forever = { retention: {} }

/** The policy comes after the backups, so that only the prune of the test removes. */
async function setPolicy(house: House, planId: string, retention: object): Promise<void> {
  const plan = (await house.installation.store.plans.find(planId))!
  await house.installation.store.plans.update({
    ...plan,
    settings: { ...plan.settings, retention: { ...plan.settings.retention, ...retention } },
  })
}

test('what no rule keeps is removed with every copy, and the history says why', async () => {
  await using house = await openKeepingHouse()
  const kept = await addKept(house, forever, ['near', 'far'])
  const backups = await shelveDaily(house, kept, { days: 4 })
  await setPolicy(house, kept.plan.id, { keepLast: 2 })
  const job = await prune(house, kept.plan)
  expect(job.state).toBe('completed')
  expect(await keptIds(house)).toEqual([backups[3]!.id, backups[2]!.id])
  for (const target of ['near', 'far']) expect(await archivesAt(house, target)).toEqual([backups[2]!.name, backups[3]!.name])
  const cleanups = await house.installation.store.cleanups.list({ planId: kept.plan.id }, { limit: 10 })
  expect(cleanups.map(({ backupId }) => backupId).sort()).toEqual([backups[0]!.id, backups[1]!.id].sort())
  expect(cleanups[0]).toMatchObject({ outcome: 'removed', failure: null, reason: expect.stringContaining('No rule') })
  expect(job.result?.notes.join('\n')).toContain(`${backups[0]!.name} was removed.`)
})

test('what a kept backup refers to stays, and so does what was pinned', async () => {
  await using house = await openKeepingHouse()
  const kept = await addKept(house, forever)
  const chain = await shelveDaily(house, kept, { days: 3, mode: 'incremental' })
  const alone = await shelveDaily(house, kept, { days: 2 })
  await house.installation.store.backups.change(chain[2]!.id, { isPinned: true })
  await setPolicy(house, kept.plan.id, { keepLast: 1 })
  await prune(house, kept.plan)
  expect(new Set(await keptIds(house))).toEqual(
    new Set([chain[2]!, ...chain.filter(({ id }) => chain[2]!.needs.includes(id)), alone[1]!].map(({ id }) => id)),
  )
  expect(chain[2]!.needs).toContain(chain[0]!.id)
})

test('a whole chain goes, those that refer first', async () => {
  await using house = await openKeepingHouse()
  const kept = await addKept(house, forever)
  await shelveDaily(house, kept, { days: 4, mode: 'incremental' })
  const [last] = await shelveDaily(house, kept, { days: 1 })
  await setPolicy(house, kept.plan.id, { keepLast: 1 })
  const job = await prune(house, kept.plan)
  expect(job.state).toBe('completed')
  expect(await keptIds(house)).toEqual([last!.id])
  expect(await archivesAt(house, 'near')).toEqual([last!.name])
})

test('a clock that looks wrong removes nothing, and the job says so', async () => {
  await using house = await openKeepingHouse()
  const kept = await addKept(house, { ...forever, schedule: { kind: 'daily', time: '03:00' } })
  await shelveDaily(house, kept, { days: 4 })
  await setPolicy(house, kept.plan.id, { keepLast: 1, keepDays: 1 })
  for (const leapMs of [3650 * dayMs, -3700 * dayMs]) {
    house.clock.advance(leapMs)
    const job = await prune(house, kept.plan)
    expect(job, String(leapMs)).toMatchObject({ state: 'completed_with_warnings', result: { backupIds: [] } })
    expect(job.result?.notes.join()).toContain('clock')
    expect(await archivesAt(house, 'near')).toHaveLength(4)
  }
})

test('a refused removal is kept on record with its reason, tried again, and holds what it needs', async () => {
  await using house = await openKeepingHouse()
  const kept = await addKept(house, forever)
  const chain = await shelveDaily(house, kept, { days: 2, mode: 'incremental' })
  await shelveDaily(house, kept, { days: 1 })
  const near = kept.targets[0]!
  const locked = { path: house.path('near'), refuses: 'remove', to: chain[1]!.name }
  await house.installation.store.targets.update({ ...near, kind: 'refusing-folder', config: locked })
  await setPolicy(house, kept.plan.id, { keepLast: 1 })
  const job = await prune(house, kept.plan)
  expect(job.state).toBe('completed_with_warnings')
  const { backups, copies, cleanups } = house.installation.store
  for (const { id } of chain) expect(await backups.find(id)).toMatchObject({ state: 'delete_pending' })
  expect(await copies.list(chain[1]!.id)).toMatchObject([{ state: 'delete_pending', reason: expect.stringContaining('refused') }])
  expect(await archivesAt(house, 'near')).toContain(chain[0]!.name)
  expect(await cleanups.list({}, { limit: 10 })).toMatchObject([{ outcome: 'delete_pending' }, { outcome: 'delete_pending' }])
  expect(await retryPending(house.installation)).toBe(2)
  expect(await retryPending(house.installation), 'an earlier try waits').toBe(0)
  await house.run()
  expect(await backups.find(chain[0]!.id)).toMatchObject({ state: 'delete_pending' })
  await house.installation.store.targets.update(near)
  expect(await retryPending(house.installation)).toBe(2)
  await house.run()
  for (const { id } of chain) expect(await backups.find(id)).toBeNull()
  const history = await cleanups.list({}, { limit: 10 })
  expect(history.map(({ outcome, failure }) => [outcome, failure])).toEqual([
    ['removed', null],
    ['removed', null],
  ])
  expect(history[0]!.reason).toContain('No rule')
  expect(await archivesAt(house, 'near')).toHaveLength(1)
})

test('a target that is away costs only the copies there, and the others go on', async () => {
  await using house = await openKeepingHouse()
  const kept = await addKept(house, forever, ['near', 'far'])
  const backups = await shelveDaily(house, kept, { days: 2 })
  for (const { id, name } of kept.targets) {
    await writeFile(house.path(name, 'holdfast-target.json'), JSON.stringify({ format: 1, id: `the ${name} one` }))
    await house.installation.store.targets.setIdentity(id, `the ${name} one`)
  }
  await rename(house.path('far'), house.path('unplugged'))
  await setPolicy(house, kept.plan.id, { keepLast: 1 })
  expect((await prune(house, kept.plan)).state).toBe('completed_with_warnings')
  expect(await archivesAt(house, 'near')).toEqual([backups[1]!.name])
  expect(await house.installation.store.copies.list(backups[0]!.id)).toMatchObject([
    { targetId: kept.targets[1]!.id, state: 'delete_pending' },
  ])
  await rename(house.path('unplugged'), house.path('far'))
  await prune(house, kept.plan)
  expect(await archivesAt(house, 'far')).toEqual([backups[1]!.name])
  expect(await house.installation.store.backups.find(backups[0]!.id)).toBeNull()
})

test('of what was named nothing goes that something kept refers to, or that was pinned meanwhile', async () => {
  await using house = await openKeepingHouse()
  const kept = await addKept(house, forever)
  const [full, first, second] = await shelveDaily(house, kept, { days: 3, mode: 'incremental' })
  await house.installation.store.backups.change(first!.id, { isPinned: true })
  const job = await removeNamed(house, [full!, first!, second!])
  expect(job.state).toBe('completed_with_warnings')
  expect(await keptIds(house)).toEqual([first!.id, full!.id])
  expect(job.result?.notes.join('\n')).toMatch(/pinned[\s\S]*refers to it/)
})

test('a removal that was interrupted after it was marked comes to its end in the next prune of the plan', async () => {
  await using house = await openKeepingHouse()
  const kept = await addKept(house, forever)
  const backups = await shelveDaily(house, kept, { days: 2 })
  await house.installation.store.backups.markForRemoval(backups[0]!.id)
  await prune(house, kept.plan)
  expect(await house.installation.store.backups.find(backups[0]!.id)).toBeNull()
  expect(await archivesAt(house, 'near')).toEqual([backups[1]!.name])
  expect(await house.installation.store.cleanups.list({}, { limit: 2 })).toMatchObject([{ outcome: 'removed' }])
})
