import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { BackupResult, FoundArchive } from '../../../server/domain/job.ts'
import { startJob } from '../../../server/engine/runner.ts'
import { isRunning } from '../../../server/seams/process-identity.ts'
import { systemSeams } from '../../../server/seams/seams.ts'
import { Place } from '../../faults/place.ts'

let place: Place

beforeEach(async () => {
  place = await Place.make()
  await place.fill(Buffer.from('insert 1'))
})

afterEach(async () => {
  await place[Symbol.asyncDispose]()
})

/** A source whose dump tool says its process id in a file and then takes its time. */
function slowSource(seconds = 60) {
  const script = `echo $$ > "$1.pid"; exec sleep ${seconds}`
  return { source: { name: 'shell', label: 'slow', config: { path: place.source, script } } }
}

async function toolPid(): Promise<number> {
  let pid = 0
  await expect.poll(async () => (pid = Number(await readFile(`${place.source}.pid`, 'utf8').catch(() => '0')))).toBeGreaterThan(0)
  return pid
}

test('the program itself runs a job, with nothing but what it was given', async () => {
  const job = startJob(place.backupOf(), { seams: systemSeams(), signal: new AbortController().signal })
  const types: string[] = []
  for await (const event of job.events) types.push(event.type)
  expect(await job.outcome).toMatchObject({ type: 'completed', result: { kind: 'backup' } })
  expect(types).toContain('progress')
  expect(types.at(-1)).toBe('completed')
})

test('a scan in a process of its own tells of what it found before its end', async () => {
  const { id, limits, pluginPaths } = place.backupOf()
  const result = (await place.run(place.backupOf())) as BackupResult
  const specification = { id, limits, pluginPaths, kind: 'scan', target: place.local(), prefix: '' } as const
  const job = startJob(specification, { seams: systemSeams(), signal: new AbortController().signal })
  const found: FoundArchive[] = []
  for await (const event of job.events) if (event.type === 'found') found.push(...event.archives)
  expect(found).toMatchObject([{ record: { id: result.id }, manifest: { source: { dialect: 'shell' } }, failure: null }])
  expect(await job.outcome).toMatchObject({ type: 'completed', result: { kind: 'scan', archives: 1, failures: 0 } })
})

test('a cancelled backup ends its dump tool and leaves nothing at the target', async () => {
  const job = place.start(place.backupOf(slowSource()))
  const tool = await toolPid()
  job.cancel('cancelled')
  expect(await job.outcome).toEqual({ type: 'cancelled', reason: 'cancelled' })
  await expect.poll(() => isRunning(tool, null)).toBe(false)
  expect((await place.objects()).filter((name) => name !== '.holdfast')).toEqual([])
})

test('a job that is killed takes its dump tool and its temporary folder with it', async () => {
  const job = place.start(place.backupOf(slowSource()))
  const tool = await toolPid()
  await expect.poll(async () => (await readdir(place.temporary, { recursive: true })).join(' ')).toContain(`groups/${tool}-`)
  process.kill(job.pid!, 'SIGKILL')
  expect(await job.outcome).toMatchObject({ type: 'failed' })
  await expect.poll(() => isRunning(tool, null)).toBe(false)
  expect(await readdir(join(place.temporary, 'holdfast-jobs'))).toEqual([])
})

test('a backup that takes too long is ended', async () => {
  const specification = { ...place.backupOf(slowSource()), limits: { timeoutMs: 1500, idleMs: null } }
  const job = place.start(specification)
  expect(await job.outcome).toEqual({ type: 'cancelled', reason: 'timeout' })
})

test('when the process that waits for a job is killed, the job ends itself and its tool', async () => {
  const parent = join(place.root, 'parent.ts')
  const here = (name: string) => JSON.stringify(fileURLToPath(new URL(name, import.meta.url)))
  await writeFile(
    parent,
    `import { startJob } from ${here('../../../server/engine/runner.ts')}
     import { systemSeams } from ${here('../../../server/seams/seams.ts')}
     const job = startJob(${JSON.stringify(place.backupOf(slowSource()))}, { seams: systemSeams(), signal: new AbortController().signal })
     console.log(job.pid)
     await job.outcome`,
  )
  const waiting = spawn(process.execPath, [parent], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [output] = (await once(waiting.stdout, 'data')) as [Buffer]
  const job = Number(output.toString())
  const tool = await toolPid()
  waiting.kill('SIGKILL')
  await expect.poll(() => isRunning(job, null) || isRunning(tool, null)).toBe(false)
  await rm(parent)
})
