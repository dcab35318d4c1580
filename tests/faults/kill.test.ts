import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFailed, test } from 'vitest'
import { isProof, pointsToTry, runSeed, seededRandom, tell } from './seeded.ts'
import { Trial, tryAll } from './trial.ts'

const seed = runSeed()

const tellSeedOnFailure = () => onTestFailed(() => void process.stdout.write(`HOLDFAST_SEED=${seed}\n`))

describe('a backup that is killed', () => {
  test('at any labelled step loses nothing and leaves nothing (C2)', { timeout: 600_000 }, async () => {
    tellSeedOnFailure()
    await using trial = await Trial.begin()
    const steps = '^(write|sync|rename|link|unlink|rm|mkdir|close)'
    const labels = await trial.steps(steps)
    const points = pointsToTry([...labels.keys()], 4, seed)
    const kill = async (point: number) => {
      const outcome = await trial.endure({ files: { kind: 'kill', steps, at: point + 1 } })
      expect(outcome).toMatchObject({ type: 'failed' })
    }
    await tryAll(points, kill, (point) => `${labels[point]} (${point + 1})`)
    await trial.ledger.checkByOracle()
    tell(`C2, of ${labels.length} steps`, points.length, seed)
  })

  test('at random instants loses nothing and leaves nothing (C1)', { timeout: 600_000 }, async () => {
    tellSeedOnFailure()
    await using trial = await Trial.begin()
    const random = seededRandom(seed)
    const startedMs = performance.now()
    await trial.place.start(trial.place.backupOf()).outcome.then((outcome) => trial.settle(outcome))
    const usualMs = performance.now() - startedMs
    const delaysMs = Array.from({ length: isProof ? 100 : 3 }, () => random() * usualMs)
    const killAfter = async (delayMs: number) => {
      await trial.change()
      const job = trial.place.start(trial.place.backupOf({ mode: delayMs % 2 < 1 ? 'full' : 'incremental' }))
      await new Promise((resolve) => setTimeout(resolve, delayMs))
      if (job.pid !== null) killIfThere(job.pid)
      await trial.settle(await job.outcome)
    }
    await tryAll(delaysMs, killAfter, (delayMs) => `after ${delayMs} ms`)
    tell('C1, backup', delaysMs.length, seed)
  })
})

describe('a restore that is killed', () => {
  test('at random instants leaves the destination old or new, and can be run again (C1)', { timeout: 600_000 }, async () => {
    tellSeedOnFailure()
    await using trial = await Trial.begin()
    const name = await trial.backUp()
    const path = join(trial.place.root, 'destination.sql')
    const old = Buffer.from('old content')
    const random = seededRandom(seed)
    await writeFile(path, old)
    const startedMs = performance.now()
    expect(await trial.place.start(trial.place.restoreOf(name, path)).outcome).toMatchObject({ type: 'completed' })
    const usualMs = performance.now() - startedMs
    const points = isProof ? 100 : 3
    for (let point = 0; point < points; point++) {
      await writeFile(path, old)
      const job = trial.place.start(trial.place.restoreOf(name, path))
      await new Promise((resolve) => setTimeout(resolve, random() * usualMs))
      if (job.pid !== null) killIfThere(job.pid)
      const outcome = await job.outcome
      const found = await readFile(path)
      expect(found.equals(trial.content) || (found.equals(old) && outcome.type !== 'completed')).toBe(true)
      await trial.ledger.check()
    }
    await trial.place.run(trial.place.restoreOf(name, path))
    expect((await readFile(path)).equals(trial.content)).toBe(true)
    tell('C1, restore', points, seed)
  })
})

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
