import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { Failure } from '../../../plugins/failure.ts'
import type { Backup } from '../../../server/domain/backup.ts'
import type { ProbeResult } from '../../../server/domain/job.ts'
import type { RestorePlan } from '../../../server/domain/restore.ts'
import type { RequestOf } from '../../../server/domain/work.ts'
import type { RestoreSurvey } from '../../../server/services/restore-survey.ts'
import { RestoreService } from '../../../server/services/restores.ts'
import { type House, openHouse } from '../../support/installation.ts'

const call = { signal: new AbortController().signal }
const here = { isPathTrusted: false, ...call }

const database: ProbeResult = {
  kind: 'probe',
  engine: 'SQLite',
  version: '3.50.1',
  identity: 'digest',
  sizeBytes: 10,
  tableCount: 2,
  tables: [
    { name: 'people', rows: null },
    { name: 'orders', rows: null },
  ],
  parts: ['backup.sql'],
  supports: { partial: true, liveRestore: true, existing: ['refuse', 'replace'] },
}

function surveyOf(answer: ProbeResult | Failure): RestoreSurvey {
  return {
    async probe() {
      if (answer instanceof Failure) throw answer
      return answer
    },
    async inspect() {
      throw new Failure('unsupported', 'no upload is looked at here')
    },
  }
}

const absent = new Failure('not_found', 'there is no such database')

interface Line {
  readonly house: House
  readonly backup: Backup
  readonly request: RequestOf<'restore'>
}

/** A recorded backup that depends on another one, each with a copy at two targets; no archive exists. */
async function recordLine(house: House, change: Partial<Backup> = {}): Promise<Line> {
  const source = await house.addSource({ name: 'shop', identity: 'digest' })
  const targets = [await house.addTarget({ name: 'attic' }), await house.addTarget({ name: 'shelf' })]
  const full = backupOf({ id: 'a'.repeat(32), name: 'full.zip', sourceId: source.id })
  const backup = backupOf({ id: 'b'.repeat(32), name: 'incremental.zip', sourceId: source.id, needs: [full.id], ...change })
  await house.installation.store.transaction(async (nouns) => {
    for (const [at, { id: targetId }] of targets.entries()) {
      for (const one of [full, backup]) {
        await nouns.backups.put(one)
        const verifiedAt = new Date(at * 1000)
        await nouns.copies.put({ backupId: one.id, targetId, key: `shop/${one.name}`, state: 'kept', verifiedAt, reason: null })
      }
    }
    await nouns.backups.putTables(backup.id, [
      { name: 'people', rows: 2, sizeBytes: 100, checksum: null },
      { name: 'visits', rows: 1, sizeBytes: 50, checksum: null },
    ])
  })
  return { house, backup, request: house.restoreOf(backup.id, source.id) }
}

function backupOf(change: Partial<Backup> & Pick<Backup, 'id' | 'name'>): Backup {
  const { id } = change
  const at = new Date(Date.UTC(2026, 0, 1))
  return {
    sourceId: null,
    planId: null,
    purpose: 'regular',
    scope: 'db',
    mode: 'full',
    trigger: 'manual',
    startedAt: at,
    finishedAt: at,
    sizeBytes: 80,
    plainBytes: 200,
    sha256: 'c'.repeat(64),
    isSealed: false,
    chain:
      change.needs === undefined ? { root: id, parent: null, length: 0 } : { root: change.needs[0]!, parent: change.needs[0]!, length: 1 },
    needs: [],
    source: { label: 'shop', dialect: 'sqlite', digest: 'digest', engine: 'SQLite', version: '3.50.1' },
    tableCount: 2,
    trust: 'stored',
    warnings: 0,
    isPinned: false,
    isSizePlausible: true,
    description: '',
    state: 'kept',
    jobId: null,
    ...change,
  }
}

async function planOf(
  { house, request }: Line,
  answer: ProbeResult | Failure,
  change: Partial<RequestOf<'restore'>> = {},
): Promise<RestorePlan> {
  return new RestoreService(house.installation, () => surveyOf(answer)).plan({ ...request, ...change }, here)
}

function codes(plan: RestorePlan): string[] {
  return plan.problems.map(({ code }) => code)
}

