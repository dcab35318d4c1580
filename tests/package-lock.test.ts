import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'

interface LockedPackage {
  readonly resolved?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const text = await readFile(join(import.meta.dirname, '../package-lock.json'), 'utf8')
const packages: Readonly<Record<string, LockedPackage>> = JSON.parse(text).packages

test('the lock names no registry, so that everybody installs from their own', () => {
  expect(Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined)).toEqual([])
})

test('the lock has the packages of every platform: without those of one, npm ci refuses it on all', () => {
  const wanted = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).map((name) => [path, name] as const),
  )
  const missing = wanted.filter(([path, name]) => !(`${path}/node_modules/${name}` in packages) && !(`node_modules/${name}` in packages))
  expect(wanted.length).toBeGreaterThan(20)
  expect(missing).toEqual([])
})
