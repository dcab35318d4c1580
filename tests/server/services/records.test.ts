import { expect, test } from 'vitest'
import { RecordService } from '../../../server/services/records.ts'
import { openHouse } from '../../support/installation.ts'

const order = { planId: null, targetIds: null, mode: null, tables: null, description: '' } as const

async function withSource() {
  const house = await openHouse()
  house.sqlite('shop.db', 'create table item (id integer primary key); insert into item values (1)')
  const source = await house.addSource({ name: 'shop' })
  const target = await house.addTarget({ name: 'near' })
  return { house, given: { ...order, sourceId: source.id, targetIds: [target.id] }, records: new RecordService(house.installation) }
}

test('a backup is known by its number from the moment it was asked for until its archive is gone', async () => {
  const { house, given, records } = await withSource()
  await using _ = house
  const notes = { origin: 'a', name: '每日', scope: 'db', options: { by: 'ann' } }
  const asked = await records.start({ ...given, description: 'before the move' }, notes, 'user:3')
  expect(asked).toMatchObject({ record: { number: 1, actor: 'user:3', description: 'before the move', ...notes }, backup: null })
  expect(asked.job).toMatchObject({ state: 'pending', requestedBy: 'user:3' })
  await house.run()
  const made = await records.find(1)
  expect(made.job?.state).toBe('completed')
  expect(made.backup?.jobId).toBe(asked.job?.id)
  expect(made.copies).toHaveLength(1)
  const removal = await records.remove(1, { withDependants: false, isForced: true })
  expect(removal?.kind).toBe('prune')
  await house.run()
  await expect(records.find(1)).rejects.toMatchObject({ code: 'not_found' })
})

test('one that is being made can not be removed, one that failed is only forgotten', async () => {
  const { house, given, records } = await withSource()
  await using _ = house
  await records.start(given, {}, null)
  await expect(records.remove(1, { withDependants: false, isForced: true })).rejects.toMatchObject({ code: 'conflict' })
  await expect(records.start(given, {}, null)).rejects.toMatchObject({ code: 'conflict' })
  await house.jobs.cancel((await records.find(1)).job!.id)
  expect(await records.remove(1, { withDependants: false, isForced: true })).toBeNull()
  expect(await records.count({})).toBe(0)
})

test('the safety backup of a restore has a number too', async () => {
  const { house, given, records } = await withSource()
  await using _ = house
  const backup = await house.backup(given)
  await house.finish(house.restoreOf(backup.id, given.sourceId))
  const entries = await records.list({}, { limit: 10 })
  expect(entries.map(({ record, backup }) => [record.number, backup?.purpose])).toEqual([
    [2, 'safety'],
    [1, 'regular'],
  ])
  expect(await records.numbersOf(entries.map(({ backup }) => backup!.id))).toHaveLength(2)
})
