import { expect, test } from 'vitest'
import { backupsCommand } from '../../../server/commands/backups.ts'
import { cancelCommand } from '../../../server/commands/cancel.ts'
import { chainLines } from '../../../server/commands/chain-lines.ts'
import { deleteCommand } from '../../../server/commands/delete.ts'
import { drillCommand } from '../../../server/commands/drill.ts'
import { historyCommand } from '../../../server/commands/history.ts'
import { jobCommand } from '../../../server/commands/job.ts'
import { jobsCommand } from '../../../server/commands/jobs.ts'
import { pinCommand, unpinCommand } from '../../../server/commands/pin.ts'
import { pruneCommand } from '../../../server/commands/prune.ts'
import { rescanCommand } from '../../../server/commands/rescan.ts'
import { runCommand } from '../../../server/commands/run.ts'
import { showCommand } from '../../../server/commands/show.ts'
import type { Backup } from '../../../server/domain/backup.ts'
import type { Job } from '../../../server/domain/work.ts'
import { JobService } from '../../../server/services/jobs.ts'
import { SourceService } from '../../../server/services/sources.ts'
import { idOf, later, sampleBackup, sampleCleanup, sampleCopy } from '../store/samples.ts'
import { DataFolder } from './data-folder.ts'

/** A chain of one full backup and two behind it, of the plan, straight into the metadata. */
async function addChain({ installation: { store } }: DataFolder): Promise<string[]> {
  const plan = (await store.plans.findByName('nightly'))!
  const target = (await store.targets.findByName('nas'))!
  const ids = [0xaaaa_0001, 0xbbbb_0002, 0xcccc_0003].map((number) => `${number.toString(16)}${idOf(0).slice(8)}`)
  await store.transaction(async (nouns) => {
    for (const [at, id] of ids.entries()) {
      const parent = ids[at - 1] ?? null
      const place = {
        chain: { root: ids[0]!, parent, length: at },
        needs: parent === null ? [] : [parent],
        mode: at === 0 ? 'full' : 'incremental',
      } as const
      const startedAt = new Date(Date.UTC(2020, 1, 2 + at))
      await nouns.backups.put(
        sampleBackup({ id, name: `number ${at}`, planId: plan.id, sourceId: plan.sourceIds[0]!, startedAt, ...place }),
      )
      await nouns.backups.putTables(id, [{ name: 'notes', rows: 3, sizeBytes: 10, checksum: null }])
      await nouns.copies.put(sampleCopy({ backupId: id, targetId: target.id, key: `nightly/${at}` }))
    }
  })
  return ids
}

test('backups are listed the newest first, for people in columns and for programs a line each', async () => {
  await using folder = await DataFolder.open()
  await addChain(folder)
  const { code, out } = await folder.run(backupsCommand, ['--plan', 'nightly', '--source', 'app', '--target', 'nas'])
  expect(code).toBe(0)
  expect(out[0]).toMatch(/^ID +STARTED +PLAN +SOURCE +MODE +SCOPE +SIZE +TRUST +COPIES +MARKS +NAME$/)
  expect(out.slice(1).map((line) => line.slice(0, 8))).toEqual(['cccc0003', 'bbbb0002', 'aaaa0001'])
  expect(out[3]).toMatch(/nightly +app +full +db +5\.0 GB +stored +1 +- +number 0$/)
  const listed = await folder.list<Backup & { copies: unknown[] }>(backupsCommand, ['--limit', '1'])
  expect(listed).toMatchObject([{ name: 'number 2', copies: [{ key: 'nightly/2' }] }])
  expect((await folder.run(backupsCommand, ['--plan', 'weekly'])).code).toBe(4)
})

test('--all lists more than one page of backups, each once', async () => {
  await using folder = await DataFolder.open()
  await folder.installation.store.transaction(async (nouns) => {
    for (let at = 1; at <= 1205; at += 1) await nouns.backups.put(sampleBackup({ id: idOf(at), startedAt: later(Math.floor(at / 3)) }))
  })
  const ids = (await folder.list<Backup>(backupsCommand, ['--all'])).map(({ id }) => id)
  expect(ids).toHaveLength(1205)
  expect(new Set(ids).size).toBe(1205)
  expect(await folder.list(backupsCommand)).toHaveLength(50)
  expect(await folder.list(backupsCommand, ['--limit', '1001'])).toHaveLength(1001)
})

test('show tells everything of a backup, and draws its chain', async () => {
  await using folder = await DataFolder.open()
  const [, second] = await addChain(folder)
  const { out } = await folder.run(showCommand, ['number 1'])
  const text = out.join('\n')
  for (const part of [second!, 'nightly/1', 'notes', '3 rows', 'Without it 1 backup']) expect(text).toContain(part)
  const chain = out.slice(out.indexOf('Chain:') + 1, out.indexOf('Chain:') + 4)
  expect(chain.map((line) => line.slice(2, 15).trimEnd())).toEqual(['  aaaa0001', '→ ├─bbbb0002', '  ├─cccc0003'])
})

test('a chain that forks goes deeper only at its forks', () => {
  const member = (id: string, parent: string | null) => sampleBackup({ id, chain: { root: 'a', parent, length: 0 } })
  const chain = [member('a', null), member('b', 'a'), member('c', 'a'), member('d', 'b'), member('e', 'b'), member('f', 'e')]
  expect(chainLines(chain, 'e').map((line) => line.slice(0, 9).trimEnd())).toEqual(['  a', '  ├─b', '  │ ├─d', '→ ├─e', '  ├─f', '  ├─c'])
})

