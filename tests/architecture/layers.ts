import type { SourceFile } from './source-files.ts'

interface Layer {
  readonly name: string
  /** Which files belong to it; the first layer that matches has the file. */
  readonly holds: RegExp
  /** The layers it may import from, besides its own. */
  readonly mayImport: readonly string[]
  /** Set where a file may not even import every file of its own layer: both must capture the same text. */
  readonly isolatedBy?: RegExp
}

const contract = ['contract', 'failure']
const core = [...contract, 'seams', 'domain']

/** The whole dependency direction of the project, in one table; what is not allowed here is not allowed. */
export const layers: readonly Layer[] = [
  { name: 'failure', holds: /^plugins\/failure\.ts$/, mayImport: [] },
  { name: 'contract', holds: /^plugins\/contract\.ts$/, mayImport: ['failure'] },
  { name: 'builtin', holds: /^plugins\/builtin\.ts$/, mayImport: [...contract, 'plugin'] },
  // The suites open a plugin the way the program does, with its own host and checks.
  { name: 'conformance', holds: /^plugins\/conformance\//, mayImport: [...contract, 'seams', 'plugin house'] },
  { name: 'plugin', holds: /^plugins\/(dialects|targets|notifiers)\//, mayImport: contract, isolatedBy: /^(plugins\/\w+\/[^/]+)\// },
  { name: 'seams', holds: /^server\/seams\//, mayImport: contract },
  { name: 'domain', holds: /^server\/domain\//, mayImport: contract },
  { name: 'version', holds: /^server\/version\.ts$/, mayImport: ['description'] },
  { name: 'archive', holds: /^server\/archive\//, mayImport: core },
  { name: 'store', holds: /^server\/store\//, mayImport: core },
  { name: 'plugin house', holds: /^server\/plugins\//, mayImport: [...core, 'version', 'builtin'] },
  { name: 'engine', holds: /^server\/engine\//, mayImport: [...core, 'version', 'archive', 'store', 'plugin house'] },
  { name: 'services', holds: /^server\/services\//, mayImport: [...core, 'version', 'archive', 'store', 'plugin house', 'engine'] },
  { name: 'control', holds: /^server\/control\//, mayImport: [...core, 'version', 'store', 'plugin house', 'engine', 'services'] },
  { name: 'auth', holds: /^server\/auth\//, mayImport: [...core, 'store'] },
  { name: 'views', holds: /^views\//, mayImport: ['domain'] },
  {
    name: 'http',
    holds: /^server\/http\//,
    mayImport: [...core, 'archive', 'store', 'plugin house', 'engine', 'services', 'control', 'auth', 'views', 'version'],
  },
  { name: 'main', holds: /^server\/main\.ts$/, mayImport: ['commands'] },
  {
    name: 'commands',
    holds: /^server\/commands\//,
    mayImport: [
      ...core,
      'archive',
      'store',
      'plugin house',
      'conformance',
      'engine',
      'services',
      'control',
      'auth',
      'http',
      'daemon',
      'version',
    ],
  },
  // What stands directly in server/ puts the parts together.
  {
    name: 'daemon',
    holds: /^server\/[^/]+\.ts$/,
    mayImport: [...core, 'version', 'store', 'plugin house', 'engine', 'services', 'control', 'auth', 'http'],
  },
  { name: 'description', holds: /^package\.json$/, mayImport: [] },
]

/** Packages that belong to one place; all others may be used where they are needed. */
export const packageHomes: Readonly<Record<string, RegExp>> = {
  kysely: /^server\/store\//,
  croner: /^server\/domain\//,
  'better-sqlite3': /^(plugins\/dialects\/sqlite|plugins\/targets\/database|server\/store)\//,
  hono: /^(server\/http|views)\//,
  '@hono/node-server': /^server\/http\//,
  lucia: /^server\/auth\/sessions\.ts$/,
  'age-encryption': /^server\/archive\//,
}

/** Built-in modules that reach the world. They are behind a seam, so that a test can put a failing disk or process in their place. */
export const seamedModules: readonly string[] = ['fs', 'node:fs', 'node:fs/promises', 'child_process', 'node:child_process']

/** Where the seams need not be used: a person at a command line is no data path, and a suite for plugins runs outside of the program. */
const unseamedLayers = ['seams', 'commands', 'conformance']

/** Looks at the state of other processes, synchronously and read-only; no fault in it can lose data. */
const unseamedFiles = ['server/seams/process-identity.ts']

/** Each import that goes against the direction, as a sentence. */
export function findWrongImports(files: readonly SourceFile[], known: ReadonlySet<string>): string[] {
  return files.flatMap((file) =>
    file.imports.filter(({ kind }) => kind === 'file').flatMap(({ to }) => wrongImport(file.path, to, known) ?? []),
  )
}

function wrongImport(from: string, to: string, known: ReadonlySet<string>): string | null {
  if (!known.has(to)) return `${from} imports ${to}, which does not exist.`
  const importer = layerOf(from)
  const imported = layerOf(to)
  if (importer === undefined) return `${from} belongs to no layer.`
  if (imported === undefined) return `${from} imports ${to}, which belongs to no layer.`
  if (importer === imported) return isIsolated(importer, from, to) ? `${from} imports ${to}: these must not know of one another.` : null
  return importer.mayImport.includes(imported.name) ? null : `${from} imports ${to}: ${importer.name} may not depend on ${imported.name}.`
}

function isIsolated({ isolatedBy }: Layer, from: string, to: string): boolean {
  return isolatedBy !== undefined && isolatedBy.exec(from)?.[1] !== isolatedBy.exec(to)?.[1]
}

export function layerOf(path: string): Layer | undefined {
  return layers.find(({ holds }) => holds.test(path))
}

/** Packages used outside their home or not declared as dependencies, and built-in modules used past their seam. */
export function findWrongPackages(files: readonly SourceFile[], declared: ReadonlySet<string>): string[] {
  return files.flatMap(({ path, imports }) =>
    imports.flatMap(({ to, kind, takes }) => {
      if (kind === 'package' && !declared.has(to))
        return [`${path} imports the package ${to}, which package.json does not declare as a dependency.`]
      if (kind === 'package' && packageHomes[to]?.test(path) === false)
        return [`${path} imports the package ${to}, which belongs elsewhere.`]
      const reachesWorld = kind === 'builtin' && seamedModules.includes(to) && takes.some((name) => name !== 'constants')
      return reachesWorld && !mayPassSeam(path) ? [`${path} imports ${to} instead of going through a seam.`] : []
    }),
  )
}

function mayPassSeam(path: string): boolean {
  return unseamedFiles.includes(path) || unseamedLayers.includes(layerOf(path)?.name ?? '')
}

/** Every circle of files that import one another, each named once. */
export function findCycles(files: readonly SourceFile[]): string[] {
  const importsOf = new Map(files.map(({ path, imports }) => [path, imports.filter(({ kind }) => kind === 'file').map(({ to }) => to)]))
  const finished = new Set<string>()
  const cycles: string[] = []
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start >= 0) cycles.push([...trail.slice(start), path].join(' → '))
    if (start >= 0 || finished.has(path)) return
    for (const next of importsOf.get(path) ?? []) visit(next, [...trail, path])
    finished.add(path)
  }
  for (const path of importsOf.keys()) visit(path, [])
  return cycles
}
