import type { TrustLevel } from '../domain/job.ts'
import { BackupService } from '../services/backups.ts'
import { DrillService } from '../services/drills.ts'
import { findNoun } from '../services/names.ts'
import { defineCommand } from './command.ts'
import { dataOptions, openData } from './data-options.ts'
import { runAndFollow } from './follow.ts'

export const drillCommand = defineCommand({
  name: 'drill',
  summary: 'Prove that a backup restores, and keep what was found as evidence.',
  usage: 'drill BACKUP [--level LEVEL] [--target NAME]',
  positionals: { atLeast: 1, atMost: 1 },
  options: {
    level: {
      type: 'string',
      choices: ['stored', 'parsed', 'proven'],
      help: 'proven (the default) restores it into a scratch source; parsed reads it to its end; stored hashes it.',
    },
    target: { type: 'string', placeholder: 'NAME', help: 'Which copy; the first that is kept if not given.' },
    ...dataOptions,
  },
  async run({ positionals, options, io }) {
    await using installation = await openData(io, options)
    const backup = await new BackupService(installation).find(positionals[0]!)
    const targetId = options.target === undefined ? null : (await findNoun(options.target, 'target', installation.store.targets)).id
    const level = (options.level ?? 'proven') as TrustLevel
    return await runAndFollow(installation, await new DrillService(installation).drill(backup.id, { level, targetId }), io)
  },
})
