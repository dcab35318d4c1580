import { mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { systemSeams } from '../../server/seams/seams.ts'
import { openSealedStore } from '../../server/store/open-sealed.ts'
import type { Store } from '../../server/store/store.ts'
import { sampleJob } from '../server/store/samples.ts'
import { fillStore } from './workloads/metadata.ts'

const usage = `npx node tests/bench/store.ts [--records N (1000000)] [--runs N (40)] [--work DIR (.bench)]
Fills a metadata database with N backups, copies, jobs and verifications, and measures what pages and the engine ask of it.
`

const root = resolve(import.meta.dirname, '../..')

await main()

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      records: { type: 'string', default: '1000000' },
      runs: { type: 'string', default: '40' },
      work: { type: 'string', default: join(root, '.bench') },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return void process.stdout.write(usage)
  const dataPath = resolve(values.work, 'store')
  await rm(dataPath, { recursive: true, force: true })
  await mkdir(dataPath, { recursive: true })
  try {
    await fill(dataPath, Number(values.records))
    await measure('opening', Number(values.runs), async () => void (await (await openStore(dataPath))[Symbol.asyncDispose]()))
    await using store = await openStore(dataPath)
    for (const [name, run] of await questions(store)) await measure(name, Number(values.runs), run)
    await measureQueue(store, Number(values.runs))
  } finally {
    await rm(dataPath, { recursive: true, force: true })
  }
}

async function fill(dataPath: string, records: number): Promise<void> {
  await using store = await openStore(dataPath)
  await fillStore(store, join(dataPath, 'metadata.db'), records)
}

function openStore(dataPath: string): Promise<Store> {
  return openSealedStore({ dataPath, env: {}, seams: systemSeams() })
}

/** What pages and the engine ask, each with what stands for it in the table. */
async function questions(store: Store): Promise<[string, () => Promise<unknown>][]> {
  const { backups, jobs, copies, verifications } = store
  const limit = 50
  const middle = Math.floor((await backups.count({})) / 2)
  const [deep] = await backups.list({}, { limit: 1, offset: middle })
  const after = { at: deep!.startedAt, id: deep!.id }
  const planId = deep!.planId!
  return [
    ['backups, first page', () => backups.list({}, { limit })],
    ['backups, after a cursor in the middle', () => backups.list({}, { limit, after })],
    ['backups, offset in the middle', () => backups.list({}, { limit, offset: middle })],
    ['backups of a plan', () => backups.list({ planId }, { limit })],
    ['backups of a plan, kept', () => backups.list({ planId, state: 'kept' }, { limit })],
    ['backups of a plan, deep', () => backups.list({ planId }, { limit, after })],
    ['backups to be removed', () => backups.list({ state: 'delete_pending' }, { limit })],
    ['backups at a target', () => backups.list({ targetId: 'target-1' }, { limit })],
    ['backups at a target with few', () => backups.list({ targetId: 'target-2' }, { limit })],
    ['backups of a chain', () => backups.list({ chainRoot: deep!.chain.root }, { limit })],
    ['backups, a text that many have', () => backups.list({ text: 'backup_auto_' }, { limit })],
    ['backups, a text that none has', () => backups.list({ text: 'no such text' }, { limit })],
    ['backups of a plan, a text that none has', () => backups.list({ planId, text: 'no such text' }, { limit })],
    ['records, first page', () => store.records.list({}, { limit })],
    ['records of a source', () => store.records.list({ sourceIds: ['source-1'] }, { limit })],
    ['records of a source, kept', () => store.records.list({ sourceIds: ['source-1'], state: 'kept' }, { limit })],
    ['count of records of a source', () => store.records.count({ sourceIds: ['source-1'], state: 'kept' })],
    ['count of records', () => store.records.count({})],
    ['count of all', () => backups.count({})],
    ['count of those kept', () => backups.count({ state: 'kept' })],
    ['count of a plan, kept', () => backups.count({ planId, state: 'kept' })],
    ['count by text', () => backups.count({ text: 'backup_auto_' })],
    ['findAlike, id', () => backups.findAlike(deep!.id.slice(0, 8), 2)],
    ['findAlike, name', () => backups.findAlike(deep!.name, 2)],
    ['backups of a plan, all', () => backups.list({ planId, state: 'kept' }, { limit: 100_000 })],
    ['copies of a page', async () => copies.listMany((await backups.list({}, { limit })).map(({ id }) => id))],
    ['failed chains', () => verifications.failedChains()],
    ['jobs, first page', () => jobs.list({}, { limit })],
    ['jobs, failed', () => jobs.list({ states: ['failed', 'timeout'] }, { limit })],
    ['jobs of a plan, completed', () => jobs.list({ planId, states: ['completed'] }, { limit })],
    ['jobs, count completed', () => jobs.count({ states: ['completed'] })],
    ['jobs, next ready', () => jobs.nextReady(new Date())],
    ['jobs, forget ended', () => jobs.forgetEnded(new Date(), 100)],
  ]
}

/** The worst queue: ten thousand jobs of which each waits for the one that runs. */
async function measureQueue(store: Store, runs: number): Promise<void> {
  const waiting = 10_000
  await store.transaction(async ({ jobs }) => {
    for (let at = 0; at < waiting; at++) await jobs.insert(sampleJob({ id: `queued-${at}` }), ['source source-1', `backup ${at}`])
  })
  const now = new Date('2040-01-01')
  await measure(`jobs, next ready of ${waiting}`, runs, () => store.jobs.nextReady(now))
  const first = await store.jobs.nextReady(now)
  await store.leases.claim(first!, { owner: 'bench', now, leaseUntil: now })
  await measure(`jobs, next ready of ${waiting} that all wait`, runs, () => store.jobs.nextReady(now))
}

async function measure(name: string, runs: number, run: () => Promise<unknown>): Promise<void> {
  const times: number[] = []
  for (let count = 0; count < runs; count++) {
    const start = performance.now()
    await run()
    times.push(performance.now() - start)
  }
  times.sort((one, other) => one - other)
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))]!.toFixed(1).padStart(9)
  process.stdout.write(`${name.padEnd(44)} p50 ${at(0.5)} ms  p95 ${at(0.95)} ms\n`)
}
