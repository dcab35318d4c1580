import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { RestoreService } from '../../../server/services/restores.ts'
import { openHouse } from '../../support/installation.ts'
import { changeAll, earlier, later, openEverything, state, writeMoodyPlugin } from './bundle-fixture.ts'

test('a bundle is one archive of all its members, which stock tools open', async () => {
  await using house = await openHouse()
  const { backup, everything } = await openEverything(house)
  expect(backup).toMatchObject({ scope: 'full', mode: 'full', sourceId: everything.id, source: { dialect: 'bundle', label: 'everything' } })
  expect(backup.name).toMatch(/^backup_manual_\d+_\d+\.zip$/)
  const path = house.path('shelf', 'nightly', backup.name)
  const script = 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print("\\n".join(z.namelist()))'
  const names = execFileSync('python3', ['-c', script, path], { encoding: 'utf8' }).trim().split('\n')
  expect(names).toEqual(['databases/shop.sql', 'files.tar', 'settings.json', 'index.bin', 'manifest.json'])
  expect(execFileSync('unzip', ['-p', path, 'databases/shop.sql'], { encoding: 'utf8' })).toContain('Ada')
})

test('a bundle is proven, restored with a safety backup, and that is taken back', async () => {
  await using house = await openHouse()
  const { backup, everything } = await openEverything(house)
  const drill = await house.finish({ kind: 'verify', backupId: backup.id, level: 'proven', targetId: null })
  expect(drill).toMatchObject({ state: 'completed', failure: null })
  expect((await house.installation.store.backups.find(backup.id))?.trust).toBe('proven')
  const job = await house.finish(house.restoreOf(backup.id, everything.id))
  expect(job).toMatchObject({ state: 'completed', failure: null })
  expect(job.result?.notes).toContainEqual('Checked: all 2 tables hold what the backup holds.')
  expect(state(house)).toEqual(earlier)
  expect(await house.undo(job.id)).toMatchObject({ state: 'completed' })
  expect(state(house)).toEqual(later)
})

test('the settings among the members are exported for the backup, and taken over after a restore', async () => {
  await using house = await openHouse()
  const { backup, everything } = await openEverything(house)
  const { store } = house.installation
  const [plan] = await store.plans.list()
  await store.transaction((nouns) => nouns.plans.remove(plan!.id))
  expect(await house.finish(house.restoreOf(backup.id, everything.id, { tables: ['shop'] }))).toMatchObject({ failure: null })
  expect(await store.plans.list()).toEqual([])
  const job = await house.finish(house.restoreOf(backup.id, everything.id))
  expect(job.result?.notes).toContainEqual(expect.stringMatching(/^Taken over: .*plans 1\./))
  const [back] = await store.plans.list()
  expect(back).toMatchObject({ name: 'nightly', sourceIds: [everything.id], isPaused: false })
  await store.transaction((nouns) => nouns.plans.update({ ...back!, isPaused: true }))
  const again = await house.finish(house.restoreOf(backup.id, everything.id))
  expect(await store.plans.list()).toMatchObject([{ isPaused: false }])
  await house.undo(again.id)
  expect(await store.plans.list(), 'as it was before the second restore').toMatchObject([{ isPaused: true }])
})

test('an incremental refers to the full one before, member by member, and restores', async () => {
  await using house = await openHouse()
  const { backup, everything, shelf } = await openEverything(house)
  const [plan] = await house.installation.store.plans.list()
  const second = await house.backup({ sourceId: everything.id, planId: plan!.id, mode: 'incremental' })
  expect(second).toMatchObject({ mode: 'incremental', chain: { parent: backup.id, length: 1 }, needs: [backup.id] })
  house.sqlite('shop.db', 'DELETE FROM people')
  writeFileSync(house.path('uploads', 'letter'), 'later')
  expect(await house.finish({ kind: 'verify', backupId: second.id, level: 'proven', targetId: shelf.id })).toMatchObject({ failure: null })
  expect(await house.finish(house.restoreOf(second.id, everything.id))).toMatchObject({ state: 'completed' })
  expect(state(house)).toEqual(later)
  const differential = await house.backup({ sourceId: everything.id, planId: plan!.id, mode: 'differential' })
  expect(differential.chain.parent).toBe(backup.id)
})

