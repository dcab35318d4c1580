import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Failure } from '../../plugins/failure.ts'
import { type CommandIo, defineCommand } from './command.ts'
import { type RestoreOptions, restoreOptions } from './restore-options.ts'

/** These belong to an installation's backups, and the others to archives as files. */
const ofInstallation = ['to', 'upload', 'no-safety', 'dry-run', 'yes', 'data'] as const
const ofArchive = ['set-file', 'identity', 'passphrase-file', 'timeout', 'idle-timeout'] as const

export const restoreCommand = defineCommand({
  name: 'restore',
  summary:
    'Restore a backup of the data folder, an archive as a file, or chosen tables of it. A word with a "/" in it, or that is a file here, is an archive; --data or --to always mean a backup.',
  usage:
    'restore ARCHIVE --into DIALECT:WHERE [options] | restore BACKUP [--to SOURCE | --into DIALECT:WHERE] [options] | restore --upload FILE --to SOURCE [options]',
  positionals: { atLeast: 0, atMost: 1 },
  options: restoreOptions,
  async run({ positionals, options, io }) {
    const [word] = positionals
    if (word !== undefined && (await isArchiveFile(word, options, io))) {
      refuseStray(options, ofInstallation, 'an archive as a file; for a backup of the data folder give --data or --to')
      return (await import('./restore-archive.ts')).restoreArchive(word, options, io)
    }
    refuseStray(options, ofArchive, 'a backup of the data folder; restore its archive as a file if you need it')
    return (await import('./restore-backup.ts')).restoreBackup(word, options, io)
  },
})

/** Whether the word names an archive as a file, and not a backup of the installation. */
async function isArchiveFile(word: string, { to, data, upload }: RestoreOptions, { cwd }: CommandIo): Promise<boolean> {
  if (to !== undefined || data !== undefined || upload !== undefined) return false
  if (word.includes('/')) return true
  const found = await stat(resolve(cwd, word)).catch(() => null)
  return found?.isFile() === true
}

function refuseStray(given: RestoreOptions, names: readonly (keyof RestoreOptions)[], what: string): void {
  const stray = names.find((name) => given[name] !== undefined)
  if (stray === undefined) return
  throw new Failure('invalid', `Option --${stray} means nothing here.`, { remedy: `This restores ${what}.` })
}
