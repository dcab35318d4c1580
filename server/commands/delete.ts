import { Failure } from '../../plugins/failure.ts'
import type { Backup } from '../domain/backup.ts'
import { BackupService } from '../services/backups.ts'
import { askLine, canAsk } from './ask.ts'
import { type CommandIo, defineCommand } from './command.ts'
import { dataOptions, openData } from './data-options.ts'
import { exitCode } from './exit-code.ts'
import { runAndFollow } from './follow.ts'
import { count, formatSize, printable } from './format.ts'

export const deleteCommand = defineCommand({
  name: 'delete',
  summary: 'Delete backups with every copy of them.',
  usage: 'delete BACKUP… [--with-dependants] [--force] [--yes]',
  positionals: { atLeast: 1, atMost: 1000 },
  options: {
    'with-dependants': { type: 'boolean', help: 'Also those that could not be restored without them.' },
    force: { type: 'boolean', help: 'Also the last good backup of a source in its plan.' },
    reason: { type: 'string', placeholder: 'TEXT', help: 'Why, for the history.' },
    yes: { type: 'boolean', help: 'Do not ask.' },
    ...dataOptions,
  },
  async run({ positionals, options, io }) {
    await using installation = await openData(io, options)
    const service = new BackupService(installation)
    const withDependants = options['with-dependants'] === true
    const going = new Map<string, Backup>()
    for (const word of positionals) {
      const { backup, breaks } = await service.show(word)
      for (const member of withDependants ? [...breaks, backup] : [backup]) going.set(member.id, member)
    }
    if (options.yes !== true && !(await isConfirmed([...going.values()], io))) {
      io.err('Nothing was deleted.')
      return exitCode.cancelled
    }
    const given = { withDependants, isForced: options.force === true, ...(options.reason === undefined ? {} : { reason: options.reason }) }
    return await runAndFollow(installation, await service.remove([...going.keys()], given), io)
  },
})

/** Shows what would go. Throws `conflict` where there is nobody to ask. */
async function isConfirmed(going: readonly Backup[], io: CommandIo): Promise<boolean> {
  if (!canAsk(io)) {
    throw new Failure(
      'conflict',
      `This deletes ${count(going.length, 'backup')} for good, and there is nobody to ask whether that is meant.`,
      {
        remedy: 'If it is, add --yes.',
      },
    )
  }
  for (const { id, name, sizeBytes } of going) io.err(`  ${id.slice(0, 8)} ${printable(name)}, ${formatSize(sizeBytes)}`)
  const answer = await askLine(`Delete ${going.length === 1 ? 'it' : `these ${going.length}`} with every copy? [y/N] `, io)
  return answer !== null && /^y(es)?$/i.test(answer.trim())
}
