import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Backup } from '../../../server/domain/backup.ts'
import type { BackupFilter } from '../../../server/store/backups.ts'
import type { Store } from '../../../server/store/store.ts'
import { openMemoryStore } from './memory-store.ts'
import { idOf, later, now, sampleBackup, sampleCopy, samplePlan, sampleSource, sampleTarget, sampleVerification } from './samples.ts'

let store: Store
beforeEach(async () => {
  store = await openMemoryStore()
  await store.sources.insert(sampleSource())
  await store.targets.insert(sampleTarget())
  await store.plans.insert(samplePlan())
})
afterEach(() => store[Symbol.asyncDispose]())

const put = (...backups: Partial<Backup>[]) =>
  store.transaction(async (nouns) => {
    for (const backup of backups) await nouns.backups.put(sampleBackup(backup))
  })
const ids = async (filter: BackupFilter) => (await store.backups.list(filter, { limit: 100 })).map(({ id }) => Number.parseInt(id, 16))

test('a backup comes back as it was written', async () => {
  const backup = sampleBackup({
    sourceId: 'source-1',
    planId: 'plan-1',
    mode: 'incremental',
    isSealed: true,
    plainBytes: null,
    chain: { root: idOf(7), parent: idOf(8), length: 2 },
    needs: [idOf(7), idOf(8)],
    source: { label: null, dialect: null, digest: 'd', engine: null, version: null },
    tableCount: null,
    isPinned: true,
    isSizePlausible: false,
    description: '说明',
    jobId: idOf(9),
  })
  await put(backup)
  expect(await store.backups.find(backup.id)).toEqual(backup)
  expect(await store.backups.find(idOf(2))).toBeNull()
})

test('a backup that is put again replaces what was known, its needs too', async () => {
  const chain = { root: idOf(7), parent: idOf(7), length: 1 }
  await put({ chain, needs: [idOf(7)] })
  const again = sampleBackup({ chain, needs: [idOf(5), idOf(6)], trust: 'proven' })
  await put(again)
  expect(await store.backups.find(again.id)).toEqual(again)
  expect(await store.backups.count({})).toBe(1)
})

test('more backups of chains than one query takes are read with their needs', async () => {
  await put(
    ...Array.from({ length: 1500 }, (_, at) => ({
      id: idOf(at + 1),
      chain: { root: idOf(9999), parent: null, length: 1 },
      needs: [idOf(at)],
    })),
  )
  const backups = await store.backups.list({}, { limit: 2000 })
  expect(backups).toHaveLength(1500)
  for (const { id, needs } of backups) expect(needs).toEqual([idOf(Number.parseInt(id, 16) - 1)])
})

test('tables come back in order, however many there are, and are replaced whole', async () => {
  await put({})
  const tables = Array.from({ length: 1201 }, (_, at) => ({
    name: `t${1201 - at}`,
    rows: at,
    sizeBytes: null,
    checksum: at % 2 ? 'c' : null,
  }))
  await store.backups.putTables(idOf(1), tables)
  expect(await store.backups.tables(idOf(1))).toEqual(tables)
  await store.backups.putTables(idOf(1), tables.slice(0, 1))
  expect(await store.backups.tables(idOf(1))).toHaveLength(1)
})

