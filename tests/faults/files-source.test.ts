import { execFileSync } from 'node:child_process'
import { constants } from 'node:fs'
import { lstat, mkdir, open, readdir, readFile, symlink, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFailed, test } from 'vitest'
import type { JobEvent, JobSpecification } from '../../server/domain/job.ts'
import type { FaultPlan } from './fault-plan.ts'
import { Place } from './place.ts'
import { isProof, pointsToTry, runSeed, seededRandom, tell } from './seeded.ts'

const seed = runSeed()
const holeBytes = 48 * 1024 ** 2
let place: Place
let tree: string

const tellSeedOnFailure = () => onTestFailed(() => void process.stdout.write(`HOLDFAST_SEED=${seed}\n`))

beforeEach(async () => {
  place = await Place.make()
  tree = join(place.root, 'tree')
  await mkdir(join(tree, 'deep'), { recursive: true })
  for (let at = 0; at < 20; at++)
    await writeFile(join(tree, at % 2 === 0 ? '.' : 'deep', `file-${at}`), `content ${at} `.repeat(at * 100 + 1))
})

afterEach(async () => {
  await place[Symbol.asyncDispose]()
})

/** Backs the tree up in a process of its own; how it ended and what it warned of. */
async function backUp(thread: FaultPlan = { kind: 'none' }) {
  const source = { name: 'files', label: 'tree', config: { path: tree } }
  const job = place.start(place.backupOf({ source }), { thread })
  const events: JobEvent[] = []
  for await (const event of job.events) events.push(event)
  const warned = events.flatMap((event) => (event.type === 'warning' ? [event.warning.subject] : []))
  return { outcome: await job.outcome, warned }
}

/** Restores the backup of that name, and returns where; what it warned of is added to `warned`. */
async function restored(name: string, to: string, warned: string[] = []): Promise<string> {
  const path = join(place.root, to)
  const base = place.restoreOf(name, path)
  const specification = { ...base, into: { name: 'files', config: { path } }, existing: 'refuse' } as JobSpecification
  await place.run(specification, {}, (event) => {
    if (event.type === 'warning') warned.push(event.warning.subject)
  })
  return path
}

function nameOf(outcome: Awaited<ReturnType<typeof backUp>>['outcome']): string {
  if (outcome.type !== 'completed' || outcome.result.kind !== 'backup') throw new Error(`It ended as ${JSON.stringify(outcome)}.`)
  return outcome.result.name
}

test('a pipe that nobody writes to, a hole and a link to nowhere hold up no backup, and come back as far as they can (D5)', async () => {
  execFileSync('mkfifo', [join(tree, 'pipe')])
  await symlink('/nowhere/at/all', join(tree, 'dangling'))
  const sparse = await open(join(tree, 'sparse'), 'w')
  await sparse.truncate(holeBytes)
  await sparse.write('end', holeBytes - 3)
  await sparse.close()
  const { outcome } = await backUp()
  const warned: string[] = []
  const path = await restored(nameOf(outcome), 'restored', warned)
  // Node can't make a pipe, so it is one or it is missed aloud.
  const pipe = await lstat(join(path, 'pipe')).catch(() => null)
  expect(pipe?.isFIFO() === true || warned.includes('pipe')).toBe(true)
  expect((await lstat(join(path, 'dangling'))).isSymbolicLink()).toBe(true)
  const found = await lstat(join(path, 'sparse'))
  expect(found.size).toBe(holeBytes)
  expect(found.blocks * 512).toBeLessThan(1024 * 1024)
  tell('D5, odd files', 3, 0)
})

test('whichever call on the tree fails, the backup fails or warns of exactly what it lacks (D5)', { timeout: 600_000 }, async () => {
  tellSeedOnFailure()
  const log = join(place.root, 'steps')
  const steps = '^(open|read|fstat|lstat|readdir|opendir)'
  await backUp({ kind: 'none', steps, log })
  const labels = (await readFile(log, 'utf8')).trimEnd().split('\n')
  const points = pointsToTry([...labels.keys()], 5, seed)
  for (const point of points) {
    const { outcome, warned } = await backUp({ kind: 'error', steps, at: point + 1 })
    const what = `${labels[point]} (${point + 1})`
    if (outcome.type === 'failed') continue
    expect(outcome.type, what).toBe('completed')
    const path = await restored(nameOf(outcome), `restored-${point}`)
    for (const name of (await readdir(tree, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())) {
      const relative = join(name.parentPath, name.name).slice(tree.length + 1)
      const original = await readFile(join(tree, relative))
      const copy = await readFile(join(path, relative)).catch(() => null)
      const isExcused = warned.some(
        (subject) => relative === subject || relative.startsWith(`${subject}/`) || subject === '/' || subject === '.',
      )
      expect(copy?.equals(original) === true || isExcused, `${relative} after ${what}, warned of ${warned}`).toBe(true)
    }
  }
  tell(`D5, of ${labels.length} calls`, points.length, seed)
})

test('files that vanish, shrink and grow meanwhile cost warnings, and the backup ends and restores (D5)', {
  timeout: 600_000,
}, async () => {
  tellSeedOnFailure()
  const random = seededRandom(seed)
  const rounds = isProof ? 40 : 3
  for (let round = 0; round < rounds; round++) {
    let isBackingUp = true
    const backingUp = backUp().finally(() => {
      isBackingUp = false
    })
    while (isBackingUp) {
      const path = join(tree, `busy-${Math.floor(random() * 30)}`)
      if (random() < 0.3) await unlink(path).catch(() => {})
      else await writeFile(path, 'x'.repeat(random() * 200_000), { flag: constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC })
    }
    const path = await restored(nameOf((await backingUp).outcome), `busy-${round}`)
    expect(await readFile(join(path, 'deep', 'file-19'), 'utf8')).toBe('content 19 '.repeat(1901))
  }
  tell('D5, busy tree', rounds, seed)
})