test('the plan says what would become of each table, from which copy, and where the safety backup goes', async () => {
  await using house = await openHouse()
  const plan = await planOf(await recordLine(house), database)
  expect(plan).toMatchObject({
    from: { name: 'incremental.zip', engine: 'SQLite' },
    copy: { target: 'shelf', key: 'shop/incremental.zip', archives: 2 },
    destination: { name: 'shop', isPresent: true, holdsData: true, isAtomic: true },
    tables: { added: { names: ['visits'] }, replaced: { names: ['people'] }, removed: { names: ['orders'] } },
    contentBytes: 200,
    estimatedMs: null,
    safety: { isMade: true, target: 'shelf' },
    warnings: [],
    problems: [],
  })
  expect(plan.freeBytes).toBeGreaterThan(0)
})

test('a place that is not there is fine, and nothing has to be kept safe', async () => {
  await using house = await openHouse()
  const plan = await planOf(await recordLine(house), absent, { existing: 'refuse' })
  expect(plan).toMatchObject({ destination: { isPresent: false, holdsData: false }, safety: { isMade: false }, problems: [] })
})

test('the copy is one that is kept with everything it refers to, in its folder', async () => {
  await using house = await openHouse()
  const line = await recordLine(house)
  const { copies } = house.installation.store
  const [attic, shelf] = (await house.installation.store.targets.list()).map(({ id }) => id)
  await copies.setState({ backupId: 'a'.repeat(32), targetId: shelf! }, 'missing', 'gone')
  expect((await planOf(line, database)).copy!.target).toBe('attic')
  await copies.setState({ backupId: line.backup.id, targetId: attic! }, 'damaged', 'a bit flipped')
  const plan = await planOf(line, database)
  expect(plan.problems[0]).toMatchObject({
    code: 'not_found',
    message:
      'No copy of incremental.zip can be restored from: attic: it is damaged (a bit flipped); shelf: full.zip, which it refers to, is missing.',
  })
})

test('what refuses a restore is said with a code and a remedy, without anything being touched', async () => {
  await using house = await openHouse()
  const line = await recordLine(house, { isSealed: true })
  expect(codes(await planOf(line, database))).toEqual(['denied'])
  await house.installation.store.settings.setSecret('identities', JSON.stringify(['AGE-SECRET-KEY-1']))
  expect(codes(await planOf(line, database))).toEqual([])
  expect(codes(await planOf(line, database, { existing: 'refuse' }))).toEqual(['conflict'])
  expect(codes(await planOf(line, database, { existing: 'keep' }))).toEqual(['unsupported'])
  expect(codes(await planOf(line, database, { tables: ['nobody'] }))).toEqual(['not_found'])
  expect(codes(await planOf(line, new Failure('denied', 'the password is wrong')))).toEqual(['denied'])
  const tree = { dialect: 'files', config: { path: house.path('tree') } }
  expect(codes(await planOf(line, absent, { to: tree }))).toEqual(['invalid'])
  const unknown = { dialect: 'nothing', config: {} }
  expect(codes(await planOf(line, database, { to: unknown }))).toEqual(['invalid', 'not_found'])
  expect((await planOf(line, database, { existing: 'refuse' })).problems[0]!.remedy).not.toBe('')
})

test('a backup that is being removed is not restored', async () => {
  await using house = await openHouse()
  expect(codes(await planOf(await recordLine(house, { state: 'delete_pending' }), database))).toEqual(['conflict'])
})

test('a newer engine than that of the destination, and too little room, are warned of', async () => {
  await using house = await openHouse()
  const made = { label: 'shop', dialect: 'sqlite', digest: 'digest', engine: 'SQLite', version: '3.51' }
  const line = await recordLine(house, { source: made, plainBytes: 2 ** 52 })
  const { warnings, problems } = await planOf(line, database)
  expect(warnings).toEqual([expect.stringContaining('the older 3.50.1'), expect.stringContaining('are free')])
  expect(problems).toEqual([])
})

