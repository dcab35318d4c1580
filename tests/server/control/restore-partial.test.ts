import { expect, test } from 'vitest'
import { RestoreService } from '../../../server/services/restores.ts'
import { openHouse } from '../../support/installation.ts'

test('a backup of some tables, restored whole, takes no other table away', async () => {
  await using house = await openHouse()
  house.sqlite('shop.db', 'create table a (v); insert into a values (1); create table b (v); insert into b values (1)')
  const source = await house.addSource({ name: 'shop' })
  const target = await house.addTarget({ name: 'near' })
  const backup = await house.backup({ sourceId: source.id, targetIds: [target.id], tables: ['a'] })
  expect(backup.scope).toBe('partial')
  house.sqlite('shop.db', 'update a set v = 2; update b set v = 2; create table c (v)')
  const request = house.restoreOf(backup.id, source.id)
  const plan = await new RestoreService(house.installation).plan(request, { isPathTrusted: false, signal: new AbortController().signal })
  expect([plan.tables?.replaced.names, plan.tables?.removed.names]).toEqual([['a'], []])
  const job = await house.finish(request)
  expect([job.state, job.failure]).toEqual(['completed', null])
  expect(house.rows('shop.db', 'select (select v from a) as a, (select v from b) as b, (select count(*) from c) as c')).toEqual([
    { a: 1, b: 2, c: 0 },
  ])
})
