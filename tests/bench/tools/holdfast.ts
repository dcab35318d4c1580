import { join, resolve } from 'node:path'
import type { Command } from '../command.ts'

const root = resolve(import.meta.dirname, '../../..')

/** The command line as a user gets it: the pinned runtime, start-up and job process included. */
export interface Holdfast {
  readonly folder: string
  backup(source: string, mode: 'full' | 'incremental'): Command
  /** Takes note of the archive that a backup made; throws when it fell back to a full one. */
  noteArchive(output: string): Promise<void>
  verify(...options: readonly string[]): Command
  restore(into: string): Command
}

/** Commands that work on one folder of archives; those that read do so from the latest. */
export function createHoldfast(folder: string): Holdfast {
  let latest: string | null = null
  const archive = () => {
    if (latest === null) throw new Error('No backup was made before.')
    return join(folder, latest)
  }
  return {
    folder,
    backup: (source, mode) => holdfast('backup', '--json', '--source', source, '--to', folder, '--mode', mode),
    async noteArchive(output) {
      const result = completedResult(output)
      if (typeof result['fellBack'] === 'string') throw new Error(`It fell back to a full backup: ${result['fellBack']}`)
      latest = String(result['name'])
    },
    verify: (...options) => holdfast('verify', archive(), ...options),
    restore: (into) => holdfast('restore', archive(), '--into', into),
  }
}

function holdfast(...args: readonly string[]): Command {
  return { program: join(root, 'node_modules/.bin/node'), args: [join(root, 'server/main.ts'), ...args] }
}

function completedResult(output: string): Record<string, unknown> {
  const last = output.trimEnd().split('\n').at(-1) ?? ''
  const event = JSON.parse(last) as { type?: unknown; result?: Record<string, unknown> }
  if (event.type !== 'completed' || event.result === undefined) throw new Error(`The last line is no completed event: ${last}`)
  return event.result
}