describe('a list', () => {
  test('is chosen by each property of a backup, and the count agrees', async () => {
    await put(
      { id: idOf(1), sourceId: 'source-1', startedAt: later(1) },
      { id: idOf(2), planId: 'plan-1', startedAt: later(2) },
      { id: idOf(3), source: { ...sampleBackup().source, digest: 'other' }, startedAt: later(3) },
      { id: idOf(4), chain: { root: idOf(1), parent: idOf(1), length: 1 }, mode: 'differential', startedAt: later(4) },
      { id: idOf(5), state: 'delete_pending', startedAt: later(5) },
      { id: idOf(6), purpose: 'safety', trigger: 'manual', startedAt: later(6) },
    )
    await store.copies.put(sampleCopy({ backupId: idOf(3) }))
    const cases: [BackupFilter, number[]][] = [
      [{}, [6, 5, 4, 3, 2, 1]],
      [{ sourceId: 'source-1' }, [1]],
      [{ sourceId: null, state: 'kept' }, [6, 4, 3, 2]],
      [{ planId: 'plan-1' }, [2]],
      [{ planId: 'plan-2' }, []],
      [{ sourceDigest: 'other' }, [3]],
      [{ chainRoot: idOf(1) }, [4, 1]],
      [{ chainRoot: idOf(1), mode: 'full' }, [1]],
      [{ mode: 'differential' }, [4]],
      [{ state: 'delete_pending' }, [5]],
      [{ state: 'kept' }, [6, 4, 3, 2, 1]],
      [{ purpose: 'safety' }, [6]],
      [{ trigger: 'manual' }, [6]],
      [{ targetId: 'target-1' }, [3]],
      [{ targetId: 'target-2' }, []],
      [{ from: later(2), to: later(4) }, [3, 2]],
    ]
    for (const [filter, expected] of cases) {
      expect([filter, await ids(filter)]).toEqual([filter, expected])
      expect([filter, await store.backups.count(filter)]).toEqual([filter, expected.length])
    }
  })

  test('finds a text in name and description, in upper and lower case, where no character is special', async () => {
    await put(
      { id: idOf(1), name: 'backup_100%.zip', description: '' },
      { id: idOf(2), name: 'backupX100Y.zip', description: 'Before the MOVE, yes!' },
      { id: idOf(3), name: 'c', description: 'back\\slash 备份 É' },
    )
    expect(await ids({ text: '100%' })).toEqual([1])
    expect(await ids({ text: 'p_1' })).toEqual([1])
    expect(await ids({ text: 'BACKUP' })).toEqual([2, 1])
    expect(await ids({ text: 'the move' })).toEqual([2])
    expect(await ids({ text: '\\' })).toEqual([3])
    expect(await ids({ text: '备份 É' })).toEqual([3])
    expect(await ids({ text: 'yes!' })).toEqual([2])
    expect(await ids({ text: "'" })).toEqual([])
    expect(await ids({ text: '' })).toEqual([3, 2, 1])
    expect(await store.backups.count({ text: '100' })).toBe(2)
    expect(await ids({ text: '100', from: later(1) })).toEqual([])
  })

  test('is paged by a cursor without loss or repetition where many have the same time', async () => {
    await put(...Array.from({ length: 57 }, (_, at) => ({ id: idOf(at), startedAt: later(Math.floor(at / 20)) })))
    const seen: string[] = []
    let cursor: { at: Date; id: string } | null = null
    for (;;) {
      const page: Backup[] = await store.backups.list({ text: 'backup' }, { limit: 10, after: cursor })
      if (page.length === 0) break
      seen.push(...page.map(({ id }) => id))
      cursor = { at: page.at(-1)!.startedAt, id: page.at(-1)!.id }
    }
    expect(seen).toEqual(Array.from({ length: 57 }, (_, at) => idOf(56 - at)))
  })

  test('is paged by number as well', async () => {
    await put(...Array.from({ length: 5 }, (_, at) => ({ id: idOf(at) })))
    expect((await store.backups.list({}, { limit: 2, offset: 3 })).map(({ id }) => id)).toEqual([idOf(1), idOf(0)])
  })
})

