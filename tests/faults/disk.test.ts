import { expect, onTestFailed, test } from 'vitest'
import { isProof, pointsToTry, runSeed, seededRandom, tell } from './seeded.ts'
import { Trial, tryAll } from './trial.ts'

const seed = runSeed()
const timeout = 1_800_000

const tellSeedOnFailure = () => onTestFailed(() => void process.stdout.write(`HOLDFAST_SEED=${seed}\n`))

test('whichever call to the disk fails, once or from there on, nothing is lost (C3)', { timeout }, async () => {
  tellSeedOnFailure()
  await using trial = await Trial.begin()
  const labels = await trial.steps('', { mode: 'incremental' })
  // Of a few points all may be calls that a backup survives, like those that tidy up; a write that fails ends every backup.
  const write = labels.findIndex((label) => label.startsWith('write'))
  const points = [...new Set([write, ...pointsToTry([...labels.keys()], 4, seed)])]
  let failed = 0
  const fail = async ({ point, sticky }: { point: number; sticky: boolean }) => {
    const errno = point % 3 === 0 ? 'ENOSPC' : 'EIO'
    const outcome = await trial.endure({ files: { kind: 'error', at: point + 1, sticky, errno } }, { mode: 'incremental' })
    expect(['completed', 'failed']).toContain(outcome.type)
    if (outcome.type === 'failed') failed += 1
  }
  const tries = points.flatMap((point) => (isProof ? [false, true] : [point % 2 === 0]).map((sticky) => ({ point, sticky })))
  await tryAll(tries, fail, ({ point, sticky }) => `${labels[point]} (${point + 1}), ${sticky ? 'from there on' : 'once'}`)
  expect(failed).toBeGreaterThan(0)
  await trial.ledger.checkByOracle()
  tell(`C3, of ${labels.length} calls`, tries.length, seed)
})

test('a backup whose sync failed is never called good (S2)', { timeout }, async () => {
  tellSeedOnFailure()
  await using trial = await Trial.begin()
  const steps = '^(sync|datasync)'
  const labels = await trial.steps(steps)
  const points = pointsToTry([...labels.keys()], 4, seed)
  expect(points.length).toBeGreaterThan(0)
  const fail = async (point: number) => {
    const outcome = await trial.endure({ files: { kind: 'error', steps, at: point + 1, errno: 'EIO' } })
    // The last one only makes the removal of the claim durable: the backup is committed by then.
    if (point < labels.length - 1) expect(outcome).toMatchObject({ type: 'failed' })
  }
  await tryAll(points, fail, (point) => `${labels[point]} (${point + 1})`)
  tell(`S2, of ${labels.length} syncs`, points.length, seed)
})

test('a disk that is full at any byte costs that backup only, and says that it is full (S1)', { timeout }, async () => {
  tellSeedOnFailure()
  await using trial = await Trial.begin()
  const random = seededRandom(seed)
  const points = isProof ? 60 : 2
  for (let point = 0; point < points; point++) {
    const fullAtBytes = point === 0 ? 0 : Math.floor(random() * trial.content.length * 0.4)
    const outcome = await trial.endure({ files: { kind: 'full', fullAtBytes } })
    expect(outcome, `full at ${fullAtBytes}`).toMatchObject({ type: 'failed', failure: { code: 'exhausted', remedy: expect.any(String) } })
  }
  tell('S1', points, seed)
})

test('a disk that takes half of each write gets everything in the end', { timeout }, async () => {
  await using trial = await Trial.begin()
  const outcome = await trial.endure({ files: { kind: 'short' } })
  expect(outcome).toMatchObject({ type: 'completed' })
  await trial.ledger.checkByOracle()
})
