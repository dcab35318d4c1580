import { join } from 'node:path'
import { loadConfig } from '../config.ts'
import { ensureDefaults } from '../services/defaults.ts'
import { type Installation, openInstallation } from '../services/installation.ts'
import type { CommandIo, OptionTable } from './command.ts'
import { pluginPaths } from './places.ts'

/** The option of every command that works on an installation. */
export const dataOptions = {
  data: {
    type: 'string',
    placeholder: 'DIR',
    help: 'The data folder; HOLDFAST_DATA; default: data where Holdfast is installed.',
  },
} as const satisfies OptionTable

/**
 * The installation that a command works on, found as the daemon finds it and with what a first start makes. Works beside a running daemon or without
 * one. The caller disposes it.
 */
export async function openData(io: CommandIo, { data }: { readonly data: string | undefined }): Promise<Installation & AsyncDisposable> {
  const home = join(import.meta.dirname, '..', '..')
  const { env, cwd, seams } = io
  const { dataPath } = await loadConfig({ flags: { data, listen: undefined }, env, cwd, home, files: seams.files })
  const installation = await openInstallation({ dataPath, env, pluginPaths: pluginPaths(io), seams })
  try {
    await ensureDefaults(installation)
    return installation
  } catch (error) {
    await installation[Symbol.asyncDispose]()
    throw error
  }
}
