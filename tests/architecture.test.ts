import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findCycles, findWrongImports, findWrongPackages } from './architecture/layers.ts'
import { findBadNames } from './architecture/names.ts'
import { readSources, scanSource } from './architecture/source-files.ts'

const root = join(import.meta.dirname, '..')
const linesMax = 250

describe('the project', async () => {
  const sources = await readSources(root, ['server', 'plugins', 'views'])
  const tests = await readSources(root, ['tests'])
  const description = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))

  test('was read: an empty list would pass every check', () => {
    expect(sources.length).toBeGreaterThan(30)
    expect(sources.flatMap(({ imports }) => imports).length).toBeGreaterThan(sources.length)
  })

  test('keeps its dependency direction', () => {
    expect(findWrongImports(sources, new Set([...sources.map(({ path }) => path), 'package.json']))).toEqual([])
  })

  test('has no files that import one another in a circle', () => {
    expect(findCycles(sources)).toEqual([])
  })

  test('uses each package in its place, declared, and the world only through the seams', () => {
    expect(findWrongPackages(sources, new Set(Object.keys(description.dependencies)))).toEqual([])
  })

  test(`has no file of more than ${linesMax} lines`, () => {
    // A plugin author reads this one file and no other, so it stays one.
    const long = sources
      .filter(({ path, lines }) => lines > linesMax && path !== 'plugins/contract.ts')
      .map(({ path, lines }) => `${path} has ${lines} lines.`)
    expect(long).toEqual([])
  })

  test('has names in kebab-case that say what is inside', () => {
    expect(findBadNames([...sources, ...tests].map(({ path }) => path))).toEqual([])
  })

  test('has only the top-level folders that CONTRIBUTING describes', async () => {
    const guide = await readFile(join(root, 'CONTRIBUTING.md'), 'utf8')
    const described = [...guide.matchAll(/^\| `([^`/]+)\/` \|/gm)].map(([, folder]) => folder!)
    const ignored = ['.git', 'node_modules', 'coverage', '.bench']
    const present = (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory() && !ignored.includes(entry.name))
    expect(present.map(({ name }) => name).filter((name) => !described.includes(name))).toEqual([])
  })
})

describe('the scanner', () => {
  const kinds = (text: string) => scanSource('server/engine/a.ts', text).imports.map(({ to, kind }) => [to, kind])

  test('finds every way to import', () => {
    expect(kinds("import { a } from '../domain/job.ts'\n")).toEqual([['server/domain/job.ts', 'file']])
    expect(kinds("import {\n  a,\n  b,\n} from './b.ts'\n")).toEqual([['server/engine/b.ts', 'file']])
    expect(kinds("import x, * as y from 'hono/utils'\n")).toEqual([['hono', 'package']])
    expect(kinds("import '@scope/name/deep'\n")).toEqual([['@scope/name', 'package']])
    expect(kinds("export * from './b.ts'\nexport { c } from './c.ts'\n").map(([to]) => to)).toEqual([
      'server/engine/b.ts',
      'server/engine/c.ts',
    ])
    expect(kinds("const b = await import('./b.ts')\n")).toEqual([['server/engine/b.ts', 'file']])
    expect(kinds("host.produce(new URL('./thread.ts', import.meta.url), 1)\n")).toEqual([['server/engine/thread.ts', 'file']])
    expect(kinds("fileURLToPath(new URL('../main.ts', import.meta.url))\n")).toEqual([])
    expect(kinds("import { join } from 'path'\n")).toEqual([['path', 'builtin']])
  })

  test('tells types from values', () => {
    const taken = (text: string) => scanSource('a.ts', text).imports[0]!.takes
    expect(taken("import type { A } from './b.ts'\n")).toEqual([])
    expect(taken("import { type A, type B } from './b.ts'\n")).toEqual([])
    expect(taken("import { type A, b, c } from './b.ts'\n")).toEqual(['b', 'c'])
    expect(taken("import * as b from './b.ts'\n")).toEqual(['*'])
    expect(taken("export type F = typeof import('node:fs')\n")).toEqual([])
  })

  test('is not misled by what a comment or a template quotes, and counts lines as an editor does', () => {
    expect(kinds(" * import { a } from './b.ts'\n// import { a } from './b.ts'\n")).toEqual([])
    expect(kinds("const code = () => `import { a } from './b.ts'\n${1}\n`\nconst c = await import('./c.ts')\n")).toEqual([
      ['server/engine/c.ts', 'file'],
    ])
    expect(scanSource('a.ts', '1\n2\n').lines).toBe(2)
  })
})

describe('the rules', () => {
  const importing = (from: string, specifier: string) => [scanSource(from, `import { a } from '${specifier}'\n`)]
  const wrong = (from: string, specifier: string) => {
    const files = importing(from, specifier)
    return findWrongImports(files, new Set(files.flatMap(({ imports }) => imports.map(({ to }) => to))))
  }

  test.each([
    ['server/domain/a.ts', '../archive/b.ts'],
    ['server/archive/a.ts', '../engine/b.ts'],
    ['server/archive/a.ts', '../plugins/registry.ts'],
    ['server/archive/a.ts', '../../plugins/builtin.ts'],
    ['server/engine/a.ts', '../http/b.ts'],
    ['server/engine/a.ts', '../commands/b.ts'],
    ['server/engine/a.ts', '../../plugins/dialects/sqlite/index.ts'],
    ['server/plugins/a.ts', '../../plugins/targets/local/index.ts'],
    ['server/http/a.ts', '../daemon.ts'],
    ['server/seams/a.ts', '../domain/b.ts'],
    ['plugins/contract.ts', '../server/domain/job.ts'],
    ['plugins/failure.ts', './contract.ts'],
    ['plugins/dialects/sqlite/a.ts', '../files/b.ts'],
    ['plugins/dialects/sqlite/a.ts', '../../targets/local/b.ts'],
    ['plugins/dialects/sqlite/a.ts', '../../../server/seams/clock.ts'],
    ['plugins/conformance/a.ts', '../targets/local/index.ts'],
    ['views/a.ts', '../server/engine/b.ts'],
    ['server/engine/a.ts', '../../tests/b.ts'],
    ['server/strange/a.ts', '../domain/b.ts'],
  ])('%s may not import %s', (from, specifier) => {
    expect(wrong(from, specifier)).toHaveLength(1)
  })

  test.each([
    ['server/engine/a.ts', '../archive/b.ts'],
    ['server/domain/a.ts', '../../plugins/contract.ts'],
    ['plugins/dialects/sqlite/a.ts', './parts/b.ts'],
    ['plugins/dialects/sqlite/parts/a.ts', '../b.ts'],
    ['plugins/builtin.ts', './targets/local/index.ts'],
    ['server/plugins/a.ts', '../../plugins/builtin.ts'],
    ['server/main.ts', './commands/serve.ts'],
    ['server/daemon.ts', './http/app.ts'],
  ])('%s may import %s', (from, specifier) => {
    expect(wrong(from, specifier)).toEqual([])
  })

  test('an import of a file that does not exist is found', () => {
    expect(findWrongImports(importing('server/engine/a.ts', './gone.ts'), new Set())).toHaveLength(1)
  })

  test('circles are found, whatever their length, and reported once', () => {
    const circle = [
      ...importing('a.ts', './b.ts'),
      ...importing('b.ts', './c.ts'),
      ...importing('c.ts', './a.ts'),
      ...importing('d.ts', './a.ts'),
    ]
    expect(findCycles(circle)).toEqual(['a.ts → b.ts → c.ts → a.ts'])
    expect(findCycles(importing('a.ts', './a.ts'))).toEqual(['a.ts → a.ts'])
    expect(findCycles(circle.slice(1))).toEqual([])
  })

  test('a package outside its home, an undeclared one and a bypassed seam are found', () => {
    const declared = new Set(['hono', 'zod', 'better-sqlite3'])
    expect(findWrongPackages(importing('server/archive/a.ts', 'better-sqlite3'), declared)).toHaveLength(1)
    expect(findWrongPackages(importing('server/engine/a.ts', 'hono/html'), declared)).toHaveLength(1)
    expect(findWrongPackages(importing('server/http/a.ts', 'vitest'), declared)).toHaveLength(1)
    expect(findWrongPackages(importing('server/engine/a.ts', 'node:fs/promises'), declared)).toHaveLength(1)
    expect(findWrongPackages([scanSource('server/engine/a.ts', "import { constants, type Stats } from 'node:fs'\n")], declared)).toEqual([])
    expect(findWrongPackages(importing('server/seams/a.ts', 'node:fs/promises'), declared)).toEqual([])
    expect(findWrongPackages(importing('server/http/a.ts', 'hono'), declared)).toEqual([])
    expect(findWrongPackages(importing('server/domain/a.ts', 'zod'), declared)).toEqual([])
  })

  test('bad names are found and good ones are not', () => {
    expect(
      findBadNames(['server/engine/jobUtils.ts', 'server/engine/path-helpers.ts', 'server/common/a.ts', 'server/Engine/a.ts']),
    ).toHaveLength(4)
    expect(findBadNames(['server/archive/index-codec.ts', 'tests/server/lock-file.test.ts', 'plugins/targets/s3/index.ts'])).toEqual([])
  })
})
