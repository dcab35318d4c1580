import { mkdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { RestoreService } from '../../../server/services/restores.ts'
import { openHouse } from '../../support/installation.ts'
import { openEverything } from './bundle-fixture.ts'

const options = { isPathTrusted: false, signal: new AbortController().signal }

test('one member of a bundle is restored into another source of its kind, checked, and taken back', async () => {
  await using house = await openHouse()
  const { backup } = await openEverything(house)
  house.sqlite('staging.db', "CREATE TABLE people (name); INSERT INTO people VALUES ('Nobody'); CREATE TABLE drafts (at)")
  const staging = await house.addSource({ name: 'staging' })
  const request = house.restoreOf(backup.id, staging.id, { tables: ['shop'] })
  const plan = await new RestoreService(house.installation).plan(request, options)
  expect(plan).toMatchObject({ problems: [], warnings: [], safety: { isMade: true, target: 'shelf' } })
  expect(plan.tables).toMatchObject({ added: { names: ['visits'] }, replaced: { names: ['people'] }, removed: { names: ['drafts'] } })
  const job = await house.finish(request)
  expect(job).toMatchObject({ state: 'completed', failure: null })
  expect(job.result?.notes).toContainEqual('Checked: all 2 tables hold what the backup holds.')
  expect(house.rows('staging.db', 'SELECT name FROM people')).toHaveLength(2)
  expect(await house.undo(job.id)).toMatchObject({ state: 'completed' })
  expect(house.rows('staging.db', 'SELECT name FROM people')).toEqual([{ name: 'Nobody' }])
})

test('chosen tables of one member leave the others of the destination alone', async () => {
  await using house = await openHouse()
  const { backup } = await openEverything(house)
  house.sqlite('staging.db', 'CREATE TABLE drafts (at)')
  const staging = await house.addSource({ name: 'staging' })
  expect(await house.finish(house.restoreOf(backup.id, staging.id, { tables: ['shop/people'] }))).toMatchObject({ state: 'completed' })
  expect(house.rows('staging.db', "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")).toEqual([
    { name: 'drafts' },
    { name: 'people' },
  ])
})

test('a member of which only some tables were backed up replaces those', async () => {
  await using house = await openHouse()
  const { everything, shelf } = await openEverything(house)
  const partial = await house.backup({ sourceId: everything.id, targetIds: [shelf.id], tables: ['shop/people', 'uploads'] })
  house.sqlite('staging.db', 'CREATE TABLE drafts (at); CREATE TABLE people (name)')
  const staging = await house.addSource({ name: 'staging' })
  const request = house.restoreOf(partial.id, staging.id, { tables: ['shop'] })
  const plan = await new RestoreService(house.installation).plan(request, options)
  expect(plan.tables).toMatchObject({ replaced: { names: ['people'] }, untouched: { names: ['drafts'] }, removed: { names: [] } })
  expect(await house.finish(request)).toMatchObject({ state: 'completed', failure: null })
  expect(house.rows('staging.db', 'SELECT name FROM people')).toHaveLength(3)
  expect(house.rows('staging.db', 'SELECT * FROM drafts')).toEqual([])
})

test('a tree of a bundle is restored into another tree, whole or in part', async () => {
  await using house = await openHouse()
  const { backup } = await openEverything(house)
  mkdirSync(house.path('elsewhere'))
  const elsewhere = await house.addSource({ name: 'elsewhere', dialect: 'files', config: { path: house.path('elsewhere') } })
  const restore = (tables: string[]) => house.finish(house.restoreOf(backup.id, elsewhere.id, { tables }))
  expect(await restore(['uploads/pictures'])).toMatchObject({ state: 'completed', failure: null })
  expect(readFileSync(house.path('elsewhere', 'pictures', 'cat'), 'utf8')).toBe('meow')
  expect(await restore(['uploads'])).toMatchObject({ state: 'completed', failure: null })
  expect(readFileSync(house.path('elsewhere', 'letter'), 'utf8')).toBe('then')
})

test('what does not fit is refused before anything is changed, and it is said what would', async () => {
  await using house = await openHouse()
  const { backup, shop } = await openEverything(house)
  house.sqlite('staging.db', 'CREATE TABLE drafts (at)')
  mkdirSync(house.path('elsewhere'))
  const staging = await house.addSource({ name: 'staging' })
  const elsewhere = await house.addSource({ name: 'elsewhere', dialect: 'files', config: { path: house.path('elsewhere') } })
  const both = await house.addSource({ name: 'both', dialect: 'bundle', config: { members: [staging.id, elsewhere.id] } })
  const service = new RestoreService(house.installation)
  const problemOf = async (into: string, tables: string[] | null) =>
    (await service.plan(house.restoreOf(backup.id, into, { tables }), options)).problems[0]
  expect(await problemOf(staging.id, null)).toMatchObject({ code: 'invalid', remedy: expect.stringContaining('sqlite') })
  expect(await problemOf(staging.id, ['shop', 'uploads'])).toMatchObject({ code: 'invalid' })
  expect(await problemOf(staging.id, ['uploads'])).toMatchObject({ message: expect.stringContaining('uploads of backup_') })
  expect(await problemOf(staging.id, ['shop/nobody'])).toMatchObject({ code: 'not_found' })
  expect(await problemOf(both.id, null)).toMatchObject({
    message: expect.stringMatching(/holds shop, uploads, holdfast, and "both" has no such/),
  })
  expect(await problemOf(shop.id, ['shop'])).toBeUndefined()
})
