import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFailed, test } from 'vitest'
import type { JobSpecification } from '../../server/domain/job.ts'
import { Place } from './place.ts'
import { isProof, pointsToTry, runSeed, tell } from './seeded.ts'
import { tryAll } from './trial.ts'

const seed = runSeed()
const steps = '^(write|sync|rename|link|unlink|rm|mkdir|close)'

const tellSeedOnFailure = () => onTestFailed(() => void process.stdout.write(`HOLDFAST_SEED=${seed}\n`))

/** What is seen in a folder, without what a target keeps for itself. */
async function seenIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  return names.filter((name) => !['.holdfast', '.holdfast-partial'].includes(name)).sort()
}

/** An archive that is listed is there and whole. */
async function expectNoHalf(folder: string, whole: Buffer): Promise<void> {
  for (const name of await seenIn(folder)) {
    if (name.endsWith('.json')) expect((await readFile(join(folder, name.slice(0, -'.json'.length)))).equals(whole)).toBe(true)
  }
}

/** Runs a job to its end and says the steps that it took. */
async function stepsOf(place: Place, specification: JobSpecification): Promise<string[]> {
  const log = join(place.root, 'steps')
  expect(await place.start(specification, { files: { kind: 'none', steps, log } }).outcome).toMatchObject({ type: 'completed' })
  const labels = (await readFile(log, 'utf8')).trimEnd().split('\n')
  await rm(log)
  return labels
}

async function placeWithBackup() {
  const place = await Place.make()
  await place.fill(Buffer.alloc(100_000, 'content '))
  const result = await place.run(place.backupOf())
  if (result.kind !== 'backup') throw new Error('A backup was to be made.')
  const whole = await readFile(join(place.target, result.name))
  return { place, name: result.name, whole, [Symbol.asyncDispose]: () => place[Symbol.asyncDispose]() }
}

test('a copy that is killed at any step is whole or none, and can be made again (C1, C2)', { timeout: 600_000 }, async () => {
  tellSeedOnFailure()
  await using made = await placeWithBackup()
  const { place, name, whole } = made
  const second = join(place.root, 'second')
  const { id, limits, pluginPaths } = place.backupOf()
  const from = { target: place.local(), key: name }
  const to = { target: { name: 'local', config: { path: second } }, key: name }
  const copy: JobSpecification = { id, limits, pluginPaths, kind: 'copy', from, to, withReferences: false }
  const labels = await stepsOf(place, copy)
  const kill = async (point: number) => {
    await rm(second, { recursive: true, force: true })
    expect(await place.start(copy, { files: { kind: 'kill', steps, at: point + 1 } }).outcome).toMatchObject({ type: 'failed' })
    await expectNoHalf(second, whole)
    await place.run(copy)
    expect(await seenIn(second)).toEqual([name, `${name}.json`])
    await expectNoHalf(second, whole)
    expect(await readdir(join(second, '.holdfast-partial')).catch(() => [])).toEqual([])
  }
  const points = pointsToTry([...labels.keys()], 4, seed)
  await tryAll(points, kill, (point) => `${labels[point]} (${point + 1})`)
  tell(`C2, copy, of ${labels.length} steps`, points.length, seed)
})

test('a removal that is killed at any step leaves no record without its archive, and can be run again (C1, C2)', {
  timeout: 600_000,
}, async () => {
  tellSeedOnFailure()
  await using made = await placeWithBackup()
  const { place } = made
  const again = async () => {
    const result = await place.run(place.backupOf())
    if (result.kind !== 'backup') throw new Error('A backup was to be made.')
    const { id, limits, pluginPaths } = place.backupOf()
    const archives = [{ target: place.local(), key: result.name }]
    const remove: JobSpecification = { id, limits, pluginPaths, kind: 'remove', archives }
    return { name: result.name, remove, whole: await readFile(join(place.target, result.name)) }
  }
  const labels = await stepsOf(place, (await again()).remove)
  const kill = async (point: number) => {
    const { name, remove, whole } = await again()
    expect(await place.start(remove, { files: { kind: 'kill', steps, at: point + 1 } }).outcome).toMatchObject({ type: 'failed' })
    const seen = await seenIn(place.target)
    if (seen.includes(`${name}.json`)) expect((await readFile(join(place.target, name))).equals(whole)).toBe(true)
    expect(await place.run(remove)).toMatchObject({ archives: [{ failure: null }] })
    expect(await seenIn(place.target)).toEqual([made.name, `${made.name}.json`])
  }
  const points = isProof ? [...labels.keys()] : pointsToTry([...labels.keys()], 3, seed)
  await tryAll(points, kill, (point) => `${labels[point]} (${point + 1})`)
  tell(`C2, removal, of ${labels.length} steps`, points.length, seed)
})
