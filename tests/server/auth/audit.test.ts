import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { commandLine } from '../../../server/auth/doer.ts'
import { auditHeadSetting } from '../../../server/store/audit.ts'
import { chainStart, hashOfLink } from '../../../server/store/audit-chain.ts'
import { createSealer } from '../../../server/store/sealing.ts'
import { openStore } from '../../../server/store/store.ts'
import type { Tables } from '../../../server/store/tables.ts'
import { keyOf } from '../store/memory-store.ts'
import { doerOf, type Guards, openGuards } from './guard-house.ts'

let folder: string
let path: string
let guards: Guards
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-audit-'))
  path = join(folder, 'metadata.db')
  guards = await openGuards({ store: await openStore(path, createSealer(keyOf(7))) })
})
afterEach(async () => {
  await guards.store[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

/** Somebody who can write the database and has no key. */
function tamper(...statements: string[]): void {
  const file = new Database(path)
  try {
    for (const statement of statements) file.exec(statement)
  } finally {
    file.close()
  }
}

async function record(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await guards.audit.record({
      ...doerOf(),
      action: 'backup.delete',
      subject: `backup ${index}`,
      detail: { b: index, a: [1, { d: 1, c: null }] },
    })
  }
}

const verify = () => guards.audit.verify()

test('what is recorded is found again, the newest first, and whole', async () => {
  await record(3)
  await guards.audit.record({ ...commandLine, action: 'key.create', subject: 'key:1' })
  const [newest, before] = await guards.audit.list({}, { limit: 2 })
  expect(newest).toMatchObject({
    seq: 4,
    actor: null,
    actorName: 'command line',
    action: 'key.create',
    subject: 'key:1',
    address: null,
    detail: {},
  })
  expect(before).toMatchObject({
    actor: 'user:99',
    actorName: 'somebody',
    address: '203.0.113.9',
    detail: { b: 2 },
    at: guards.clock.now(),
  })
  expect(await verify()).toEqual({ isIntact: true, entries: 4 })
})

test('an empty log is whole', async () => {
  expect(await verify()).toEqual({ isIntact: true, entries: 0 })
})

test('somebody without an account has a name that says so', async () => {
  await guards.audit.record({ actor: null, address: null, action: 'login.failed', subject: null })
  expect((await guards.audit.list({}, { limit: 1 }))[0]!.actorName).toBe('nobody')
})

test('a log of several pages is whole, and so is one that grows while it is read', async () => {
  await guards.store.transaction(async (nouns) => {
    for (let index = 0; index < 1203; index += 1) {
      await guards.audit.record({ ...commandLine, action: 'backup.download', subject: null }, nouns)
    }
  })
  const [verdict] = await Promise.all([verify(), record(20)])
  expect(verdict.isIntact).toBe(true)
  expect(await verify()).toEqual({ isIntact: true, entries: 1223 })
  tamper('update audit set subject = 1 where seq = 1100')
  expect(await verify()).toMatchObject({ isIntact: false, entries: 1099, brokenSeq: 1100 })
})

describe('what is done to the log is found', () => {
  beforeEach(() => record(8))

  test.each<[string, number, string[]]>([
    ['another actor', 5, ["update audit set actor = 'user:1' where seq = 5"]],
    ['another name', 5, ["update audit set actor_name = 'x' where seq = 5"]],
    ['another action', 5, ["update audit set action = 'login.ok' where seq = 5"]],
    ['another subject', 5, ["update audit set subject = 'backup 9' where seq = 5"]],
    ['no subject', 5, ['update audit set subject = null where seq = 5']],
    ['another address', 5, ["update audit set address = '127.0.0.1' where seq = 5"]],
    ['another time', 5, ['update audit set at = at + 1 where seq = 5']],
    ['other details', 5, ["update audit set detail = '{}' where seq = 5"]],
    ['details that are none', 5, ["update audit set detail = 'x' where seq = 5"]],
    ['the first one changed', 1, ["update audit set actor = 'user:1' where seq = 1"]],
    ['the last one changed', 8, ["update audit set actor = 'user:1' where seq = 8"]],
    ['one removed', 5, ['delete from audit where seq = 5']],
    ['one removed and the others moved up', 5, ['delete from audit where seq = 5', 'update audit set seq = seq - 1 where seq > 5']],
    ['the first removed', 1, ['delete from audit where seq = 1']],
    ['the last removed', 8, ['delete from audit where seq = 8']],
    ['all removed', 1, ['delete from audit']],
    [
      'two changed places',
      4,
      ['update audit set seq = 99 where seq = 4', 'update audit set seq = 4 where seq = 5', 'update audit set seq = 5 where seq = 99'],
    ],
    [
      'one slipped in',
      9,
      ['insert into audit select 9, at, actor, actor_name, action, subject, address, detail, hash, hash from audit where seq = 8'],
    ],
    ['the seal removed', 1, [`delete from setting where key = '${auditHeadSetting}'`]],
    [
      'the seal damaged',
      8,
      [`update setting set value = replace(value, substr(value, -9, 8), 'AAAAAAAA') where key = '${auditHeadSetting}'`],
    ],
  ])('%s', async (_, brokenSeq, statements) => {
    expect((await verify()).isIntact).toBe(true)
    tamper(...statements)
    expect(await verify()).toMatchObject({ isIntact: false, brokenSeq })
  })

  test.each<[string, number, string[]]>([
    ['the end was cut off', 7, ['delete from audit where seq > 6']],
    ['the last one was changed', 8, ["update audit set hash = 'x' where seq = 8"]],
    ['the seal was removed', 1, [`delete from setting where key = '${auditHeadSetting}'`]],
    [
      'the seal was damaged',
      1,
      [`update setting set value = replace(value, substr(value, -9, 8), 'AAAAAAAA') where key = '${auditHeadSetting}'`],
    ],
  ])('also after the log went on, when %s', async (_, brokenSeq, statements) => {
    tamper(...statements)
    await record(3)
    expect(await verify()).toMatchObject({ isIntact: false, brokenSeq })
  })

  /** Changes the actor of some entries and computes their hashes anew, and with `isLinked` what each of them follows. */
  function forge(seqs: readonly number[], isLinked: boolean): void {
    const file = new Database(path)
    try {
      const rows = file.prepare('select * from audit order by seq').all() as Tables['audit'][]
      let last = chainStart
      for (const row of rows) {
        if (seqs.includes(row.seq)) {
          const { actor_name: actorName, previous_hash, ...same } = row
          const previousHash = isLinked ? last : previous_hash
          row.hash = hashOfLink({ ...same, actor: 'user:1', actorName, previousHash })
          const change = 'update audit set actor = ?, previous_hash = ?, hash = ? where seq = ?'
          file.prepare(change).run('user:1', previousHash, row.hash, row.seq)
        }
        last = row.hash
      }
    } finally {
      file.close()
    }
  }

  test('one whose hash was computed anew is found by the next one', async () => {
    forge([5], false)
    expect(await verify()).toMatchObject({ isIntact: false, brokenSeq: 6, entries: 5 })
  })

  test('a chain that was computed anew is found by its seal, now and after the log went on', async () => {
    forge([1, 2, 3, 4, 5, 6, 7, 8], true)
    expect(await verify()).toMatchObject({ isIntact: false, brokenSeq: 8 })
    tamper(`delete from setting where key = '${auditHeadSetting}'`)
    await record(1)
    expect(await verify()).toMatchObject({ isIntact: false })
  })
})

test('many that are recorded at once, and by another process in between, make one chain', async () => {
  await using store = await openStore(path, createSealer(keyOf(7)))
  const other = await openGuards({ store })
  for (let round = 0; round < 5; round += 1) {
    await Promise.all([record(3), record(3), record(3)])
    await other.audit.record({ ...commandLine, action: 'user.add', subject: null })
  }
  expect(await verify()).toEqual({ isIntact: true, entries: 50 })
})

test('an entry is written with the work that it tells of, or not at all', async () => {
  const work = guards.store.transaction(async (nouns) => {
    await guards.audit.record({ ...commandLine, action: 'user.add', subject: null }, nouns)
    throw new Error('did not work out')
  })
  await expect(work).rejects.toThrow('did not work out')
  expect(await guards.audit.count({})).toBe(0)
  await record(1)
  expect(await verify()).toEqual({ isIntact: true, entries: 1 })
})

test('whoever does not want to wait stops it', async () => {
  await record(1)
  await expect(guards.audit.verify(AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough')
})
