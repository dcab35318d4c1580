import { readFile, rm, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { DrillService } from '../../../server/services/drills.ts'
import type { House } from '../../support/installation.ts'
import { addKept, archivesAt, backUpDaily, openKeepingHouse, prune, verify } from './keeping-house.ts'

async function flip(house: House, ...names: string[]): Promise<void> {
  const bytes = await readFile(house.path(...names))
  bytes[100]! ^= 1
  await writeFile(house.path(...names), bytes)
}

test('a proof raises the trust, is kept as evidence with its duration, and lies beside the archive', async () => {
  await using house = await openKeepingHouse()
  const kept = await addKept(house)
  const [backup] = await backUpDaily(house, kept, { days: 1 })
  const job = await verify(house, backup!)
  expect(job).toMatchObject({ state: 'completed', result: { result: { kind: 'verify', trust: 'proven' } } })
  const { backups, copies } = house.installation.store
  expect(await backups.find(backup!.id)).toMatchObject({ trust: 'proven' })
  expect((await copies.list(backup!.id))[0]!.verifiedAt!.getTime()).toBeGreaterThan(backup!.finishedAt.getTime())
  const drills = new DrillService(house.installation)
  expect(await drills.evidence(backup!.id)).toMatchObject([{ level: 'proven', isPassed: true, jobId: job.id, failure: null }])
  expect(await drills.recoveryTime(kept.source.id)).toMatchObject({ backupId: backup!.id, bytesPerSecond: expect.any(Number) })
  const proof = JSON.parse(await readFile(house.path('near', 'nightly', `${backup!.name}.proof.json`), 'utf8'))
  expect(proof).toMatchObject({ format: 1, id: backup!.id, level: 'proven' })
  await verify(house, backup!, 'stored')
  expect(await backups.find(backup!.id), 'a lesser verification takes nothing back').toMatchObject({ trust: 'proven' })
})

test('a damaged copy is called so, holds its chain against retention, and the next backup is full', async () => {
  await using house = await openKeepingHouse()
  const kept = await addKept(house, { retention: { keepLast: 1 } })
  const store = house.installation.store
  await store.plans.update({
    ...kept.plan,
    settings: { ...kept.plan.settings, retention: { ...kept.plan.settings.retention, keepLast: null } },
  })
  const chain = await backUpDaily(house, kept, { days: 3, mode: 'incremental' })
  await flip(house, 'near', 'nightly', chain[2]!.name)
  const job = await verify(house, chain[2]!)
  expect(job).toMatchObject({ state: 'failed', reason: 'corrupt', backupId: chain[2]!.id })
  expect(await store.copies.list(chain[2]!.id)).toMatchObject([{ state: 'damaged' }])
  expect(await store.copies.list(chain[0]!.id)).toMatchObject([{ state: 'kept' }])
  expect(await store.verifications.list(chain[2]!.id, 9)).toMatchObject([
    { isPassed: false, level: 'proven', failure: { code: 'corrupt' } },
  ])
  const [next] = await backUpDaily(house, kept, { days: 1, mode: 'incremental' })
  expect(next).toMatchObject({ mode: 'full' })
  await store.plans.update(kept.plan)
  await prune(house, kept.plan)
  expect(await archivesAt(house, 'near')).toHaveLength(4)
})

test('damage in an archive that the backup refers to is found where it is', async () => {
  await using house = await openKeepingHouse()
  const kept = await addKept(house)
  const [full, incremental] = await backUpDaily(house, kept, { days: 2, mode: 'incremental' })
  await flip(house, 'near', 'nightly', full!.name)
  expect(await verify(house, incremental!, 'parsed')).toMatchObject({ state: 'failed', reason: 'corrupt' })
  const { copies } = house.installation.store
  expect(await copies.list(full!.id)).toMatchObject([{ state: 'damaged' }])
  expect(await copies.list(incremental!.id)).toMatchObject([{ state: 'kept' }])
})

test('an archive that is gone makes its copy missing', async () => {
  await using house = await openKeepingHouse()
  const kept = await addKept(house)
  const [backup] = await backUpDaily(house, kept, { days: 1 })
  await rm(house.path('near', 'nightly', backup!.name))
  expect(await verify(house, backup!, 'stored')).toMatchObject({ state: 'failed', reason: 'not_found' })
  expect(await house.installation.store.copies.list(backup!.id)).toMatchObject([{ state: 'missing' }])
})

test('what says nothing about the backup fails the job and nothing else', async () => {
  await using house = await openKeepingHouse()
  const kept = await addKept(house)
  const [backup] = await backUpDaily(house, kept, { days: 1 })
  const { store } = house.installation
  await store.targets.setIdentity(kept.targets[0]!.id, 'another one')
  expect(await verify(house, backup!)).toMatchObject({ state: 'failed', reason: 'unavailable' })
  expect(await store.verifications.list(backup!.id, 9)).toEqual([])
  expect(await store.copies.list(backup!.id)).toMatchObject([{ state: 'kept' }])
  expect(await store.verifications.failedChains()).toEqual(new Set())
})

test('a damaged copy is replaced from a whole one by itself, and a proof then frees the chain', async () => {
  await using house = await openKeepingHouse()
  const kept = await addKept(house, {}, ['near', 'far'])
  const [backup] = await backUpDaily(house, kept, { days: 1 })
  const { store } = house.installation
  const first = (await store.copies.list(backup!.id))[0]!
  const name = kept.targets.find(({ id }) => id === first.targetId)!.name
  await flip(house, name, 'nightly', backup!.name)
  const job = await verify(house, backup!, 'stored')
  expect(job).toMatchObject({ state: 'failed', reason: 'corrupt' })
  expect(job.result?.notes.join()).toContain('copied there again')
  expect((await store.copies.list(backup!.id)).map(({ state }) => state)).toEqual(['kept', 'kept'])
  expect(await readFile(house.path('near', 'nightly', backup!.name))).toEqual(await readFile(house.path('far', 'nightly', backup!.name)))
  expect(await store.verifications.failedChains()).toEqual(new Set([backup!.id]))
  await verify(house, backup!, 'stored')
  expect(await store.verifications.failedChains()).toEqual(new Set())
})

test('the assertions of the plan are asked, and one that is not true fails the backup but damages no copy', async () => {
  await using house = await openKeepingHouse()
  house.sqlite('shop.db', 'CREATE TABLE orders (a); INSERT INTO orders VALUES (1), (2)')
  const source = await house.addSource({ name: 'shop' })
  const target = await house.addTarget({ name: 'near' })
  const verification = { assertions: ['SELECT count(*) = 2 FROM orders', 'SELECT count(*) > 5 FROM orders'] }
  const plan = await house.addPlan({ name: 'nightly', sourceIds: [source.id], targetIds: [target.id], settings: { verification } })
  const backup = await house.backup({ sourceId: source.id, planId: plan.id })
  expect(await verify(house, backup)).toMatchObject({ state: 'failed', reason: 'corrupt' })
  const { store } = house.installation
  const [evidence] = await store.verifications.list(backup.id, 9)
  expect(evidence).toMatchObject({ isPassed: false, evidence: [{ holds: true }, { holds: false }] })
  expect(await store.copies.list(backup.id)).toMatchObject([{ state: 'kept' }])
})

test('a sealed backup that nothing here opens is verified by its bytes, and the job says so', async () => {
  await using house = await openKeepingHouse()
  const recipients = ['age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p']
  const kept = await addKept(house, { recipients })
  const [backup] = await backUpDaily(house, kept, { days: 1 })
  const job = await verify(house, backup!)
  expect(job).toMatchObject({ state: 'completed', result: { result: { trust: 'stored' } } })
  expect(job.result?.notes.join()).toContain('sealed')
  expect(await house.installation.store.backups.find(backup!.id)).toMatchObject({ trust: 'stored' })
})