test('pin and unpin say so, and a name that is wrong changes nothing', async () => {
  await using folder = await DataFolder.open()
  const [first] = await addChain(folder)
  expect((await folder.run(pinCommand, [first!.slice(0, 8), 'no such'])).code).toBe(4)
  expect((await folder.list<Backup>(backupsCommand)).filter(({ isPinned }) => isPinned)).toEqual([])
  expect((await folder.run(pinCommand, [first!.slice(0, 8)])).out[0]).toContain('is pinned')
  expect((await folder.run(backupsCommand, [])).out.at(-1)).toContain('pinned')
  expect((await folder.run(unpinCommand, [first!])).code).toBe(0)
  expect((await folder.list<Backup>(backupsCommand)).filter(({ isPinned }) => isPinned)).toEqual([])
})

test('delete asks, refuses where nobody can be asked, and refuses what others need', async () => {
  await using folder = await DataFolder.open()
  const [first] = await addChain(folder)
  const unasked = await folder.run(deleteCommand, [first!])
  expect(unasked).toMatchObject({ code: 6, err: [expect.stringContaining('nobody to ask'), expect.stringContaining('--yes')] })
  const needed = await folder.run(deleteCommand, [first!, '--yes'])
  expect(needed).toMatchObject({ code: 6, err: [expect.stringContaining('number 1'), expect.stringContaining('--with-dependants')] })
  expect((await folder.run(deleteCommand, [first!, '--yes', '--with-dependants'])).err[1]).toContain('--force')
  expect(await folder.list(jobsCommand)).toEqual([])
})

test('prune --dry-run names every backup with its reasons and removes nothing', async () => {
  await using folder = await DataFolder.open({ retention: { keepLast: 1 } } as never)
  await addChain(folder)
  const { code, out } = await folder.run(pruneCommand, ['nightly', '--dry-run'])
  expect(code).toBe(0)
  expect(out).toHaveLength(4)
  expect(out[0]).toMatch(/^keep +cccc0003 .*newest backup of its source/)
  expect(out[3]).toMatch(/^It would remove \d of 3/)
  const [preview] = await folder.list<{ kept: number; decisions: { sentences: string[] }[] }>(pruneCommand, ['nightly', '--dry-run'])
  expect(preview?.decisions[0]?.sentences.length).toBeGreaterThan(0)
  expect(await folder.list(jobsCommand)).toEqual([])
})

test('history lists what was removed and why', async () => {
  await using folder = await DataFolder.open()
  expect((await folder.run(historyCommand, [])).out).toEqual(['Nothing was removed.'])
  await folder.installation.store.cleanups.insert(sampleCleanup({ outcome: 'delete_pending', failure: 'the store is away' }))
  expect((await folder.run(historyCommand, [])).out[1]).toMatch(/not yet: the store is away +one\.zip +older than 30 days$/)
})

test.each([
  ['an id that is none', 'deadbeef', 4],
  ['less than four characters', 'aaa', 4],
])('show and drill refuse %s', async (_, word, code) => {
  await using folder = await DataFolder.open()
  await addChain(folder)
  for (const command of [showCommand, drillCommand]) expect((await folder.run(command, [word])).code).toBe(code)
})

test('a word that several backups begin with is refused with their ids', async () => {
  await using folder = await DataFolder.open()
  const names = ['abcd1', 'abcd2'].map((start) => start.padEnd(32, '0'))
  await folder.installation.store.transaction(async (nouns) => {
    for (const id of names) await nouns.backups.put(sampleBackup({ id, name: id.slice(0, 5).toUpperCase() }))
  })
  const { code, err } = await folder.run(showCommand, ['abcd'])
  expect(code).toBe(2)
  expect(err[0]).toContain('abcd20000000')
})

test('run says what is missing instead of guessing', async () => {
  await using folder = await DataFolder.open()
  const untested = { isProbed: false, signal: new AbortController().signal }
  await new SourceService(folder.installation).add({ name: 'other', dialect: 'sqlite', config: { path: '/srv/other.db' } }, untested)
  for (const words of [
    [],
    ['--source', 'app'],
    ['nightly', '--target', 'nas'],
    ['nightly', '--mode', 'half'],
    ['nightly', '--source', 'other'],
  ]) {
    expect((await folder.run(runCommand, words)).code, words.join(' ')).toBe(2)
  }
  expect((await folder.run(runCommand, ['weekly'])).code).toBe(4)
  expect((await folder.run(rescanCommand, ['nowhere'])).code).toBe(4)
  expect(await folder.list(jobsCommand)).toEqual([])
})

test('a source that is busy is refused with the exit code of a conflict, and nothing of the plan is queued', async () => {
  await using folder = await DataFolder.open()
  const { store } = folder.installation
  const jobs = new JobService(folder.installation)
  const plan = (await store.plans.findByName('nightly'))!
  const request = { planId: plan.id, targetIds: null, mode: null, tables: null, description: '', purpose: 'regular' } as const
  // Long from now, so that nobody runs it while the test looks.
  const notBefore = later(10 * 365 * 86_400_000)
  const waiting = await jobs.enqueue({ kind: 'backup', sourceId: plan.sourceIds[0]!, ...request }, { trigger: 'auto', notBefore })
  const refused = await folder.run(runCommand, ['nightly'])
  expect(refused).toMatchObject({
    code: 6,
    err: [expect.stringContaining('waiting already'), expect.stringContaining(waiting.id.slice(0, 8))],
  })
  expect(await folder.list<Job>(jobsCommand)).toMatchObject([{ id: waiting.id, state: 'pending' }])
  expect((await folder.run(jobCommand, [waiting.id.slice(0, 6)])).out.join('\n')).toContain('not before:')
  const cancelled = await folder.run(cancelCommand, [waiting.id])
  expect(cancelled).toMatchObject({ code: 0, out: [expect.stringContaining('was cancelled')] })
  expect((await folder.run(cancelCommand, [waiting.id])).code).toBe(6)
})
