import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, onTestFailed, test } from 'vitest'
import { isTerminal } from '../../../server/domain/work.ts'
import { safetyBackupOf } from '../../../server/services/restore-undo.ts'
import { type House, openHouse } from '../../support/installation.ts'
import { randomWords, seedOfRun } from '../../support/random.ts'
import { openShop, people, peopleNow, peopleThen } from './restore-fixture.ts'

const seed = seedOfRun()
const rounds = process.env['HOLDFAST_PROOFS'] === '1' ? 15 : 1
const main = fileURLToPath(new URL('../../../server/main.ts', import.meta.url))
/** Longer than a whole restore takes in processes of its own. */
const spanMs = 3000

function startWorker(house: House): ChildProcess {
  const env = { ...process.env, TMPDIR: house.path('tmp') }
  return spawn(process.execPath, [main, 'worker', '--data', house.path('data')], { env, stdio: 'ignore' })
}

async function untilClaimed(house: House, jobId: string): Promise<void> {
  while ((await house.job(jobId)).state === 'pending') await new Promise((resolve) => setTimeout(resolve, 10))
}

test('a worker that is killed at any instant of a restore leaves the old or the new, and what was there can be had back', {
  timeout: 600_000,
}, async () => {
  onTestFailed(() => void process.stdout.write(`HOLDFAST_SEED=${seed}\n`))
  const random = randomWords(seed)
  await using house = await openHouse({ steps: 'process' })
  const { source, backup } = await openShop(house)
  for (let round = 0; round < rounds; round += 1) {
    const { id } = await house.enqueue(house.restoreOf(backup.id, source.id))
    const worker = startWorker(house)
    const gone = once(worker, 'exit')
    await untilClaimed(house, id)
    await new Promise((resolve) => setTimeout(resolve, random() % spanMs))
    worker.kill('SIGKILL')
    await gone
    await house.run()
    const job = await house.job(id)
    expect(isTerminal(job.state)).toBe(true)
    if (job.state === 'failed') expect(job.reason).toBe('interrupted')
    expect([peopleThen, peopleNow]).toContainEqual(people(house))
    const safety = await safetyBackupOf(job, house.installation.store)
    if (safety !== null) expect((await house.undo(id)).state).toBe('completed')
    expect(people(house)).toEqual(peopleNow)
  }
})