test('a backup is found by the start of its id or its whole name, the newest first', async () => {
  await put(
    { id: `ab${'0'.repeat(30)}`, name: 'one.zip', startedAt: later(1) },
    { id: `ab${'f'.repeat(30)}`, name: 'two.zip', startedAt: later(2) },
    { id: `ac${'0'.repeat(30)}`, name: 'two.zip', startedAt: later(3) },
  )
  const names = async (text: string, limit = 5) =>
    (await store.backups.findAlike(text, limit)).map(({ startedAt }) => startedAt.getTime() - now.getTime())
  expect(await names('ab')).toEqual([2, 1])
  expect(await names('abff')).toEqual([2])
  expect(await names('a', 2)).toHaveLength(2)
  expect(await names('two.zip')).toEqual([3, 2])
  expect(await names('two')).toEqual([])
  expect(await names('')).toEqual([])
})

test('those that need a backup are known, also when it is not there itself', async () => {
  const chain = { root: idOf(1), parent: idOf(1), length: 1 }
  await put({ id: idOf(2), chain, needs: [idOf(1)] }, { id: idOf(3), chain, needs: [idOf(1), idOf(2)] })
  expect((await store.backups.dependants(idOf(1))).sort()).toEqual([idOf(2), idOf(3)])
  expect(await store.backups.dependants(idOf(3))).toEqual([])
})

test('the proven ones of a source are found among its newest, the newest first', async () => {
  const trusts = ['proven', 'stored', 'proven', 'parsed', 'proven', 'stored'] as const
  await put(...trusts.map((trust, at) => ({ id: idOf(at), sourceId: 'source-1', startedAt: later(at), trust })))
  const found = async (lookedAtMax: number, limit = 10) =>
    (await store.backups.listProven('source-1', { lookedAtMax, limit })).map(({ id }) => Number.parseInt(id, 16))
  expect([await found(6), await found(4), await found(1), await found(6, 1)]).toEqual([[4, 2, 0], [4, 2], [], [4]])
  expect(await store.backups.listProven('source-2', { lookedAtMax: 6, limit: 6 })).toEqual([])
})

test('a backup that is forgotten takes its tables, needs, copies and evidence along', async () => {
  await put({ chain: { root: idOf(7), parent: idOf(7), length: 1 }, needs: [idOf(7)] })
  await store.backups.putTables(idOf(1), [{ name: 't', rows: 1, sizeBytes: null, checksum: null }])
  await store.copies.put(sampleCopy())
  await store.verifications.insert(sampleVerification())
  await store.backups.forget(idOf(1))
  expect(await store.backups.find(idOf(1))).toBeNull()
  expect(await store.backups.tables(idOf(1))).toEqual([])
  expect(await store.backups.dependants(idOf(7))).toEqual([])
  expect(await store.copies.list(idOf(1))).toEqual([])
  expect(await store.verifications.list(idOf(1), 10)).toEqual([])
})

test('pin and description are changed each alone; a backup that is gone is not found', async () => {
  await put({})
  await store.backups.change(idOf(1), { isPinned: true })
  await store.backups.change(idOf(1), { description: 'why' })
  expect(await store.backups.find(idOf(1))).toEqual(sampleBackup({ isPinned: true, description: 'why' }))
  await store.backups.setTrust(idOf(1), 'proven')
  expect(await store.backups.find(idOf(1))).toMatchObject({ trust: 'proven' })
  await expect(store.backups.change(idOf(2), { isPinned: true })).rejects.toMatchObject({ code: 'not_found' })
})

test('a pinned backup is not marked for removal', async () => {
  await put({ id: idOf(1) }, { id: idOf(2), isPinned: true })
  expect(await store.backups.markForRemoval(idOf(1))).toBe(true)
  expect(await store.backups.markForRemoval(idOf(2))).toBe(false)
  expect(await store.backups.markForRemoval(idOf(3))).toBe(false)
  expect(await ids({ state: 'delete_pending' })).toEqual([1])
})

test('a transaction that throws leaves nothing of what it wrote', async () => {
  await expect(
    store.transaction(async (nouns) => {
      await nouns.backups.put(sampleBackup())
      throw new Error('no')
    }),
  ).rejects.toThrow('no')
  expect(await store.backups.count({})).toBe(0)
})
