import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sizeOf } from '../size.ts'
import { keepWorkload, type Place } from './place.ts'
import { createDice, incompressible } from './randomness.ts'
import { documents, orders } from './records.ts'
import { buildTree } from './tree.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-workloads-'))
})

afterEach(() => rm(folder, { recursive: true, force: true }))

const placeAt = (name: string): Place => ({ folder: join(folder, name), scale: 0.001, signal: new AbortController().signal, say: () => {} })

test('the same seed throws the same dice, another seed others', () => {
  const throws = (seed: number) => Array.from({ length: 50 }, () => 0).map(createDice(seed).fraction)
  expect(throws(1)).toEqual(throws(1))
  expect(throws(1)).not.toEqual(throws(2))
  expect(throws(1).every((value) => value >= 0 && value < 1)).toBe(true)
})

test('incompressible bytes come in the length asked for', () => {
  const pieces = [...incompressible(1, (1 << 20) + 5)]
  expect(pieces.reduce((sum, { length }) => sum + length, 0)).toBe((1 << 20) + 5)
})

test('no value of a row holds what would end a field or a line of a loader', () => {
  for (const row of [...orders(2000), ...documents(500)]) expect(row.join('')).not.toMatch(/[\t\n\\]/)
})

test('a workload is built once, and an interrupted build is never used', async () => {
  const place = placeAt('kept')
  await expect(keepWorkload(place, 'one', () => Promise.reject(new Error('interrupted')))).rejects.toThrow('interrupted')
  let builds = 0
  const build = async (path: string) => {
    builds++
    await writeFile(join(path, 'content'), '')
  }
  const kept = await keepWorkload(place, 'one', build)
  expect(await keepWorkload(place, 'one', build)).toBe(kept)
  expect(builds).toBe(1)
  expect(await readdir(kept)).toEqual(['content'])
})

test('a tree that changed has its old lengths after reverting, which may be done twice', async () => {
  const tree = await buildTree(placeAt('tree'))
  const builtBytes = await sizeOf(tree.folder)
  await tree.change()
  expect(await sizeOf(tree.folder)).toBeGreaterThan(builtBytes)
  await tree.revert()
  await tree.revert()
  expect(await sizeOf(tree.folder)).toBe(builtBytes)
})
