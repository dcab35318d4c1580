import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { backupsCommand } from '../../../server/commands/backups.ts'
import { cancelCommand } from '../../../server/commands/cancel.ts'
import { jobCommand } from '../../../server/commands/job.ts'
import { jobsCommand } from '../../../server/commands/jobs.ts'
import type { Backup } from '../../../server/domain/backup.ts'
import type { Job } from '../../../server/domain/work.ts'
import { DataFolder } from './data-folder.ts'

/** The daemon of a data folder, ready. Dispose stops it and waits. */
async function startDaemon(folder: DataFolder) {
  const daemon = folder.start(['serve', '--listen', '127.0.0.1:0'])
  await expect.poll(() => daemon.lines.join('\n')).toContain('ready at')
  return {
    url: daemon.lines[0]!.replace(/^.* /, ''),
    child: daemon.child,
    exited: daemon.exited,
    async [Symbol.asyncDispose]() {
      daemon.child.kill('SIGTERM')
      await daemon.exited
    },
  }
}

/** A dump tool that goes on until somebody ends it, in place of the source `app`. */
async function makeEndless({ installation: { store } }: DataFolder): Promise<void> {
  const source = (await store.sources.findByName('app'))!
  const config = { path: '/srv/app', script: 'while :; do echo line; sleep 0.1; done' }
  await store.transaction((nouns) => nouns.sources.update({ ...source, dialect: 'shell', config }))
}

/** These take seconds each, because what is killed and cancelled must be real. */
const proof = test.skipIf(process.env['HOLDFAST_PROOFS'] !== '1')
const long = '(long: with HOLDFAST_PROOFS=1)'

async function runningJob(folder: DataFolder): Promise<Job> {
  const { store } = folder.installation
  await expect.poll(async () => (await store.jobs.list({ states: ['running'] }, { limit: 1 }))[0]?.progress ?? null).not.toBeNull()
  return (await store.jobs.list({ states: ['running'] }, { limit: 1 }))[0]!
}

test('without a daemon a command starts a worker by itself, shows the job and ends with its result', async () => {
  await using folder = await DataFolder.open()
  const { lines, exited } = folder.start(['run', 'nightly'])
  expect(await exited, lines.join('\n')).toBe(0)
  const [backup] = await folder.list<Backup>(backupsCommand)
  expect(lines).toContainEqual(expect.stringMatching(/^Job [0-9a-f]{8} is queued\.$/))
  expect(lines).toContainEqual(expect.stringMatching(/^Backup [0-9a-f]{8} completed in /))
  expect(lines.join('\n')).toContain(backup!.name)
  expect((await folder.list<Job>(jobsCommand))[0]).toMatchObject({ state: 'completed', backupId: backup!.id })
  const { out } = await folder.run(jobCommand, [backup!.jobId!])
  expect(out.join('\n')).toContain('about:    nightly: app')
})

test('beside a daemon the daemon does the work, and programs read one JSON object a line', async () => {
  await using folder = await DataFolder.open()
  await using daemon = await startDaemon(folder)
  expect(await (await fetch(`${daemon.url}/api/v1/health`)).json()).toMatchObject({ status: 'ok', store: true, worker: true })
  const { lines, exited } = folder.start(['run', '--source', 'app', '--target', 'nas', '--json'])
  expect(await exited, lines.join('\n')).toBe(0)
  const events = lines.map((line) => JSON.parse(line))
  expect(events.at(0)).toMatchObject({ type: 'job', job: { state: 'pending' } })
  expect(events.at(-1)).toMatchObject({ type: 'job', job: { state: 'completed', planId: null } })
  const workers = await folder.installation.store.workers.list()
  expect(workers.map(({ owner }) => owner.split('-')[2])).toEqual([`${daemon.child.pid}`])
})

