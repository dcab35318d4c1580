import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Store } from '../../../server/store/store.ts'
import { openMemoryStore } from './memory-store.ts'
import { idOf, later, now, sampleBackup, sampleCopy, samplePlan, sampleSource, sampleTarget } from './samples.ts'

let store: Store
beforeEach(async () => {
  store = await openMemoryStore()
})
afterEach(() => store[Symbol.asyncDispose]())

describe('a source', () => {
  test('comes back as it was written, by id and by name', async () => {
    const source = sampleSource({
      name: "Robert'); drop table source;-- 数据源",
      config: { deep: { list: [1, null, '"'] } },
      identity: 'digest',
    })
    await store.sources.insert(source)
    expect(await store.sources.find(source.id)).toEqual(source)
    expect(await store.sources.findByName(source.name)).toEqual(source)
    expect(await store.sources.find('other')).toBeNull()
    expect(await store.sources.findByName('other')).toBeNull()
  })

  test('is refused a name that is taken, when it is made and when it is renamed', async () => {
    await store.sources.insert(sampleSource({ id: 'a', name: 'app' }))
    const refusal = { code: 'conflict', message: expect.stringContaining('app') }
    await expect(store.sources.insert(sampleSource({ id: 'b', name: 'app' }))).rejects.toMatchObject(refusal)
    await store.sources.insert(sampleSource({ id: 'b', name: 'other' }))
    await expect(store.sources.update(sampleSource({ id: 'b', name: 'app' }))).rejects.toMatchObject(refusal)
    expect((await store.sources.list()).map(({ name }) => name)).toEqual(['app', 'other'])
  })

  test('is changed in all but its folder; one that is gone is not found', async () => {
    await store.sources.insert(sampleSource({ folder: 'first' }))
    const changed = sampleSource({ name: 'new', config: { path: '/b' }, identity: 'i', updatedAt: later(5) })
    await store.sources.update({ ...changed, folder: 'second' })
    expect(await store.sources.find(changed.id)).toEqual({ ...changed, folder: 'first' })
    await expect(store.sources.update(sampleSource({ id: 'gone' }))).rejects.toMatchObject({ code: 'not_found' })
  })

  test('gets its identity without another change', async () => {
    await store.sources.insert(sampleSource())
    await store.sources.setIdentity('source-1', 'digest')
    expect(await store.sources.find('source-1')).toEqual(sampleSource({ identity: 'digest' }))
  })

  test('leaves its backups behind when it is removed, which then have none', async () => {
    await store.sources.insert(sampleSource())
    await store.backups.put(sampleBackup({ sourceId: 'source-1' }))
    await store.sources.remove('source-1')
    expect(await store.sources.find('source-1')).toBeNull()
    expect(await store.backups.find(idOf(1))).toEqual(sampleBackup({ sourceId: null }))
  })

  test('stays as long as a plan uses it', async () => {
    await store.sources.insert(sampleSource())
    await store.plans.insert(samplePlan({ sourceIds: ['source-1'] }))
    await expect(store.sources.remove('source-1')).rejects.toThrow(/FOREIGN KEY/)
    expect(await store.sources.find('source-1')).not.toBeNull()
  })
})

describe('a target', () => {
  test('comes back as it was written, by id and by name, and in the list by name', async () => {
    const target = sampleTarget({ name: 'b', prefix: 'holdfast/', identity: 'i' })
    await store.targets.insert(target)
    await store.targets.insert(sampleTarget({ id: 'target-2', name: 'a' }))
    expect(await store.targets.find(target.id)).toEqual(target)
    expect(await store.targets.findByName('b')).toEqual(target)
    expect(await store.targets.findByName('c')).toBeNull()
    expect((await store.targets.list()).map(({ name }) => name)).toEqual(['a', 'b'])
  })

  test('is refused a name that is taken, and is not found when it is gone', async () => {
    await store.targets.insert(sampleTarget({ id: 'a', name: 'nas' }))
    await expect(store.targets.insert(sampleTarget({ id: 'b', name: 'nas' }))).rejects.toMatchObject({ code: 'conflict' })
    await expect(store.targets.update(sampleTarget({ id: 'gone' }))).rejects.toMatchObject({ code: 'not_found' })
  })

  test('is changed, and gets its identity', async () => {
    await store.targets.insert(sampleTarget())
    const changed = sampleTarget({ name: 'n', kind: 's3', config: {}, prefix: 'p/', updatedAt: later(1) })
    await store.targets.update(changed)
    await store.targets.setIdentity(changed.id, 'identity')
    expect(await store.targets.find(changed.id)).toEqual({ ...changed, identity: 'identity' })
  })

  test('stays as long as copies lie there', async () => {
    await store.targets.insert(sampleTarget())
    await store.backups.put(sampleBackup())
    await store.copies.put(sampleCopy())
    await expect(store.targets.remove('target-1')).rejects.toThrow(/FOREIGN KEY/)
    await store.copies.forget(sampleCopy())
    await store.targets.remove('target-1')
    expect(await store.targets.list()).toEqual([])
  })
})

test('the configuration of one can not be read as that of another', async () => {
  const { sources } = store
  await sources.insert(sampleSource({ id: 'a', createdAt: now }))
  const sealed = store.sealer.seal('{}', 'configuration of source a')
  expect(store.sealer.open(sealed, 'configuration of source a')).toBe('{}')
  expect(() => store.sealer.open(sealed, 'configuration of source b')).toThrow(expect.objectContaining({ code: 'corrupt' }))
})