test('the time is that of earlier drills of the same source', async () => {
  await using house = await openHouse()
  const line = await recordLine(house)
  const proof = {
    id: 'v',
    targetId: null,
    jobId: 'j',
    level: 'proven',
    isPassed: true,
    at: new Date(),
    evidence: [],
    failure: null,
  } as const
  await house.installation.store.verifications.insert({ ...proof, backupId: line.backup.id, durationMs: 4000 })
  expect((await planOf(line, database)).estimatedMs).toBe(4000)
  expect((await planOf(line, database, { tables: ['people'] })).estimatedMs).toBe(2000)
})

test('an upload must lie among the uploads, whatever links lead there, unless somebody at a command line names it', async () => {
  await using house = await openHouse()
  const { request } = await recordLine(house)
  const service = new RestoreService(house.installation)
  const uploads = house.path('data', 'uploads')
  await mkdir(uploads)
  await writeFile(house.path('secret.sql'), 'x')
  await writeFile(`${uploads}/dump.sql`, 'x')
  await symlink(house.path('secret.sql'), `${uploads}/link.sql`)
  const start = (path: string, isPathTrusted = false) => service.start({ ...request, from: { path, name: 'dump.sql' } }, { isPathTrusted })
  for (const path of [house.path('secret.sql'), `${uploads}/../secret.sql`, `${uploads}/link.sql`, 'dump.sql', `${uploads}/none.sql`]) {
    await expect(start(path)).rejects.toMatchObject({ code: 'denied' })
  }
  expect(await start(`${uploads}/dump.sql`)).toMatchObject({ kind: 'restore', state: 'pending' })
  expect(await start(house.path('secret.sql'), true)).toMatchObject({ state: 'pending' })
})

test('one that is to be alone is refused while another one waits, and others wait behind it', async () => {
  await using house = await openHouse()
  const { request } = await recordLine(house)
  const service = new RestoreService(house.installation)
  const alone = () => service.start(request, { isPathTrusted: false, isAlone: true })
  const { id } = await alone()
  await expect(alone()).rejects.toMatchObject({ code: 'conflict', detail: { jobId: id } })
  const behind = await service.start(request, { isPathTrusted: false })
  for (const job of [id, behind.id]) await house.jobs.cancel(job)
  expect(await alone()).toMatchObject({ state: 'pending' })
})

test('what is no restore, has not ended, or made no safety backup can not be undone', async () => {
  await using house = await openHouse()
  const { request } = await recordLine(house)
  const service = new RestoreService(house.installation)
  const other = await house.enqueue({ kind: 'verify', backupId: 'a'.repeat(32), level: 'stored', targetId: null })
  await expect(service.undo(other.id)).rejects.toMatchObject({ code: 'invalid' })
  const job = await house.enqueue({ ...request, isSafe: false })
  await expect(service.undo(job.id)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('not ended') })
  await house.jobs.cancel(job.id)
  await expect(service.undo(job.id)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('nothing to undo') })
  await expect(service.undo('f'.repeat(32))).rejects.toMatchObject({ code: 'not_found' })
})

test('a restore is undone once, until its undo is undone', async () => {
  await using house = await openHouse()
  const { request, backup } = await recordLine(house)
  const { store } = house.installation
  const service = new RestoreService(house.installation)
  const end = async (id: string) => {
    const job = await house.job(id)
    const lease = (await store.leases.claim(job, { owner: 'test', now: house.clock.now(), leaseUntil: new Date(8e15) }))!
    const result = { result: null, backupIds: [], safetyBackupId: backup.id, notes: [] }
    const facts = { reason: null, failure: null, progress: null, warnings: 0, backupId: null }
    await store.leases.finish(lease, { state: 'completed', at: house.clock.now(), result, ...facts })
  }
  const { id } = await house.enqueue(request)
  await end(id)
  const undo = await service.undo(id)
  expect(undo.request).toEqual({ ...request, undoOf: id })
  await expect(service.undo(id)).rejects.toMatchObject({ message: expect.stringContaining('being undone') })
  await end(undo.id)
  await expect(service.undo(id)).rejects.toMatchObject({ message: expect.stringContaining('undone already') })
  const again = await service.undo(undo.id)
  await end(again.id)
  expect((await service.undoRequest(id)).undoOf).toBe(id)
})
