import { readdir, readFile } from 'node:fs/promises'
import { builtinModules } from 'node:module'
import { dirname, join, normalize } from 'node:path/posix'

/** One import of a source file: to another file of the project (its path from the root), or to a package or built-in module. */
export interface Import {
  readonly to: string
  readonly kind: 'file' | 'package' | 'builtin'
  /** The values that are taken by name, `*` for all. None means that only types are: nothing is loaded when the program runs. */
  readonly takes: readonly string[]
}

export interface SourceFile {
  /** From the project's root, with forward slashes. */
  readonly path: string
  readonly lines: number
  readonly imports: readonly Import[]
}

/** Every TypeScript file under the folders, read and scanned. */
export async function readSources(root: string, folders: readonly string[]): Promise<SourceFile[]> {
  const paths: string[] = []
  for (const folder of folders) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true })
    for (const entry of entries) {
      if (entry.isFile() && entry.name.endsWith('.ts')) paths.push(join(entry.parentPath, entry.name).slice(root.length + 1))
    }
  }
  return Promise.all(paths.sort().map(async (path) => scanSource(path, await readFile(join(root, path), 'utf8'))))
}

const fromClause = /^(?:import|export)\s+(?<type>type\s)?(?<names>[^'";]*?)\sfrom\s+['"](?<specifier>[^'"]+)['"]/gm
const bareImport = /^import\s+['"](?<specifier>[^'"]+)['"]/gm
const dynamicImport = /(?<type>typeof\s+)?\bimport\(\s*['"](?<specifier>[^'"]+)['"]/g
// A module that is started in a thread is loaded as surely as one that is imported; a path for a child process is not.
const moduleUrl = /(?<!fileURLToPath\()new URL\(\s*['"](?<specifier>\.[^'"]+\.ts)['"],\s*import\.meta\.url/g

// Code that is written out as text imports nothing here.
const quotedCode = /(?<=(?:=>?|\(|return)\s*)`(?:\\[\s\S]|[^`\\])*`/g

/** The imports of one file. It relies on the formatter: statements start a line, and what a comment or template quotes does not. */
export function scanSource(path: string, text: string): SourceFile {
  const code = text.replace(quotedCode, '``')
  const imports = [fromClause, bareImport, dynamicImport, moduleUrl].flatMap((pattern) =>
    [...code.matchAll(pattern)].map(({ groups }) => ({
      ...resolveSpecifier(path, groups!['specifier']!),
      takes: groups!['type'] === undefined ? valuesTaken(groups!['names']) : [],
    })),
  )
  return { path, lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0), imports }
}

function valuesTaken(names: string | undefined): string[] {
  const list = /^\{(?<list>[\s\S]*)\}$/.exec(names?.trim() ?? '')?.groups?.['list']
  if (list === undefined) return ['*']
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '))
}

function resolveSpecifier(path: string, specifier: string): Pick<Import, 'to' | 'kind'> {
  if (specifier.startsWith('.')) return { to: normalize(join(dirname(path), specifier)), kind: 'file' }
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return { to: specifier, kind: 'builtin' }
  return {
    to: specifier
      .split('/')
      .slice(0, specifier.startsWith('@') ? 2 : 1)
      .join('/'),
    kind: 'package',
  }
}
