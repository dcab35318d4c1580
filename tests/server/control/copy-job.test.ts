import { readFile, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { addKept, archivesAt, backUpDaily, openKeepingHouse } from './keeping-house.ts'

test('a copy takes what it refers to along, into the same folder, and each is recorded', async () => {
  await using house = await openKeepingHouse()
  const kept = await addKept(house)
  const chain = await backUpDaily(house, kept, { days: 3, mode: 'incremental' })
  const far = await house.addTarget({ name: 'far', prefix: 'below/' })
  const job = await house.finish({ kind: 'copy', backupId: chain[2]!.id, targetId: far.id })
  expect(job.state).toBe('completed')
  const ids = [chain[2]!.id, ...chain[2]!.needs]
  expect(await archivesAt(house, 'far', 'below/nightly')).toHaveLength(ids.length)
  for (const id of ids) {
    const copies = await house.installation.store.copies.list(id)
    expect(copies.find(({ targetId }) => targetId === far.id)).toMatchObject({
      state: 'kept',
      key: expect.stringMatching(/^below\/nightly\//),
    })
  }
})

test('without a whole copy elsewhere there is nothing to copy from', async () => {
  await using house = await openKeepingHouse()
  const kept = await addKept(house)
  const [backup] = await backUpDaily(house, kept, { days: 1 })
  const far = await house.addTarget({ name: 'far' })
  await house.installation.store.copies.setState({ backupId: backup!.id, targetId: kept.targets[0]!.id }, 'damaged', 'a test')
  expect(await house.finish({ kind: 'copy', backupId: backup!.id, targetId: far.id })).toMatchObject({
    state: 'failed',
    reason: 'not_found',
  })
})

test('a source that proves to be damaged is called so, and nothing is left at the destination', async () => {
  await using house = await openKeepingHouse()
  const kept = await addKept(house)
  const [backup] = await backUpDaily(house, kept, { days: 1 })
  const path = house.path('near', 'nightly', backup!.name)
  const bytes = await readFile(path)
  bytes[50]! ^= 1
  await writeFile(path, bytes)
  const far = await house.addTarget({ name: 'far' })
  expect(await house.finish({ kind: 'copy', backupId: backup!.id, targetId: far.id })).toMatchObject({ state: 'failed', reason: 'corrupt' })
  expect(await house.installation.store.copies.list(backup!.id)).toMatchObject([{ targetId: kept.targets[0]!.id, state: 'damaged' }])
  expect(await archivesAt(house, 'far')).toEqual([])
})

test('a copy that makes up for a target which is away is tried again as often as the plan says', async () => {
  await using house = await openKeepingHouse()
  const kept = await addKept(house, { retries: 1, retryDelayMs: 1000 })
  const [backup] = await backUpDaily(house, kept, { days: 1 })
  const far = await house.addTarget({ name: 'far', identity: 'elsewhere' })
  const job = await house.finish({ kind: 'copy', backupId: backup!.id, targetId: far.id }, 'auto')
  expect(job).toMatchObject({ state: 'failed', reason: 'unavailable' })
  house.clock.advance(2000)
  await house.run()
  const tries = await house.jobs.list({ kind: 'copy' }, { limit: 10 })
  expect(tries.map(({ attempt, retryOf, state }) => [attempt, retryOf, state])).toEqual([
    [2, job.id, 'failed'],
    [1, null, 'failed'],
  ])
})
