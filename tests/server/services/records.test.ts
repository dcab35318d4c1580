import { expect, test } from 'vitest'
import { ContractPlanService } from '../../../server/services/contract-plans.ts'
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

test('what covers what is known before it is there, by its source, and can be asked for', async () => {
  const { house, given, records } = await withSource()
  await using _ = house
  await house.addSource({ name: 'tree', id: 'f'.repeat(32), dialect: 'files', config: { path: house.path('tree') } })
  await house.addSource({ name: 'both', id: 'e'.repeat(32), dialect: 'bundle', config: { members: [given.sourceId, 'f'.repeat(32)] } })
  const scopes = []
  for (const sourceId of [given.sourceId, 'f'.repeat(32), 'e'.repeat(32)])
    scopes.push((await records.start({ ...given, sourceId }, {}, null)).scope)
  expect(scopes).toEqual(['db', 'files', 'full'])
  for (const [at, scope] of scopes.entries()) {
    expect((await records.list({ scopes: [scope!] }, { limit: 10 })).map(({ record }) => record.number)).toEqual([at + 1])
  }
  await house.installation.store.sources.remove('f'.repeat(32))
  expect([(await records.find(2)).scope, await records.count({ scopes: ['files'] })]).toEqual([null, 0])
})

test('backups of a plan that a contract made are noted as it wants, on behalf of who made the plan unless somebody else runs it', async () => {
  const { house, given, records } = await withSource()
  await using _ = house
  const record = { scope: 'full', description: 'every day', options: { by: 'ann' } }
  const plan = { title: 'daily', sources: ['shop'], targets: ['near'], settings: {}, isEnabled: true, options: { record } }
  const made = await new ContractPlanService(house.installation).add('a', plan, 'user:3')
  const request = { kind: 'backup', purpose: 'regular', ...given, planId: made.plan.id } as const
  await house.jobs.enqueue(request, { trigger: 'auto' })
  await house.jobs.enqueue({ ...request, description: 'by hand' }, { trigger: 'auto', requestedBy: 'key:5' })
  await house.jobs.enqueue({ ...request, planId: null }, { trigger: 'auto' })
  const noted = (await records.list({}, { limit: 10 })).map((entry) => {
    const { origin, scope, description, actor, options } = entry.record
    return [origin, scope, description, actor, options]
  })
  expect(noted).toEqual([
    ['', null, '', null, {}],
    ['a', 'full', 'by hand', 'key:5', {}],
    ['a', 'full', 'every day', 'user:3', { by: 'ann' }],
  ])
})