proof(`cancel ends a job that runs within ten seconds, and who follows it ends as cancelled ${long}`, async () => {
  await using folder = await DataFolder.open()
  await makeEndless(folder)
  const { lines, exited } = folder.start(['run', 'nightly'])
  const job = await runningJob(folder)
  const cancelled = await folder.run(cancelCommand, [job.id])
  expect(cancelled, lines.join('\n')).toMatchObject({ code: 0, out: [expect.stringContaining('was cancelled')] })
  expect(await exited).toBe(130)
  expect(await folder.list(backupsCommand)).toEqual([])
})

test('a signal to a run in a script cancels its job', async () => {
  await using folder = await DataFolder.open()
  await makeEndless(folder)
  const { child, exited } = folder.start(['run', 'nightly'])
  const job = await runningJob(folder)
  child.kill('SIGTERM')
  expect(await exited).toBe(130)
  expect(await folder.installation.store.jobs.find(job.id)).toMatchObject({ state: 'cancelled' })
})

proof(`a signal to a follower of a job leaves the job running ${long}`, async () => {
  await using folder = await DataFolder.open()
  await makeEndless(folder)
  const run = folder.start(['run', 'nightly'])
  const job = await runningJob(folder)
  const follower = folder.start(['job', job.id, '--follow'])
  await expect.poll(() => follower.lines.length).toBeGreaterThan(0)
  follower.child.kill('SIGINT')
  expect(await follower.exited).toBe(130)
  expect(follower.lines.join('\n')).toContain('goes on')
  expect(await folder.installation.store.jobs.find(job.id)).toMatchObject({ state: 'running' })
  await folder.run(cancelCommand, [job.id])
  await run.exited
})

proof(`a worker that is killed is noticed: its job ends as interrupted, and the command says so ${long}`, async () => {
  await using folder = await DataFolder.open()
  await makeEndless(folder)
  const { lines, exited } = folder.start(['run', 'nightly'])
  const job = await runningJob(folder)
  process.kill(Number(job.owner!.split('-')[2]), 'SIGKILL')
  expect(await exited, lines.join('\n')).toBe(9)
  expect(lines.join('\n')).toContain('interrupted')
  expect(await folder.installation.store.jobs.find(job.id)).toMatchObject({ state: 'failed', reason: 'interrupted' })
})

proof(`a daemon that is stopped ends what runs as interrupted, within six seconds ${long}`, async () => {
  await using folder = await DataFolder.open()
  await makeEndless(folder)
  await using daemon = await startDaemon(folder)
  const { lines, exited } = folder.start(['run', 'nightly'])
  const job = await runningJob(folder)
  const startedMs = performance.now()
  daemon.child.kill('SIGTERM')
  await daemon.exited
  expect(performance.now() - startedMs).toBeLessThan(6000)
  expect(await folder.installation.store.jobs.find(job.id)).toMatchObject({ state: 'failed', reason: 'interrupted' })
  expect(await exited, lines.join('\n')).toBe(9)
})

proof.each([
  ['l', 130, 'running'],
  ['c', 130, 'cancelled'],
])(`on a terminal Ctrl-C asks, and after "%s" ends with %i and the job is %s ${long}`, async (answer, code, state) => {
  await using folder = await DataFolder.open()
  await makeEndless(folder)
  const program = join(import.meta.dirname, 'programs/terminal.py')
  const main = join(import.meta.dirname, '../../../server/main.ts')
  const env = { ...process.env, ...folder.env }
  const terminal = spawn('python3', [program, answer, process.execPath, main, 'run', 'nightly'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const output: Buffer[] = []
  terminal.stdout.on('data', (bytes: Buffer) => output.push(bytes))
  const [ended] = await once(terminal, 'close')
  const text = Buffer.concat(output).toString()
  expect(ended, text).toBe(code)
  expect(text).toContain('Cancel the job, leave it running, or go on watching?')
  const [job] = await folder.installation.store.jobs.list({}, { limit: 1 })
  expect(job?.state).toBe(state)
  if (state === 'running') await folder.run(cancelCommand, [job!.id])
})