test('one member comes back alone, and so does one table or one file of it', async () => {
  await using house = await openHouse()
  const { backup, everything } = await openEverything(house)
  const restore = (tables: string[]) => house.finish(house.restoreOf(backup.id, everything.id, { tables }))
  expect(await restore(['uploads'])).toMatchObject({ state: 'completed', failure: null })
  expect(state(house)).toEqual([3, 'then'])
  expect(await restore(['shop/people'])).toMatchObject({ state: 'completed', failure: null })
  expect(state(house)).toEqual(earlier)
  changeAll(house)
  writeFileSync(house.path('uploads', 'pictures', 'cat'), 'purr')
  expect(await restore(['uploads/pictures'])).toMatchObject({ state: 'completed', failure: null })
  expect([state(house), readFileSync(house.path('uploads', 'pictures', 'cat'), 'utf8')]).toEqual([later, 'meow'])
})

test('a choice that no member can take is refused before anything changes', async () => {
  await using house = await openHouse()
  const { backup, everything } = await openEverything(house)
  const restore = (tables: string[]) => house.finish(house.restoreOf(backup.id, everything.id, { tables }))
  expect(await restore(['shop', 'holdfast/configuration'])).toMatchObject({ failure: { code: 'unsupported' } })
  expect(await restore(['shop/nobody'])).toMatchObject({ failure: { code: 'not_found' } })
  expect(await restore(['uploads/nothing'])).toMatchObject({ failure: { code: 'not_found' } })
  expect(state(house)).toEqual(later)
})

test('a backup of chosen members holds no others, and restores', async () => {
  await using house = await openHouse()
  const { everything, shelf } = await openEverything(house)
  const given = { sourceId: everything.id, targetIds: [shelf.id] }
  const partial = await house.backup({ ...given, tables: ['uploads', 'shop/people'] })
  expect(partial.scope).toBe('partial')
  expect(await house.finish({ kind: 'verify', backupId: partial.id, level: 'proven', targetId: null })).toMatchObject({ failure: null })
  writeFileSync(house.path('uploads', 'letter'), 'later')
  expect(await house.finish(house.restoreOf(partial.id, everything.id))).toMatchObject({ state: 'completed', failure: null })
  expect(state(house)).toEqual(later)
})

test('the plan of a restore tells every table, and members without tables by their label', async () => {
  await using house = await openHouse()
  const { backup, everything } = await openEverything(house)
  house.sqlite('shop.db', 'CREATE TABLE orders (id); DROP TABLE visits')
  const service = new RestoreService(house.installation)
  const planOf = (tables: string[] | null) =>
    service.plan(house.restoreOf(backup.id, everything.id, { tables }), { isPathTrusted: false, signal: new AbortController().signal })
  const whole = await planOf(null)
  expect(whole).toMatchObject({
    problems: [],
    destination: { holdsData: true, isAtomic: false },
    safety: { isMade: true, target: 'shelf' },
  })
  expect(whole.tables?.replaced.names).toEqual(['shop/people', 'uploads', 'holdfast'])
  expect([whole.tables?.added.names, whole.tables?.removed.names]).toEqual([['shop/visits'], ['shop/orders']])
  const diary = await house.addSource({ name: 'diary' })
  house.sqlite('diary.db', 'CREATE TABLE days (at)')
  const members = [...(everything.config['members'] as string[]), diary.id]
  await house.installation.store.sources.update({ ...everything, config: { members } })
  expect((await planOf(null)).tables, 'a member that came later is left alone').toEqual(whole.tables)
  expect(await planOf(['nobody'])).toMatchObject({ problems: [{ code: 'not_found' }] })
  const to = { dialect: 'bundle', config: { members: ['shop'] } }
  const place = service.plan(
    { ...house.restoreOf(backup.id, everything.id), to },
    { isPathTrusted: false, signal: new AbortController().signal },
  )
  await expect(place).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('no place') })
})

