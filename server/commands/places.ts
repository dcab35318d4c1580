import { resolve } from 'node:path'
import type { ArchiveUse, PluginUse } from '../domain/job.ts'
import { parseLocation } from '../plugins/location.ts'
import { createRegistry, type Registry } from '../plugins/registry.ts'
import type { CommandIo } from './command.ts'

/** The folder or files of external plugins, as HOLDFAST_PLUGINS names them. */
export function pluginPaths(io: CommandIo): string[] {
  const given = io.env['HOLDFAST_PLUGINS']
  return given === undefined || given === '' ? [] : given.split(':').map((path) => resolve(io.cwd, path))
}

export function openRegistry(io: CommandIo): Registry {
  return createRegistry({ paths: pluginPaths(io) })
}

/** `name:where` as a plugin with its configuration. A job runs in the folder that the command was called in, so relative paths stay as they are. */
export async function parsePlace(
  text: string,
  kind: 'dialect' | 'target',
  given: { registry: Registry; io: CommandIo },
): Promise<PluginUse> {
  return parseLocation(text, kind, given.registry)
}

/** `./backups/backup_….zip` as target and key: the folder is the target, the last segment the key. */
export async function parseArchive(text: string, given: { registry: Registry; io: CommandIo }): Promise<ArchiveUse> {
  const at = text.lastIndexOf('/')
  const folder = at < 0 ? '.' : at === 0 ? '/' : text.slice(0, at)
  return { target: await parsePlace(folder, 'target', given), key: text.slice(at + 1) }
}
