import { basename, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { AnyPlugin, Files } from '../../plugins/contract.ts'
import { Failure, toFailure } from '../../plugins/failure.ts'
import { requirePlugin } from './manifest.ts'

const moduleName = /(?<!\.d|\.test)\.(js|mjs|ts)$/
const indexNames = ['index.ts', 'index.js', 'index.mjs']

/** A plugin and whatever else its module exports. */
export interface LoadedPlugin {
  readonly plugin: AnyPlugin
  readonly exports: Readonly<Record<string, unknown>>
}

/** Imports a plugin from a file or a package folder. Throws a `Failure` whose message tells its author what to put right. */
export async function loadPlugin(path: string, files: Files): Promise<LoadedPlugin> {
  const file = await entryOf(resolve(path), files)
  if (file === null) {
    throw new Failure(
      'not_found',
      `${path} is no plugin: it is neither a .js, .mjs or .ts file nor a folder with a package.json or an index`,
      {
        remedy: 'Name the file of the plugin, or its package folder.',
      },
    )
  }
  const exports = await importModule(file)
  return { plugin: requirePlugin(exports['default'], basename(file)), exports }
}

async function importModule(file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await import(pathToFileURL(file).href)
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw new Failure('invalid', `${file} can't be loaded: ${reason}`, {
      remedy: 'Put that right in the file; `node FILE` shows where it fails.',
      cause: error,
    })
  }
}

/** The files and package folders that `path` stands for: itself, or all those inside when it is a folder of plugins. */
export async function findPlugins(path: string, files: Files): Promise<readonly string[]> {
  const absolute = resolve(path)
  if ((await entryOf(absolute, files)) !== null) return [absolute]
  const names = await namesIn(absolute, files)
  const found: string[] = []
  for (const name of names.toSorted()) {
    if (name.startsWith('.') || name === 'node_modules') continue
    const candidate = join(absolute, name)
    if ((await entryOf(candidate, files)) !== null) found.push(candidate)
  }
  return found
}

async function namesIn(folder: string, files: Files): Promise<readonly string[]> {
  try {
    return await files.readdir(folder)
  } catch (error) {
    throw toFailure(error, `looking for plugins in ${folder}`)
  }
}

/** The module to import for a file or a package folder; null when it is neither. */
async function entryOf(path: string, files: Files): Promise<string | null> {
  const found = await files.stat(path).catch(() => null)
  if (found === null) return null
  if (found.isFile()) return moduleName.test(path) ? path : null
  if (!found.isDirectory()) return null
  const named = await packageEntry(path, files)
  for (const name of named === null ? indexNames : [named]) {
    const file = join(path, name)
    if ((await files.stat(file).catch(() => null))?.isFile() === true) return file
  }
  return null
}

async function packageEntry(folder: string, files: Files): Promise<string | null> {
  const text = await textOf(join(folder, 'package.json'), files)
  if (text === null) return null
  try {
    const { exports, main } = JSON.parse(text) as { exports?: unknown; main?: unknown }
    const root = typeof exports === 'object' && exports !== null && '.' in exports ? exports['.'] : exports
    return typeof root === 'string' ? root : typeof main === 'string' ? main : null
  } catch (error) {
    throw new Failure('invalid', `${join(folder, 'package.json')} is no JSON`, { remedy: 'Correct it.', cause: error })
  }
}

async function textOf(path: string, files: Files): Promise<string | null> {
  try {
    await using handle = await files.open(path, 'r')
    return await handle.readFile('utf8')
  } catch {
    return null
  }
}