test('a member that is gone comes back with the rest, and the others are kept safe before', async () => {
  await using house = await openHouse()
  const { backup, everything } = await openEverything(house)
  rmSync(house.path('shop.db'))
  const job = await house.finish(house.restoreOf(backup.id, everything.id))
  expect(job).toMatchObject({ state: 'completed_with_warnings', failure: null })
  expect(await house.log(job.id)).toContainEqual(expect.stringContaining('is not there, so it was left out'))
  expect(state(house)).toEqual(earlier)
  await house.undo(job.id)
  expect(state(house)).toEqual([2, 'now'])
})

test('a backup of a bundle fails as a whole when a member is not there', async () => {
  await using house = await openHouse()
  const { everything, shelf } = await openEverything(house)
  rmSync(house.path('shop.db'))
  const backup = house.backup({ sourceId: everything.id, targetIds: [shelf.id] })
  await expect(backup).rejects.toMatchObject({ code: 'not_found', message: expect.stringMatching(/^shop: /) })
})

test('when the second of three members fails, what was there comes back, and the failure says how far it got without any secret', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-moody-'))
  try {
    const plugin = writeMoodyPlugin({ path: (name) => join(folder, name) })
    await using house = await openHouse({ pluginPaths: [plugin] })
    const { shop, uploads, shelf } = await openEverything(house)
    writeFileSync(house.path('diary'), 'monday')
    const diary = await house.addSource({
      name: 'diary',
      dialect: 'moody',
      config: { path: house.path('diary'), password: 'correct horse' },
    })
    const members = [shop.id, diary.id, uploads.id]
    const three = await house.addSource({ name: 'three', dialect: 'bundle', config: { members } })
    const backup = await house.backup({ sourceId: three.id, targetIds: [shelf.id] })
    writeFileSync(house.path('diary'), 'tuesday')
    writeFileSync(house.path('diary.moody'), '')
    writeFileSync(house.path('uploads', 'letter'), 'later')
    house.sqlite('shop.db', 'DELETE FROM people')
    const job = await house.finish(house.restoreOf(backup.id, three.id))
    expect(job).toMatchObject({ state: 'failed', failure: { detail: { restored: ['shop'], untouched: ['uploads'] } } })
    expect(job.failure?.message).toMatch(
      /^diary: .*not in the mood.*Restored before it: shop\. Not touched: uploads\. .* was brought back from /,
    )
    expect(JSON.stringify([job, await house.log(job.id)])).not.toContain('correct horse')
    expect([state(house), readFileSync(house.path('diary'), 'utf8')]).toEqual([[0, 'later'], 'tuesday'])
    expect(await house.finish(house.restoreOf(backup.id, three.id, { tables: ['diary'] }))).toMatchObject({ failure: null })
    expect(readFileSync(house.path('diary'), 'utf8')).toBe('monday')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('a target that is rescanned gives a bundle its backups back', async () => {
  await using house = await openHouse()
  const { backup, everything, shelf } = await openEverything(house)
  const { store } = house.installation
  await store.copies.forgetTarget(shelf.id)
  await store.backups.forget(backup.id)
  expect(await house.finish({ kind: 'rescan', targetId: shelf.id })).toMatchObject({ failure: null })
  expect(await store.backups.find(backup.id)).toMatchObject({ sourceId: everything.id, scope: 'full', source: { dialect: 'bundle' } })
  expect(await house.finish(house.restoreOf(backup.id, everything.id))).toMatchObject({ failure: null })
})
