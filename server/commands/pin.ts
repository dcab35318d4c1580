import { BackupService } from '../services/backups.ts'
import { type CommandInput, defineCommand } from './command.ts'
import { dataOptions, openData } from './data-options.ts'
import { exitCode } from './exit-code.ts'
import { printable } from './format.ts'

export const pinCommand = defineCommand({
  name: 'pin',
  summary: 'Keep a backup whatever retention says.',
  usage: 'pin BACKUP…',
  positionals: { atLeast: 1, atMost: 1000 },
  options: dataOptions,
  run: (input) => change(input, true),
})

export const unpinCommand = defineCommand({
  name: 'unpin',
  summary: 'Leave a backup to retention again.',
  usage: 'unpin BACKUP…',
  positionals: { atLeast: 1, atMost: 1000 },
  options: dataOptions,
  run: (input) => change(input, false),
})

async function change({ positionals, options, io }: CommandInput<typeof dataOptions>, isPinned: boolean): Promise<number> {
  await using installation = await openData(io, options)
  const service = new BackupService(installation)
  // All are looked for first: a name that is wrong must leave the others as they are.
  const backups = []
  for (const word of positionals) backups.push(await service.find(word))
  for (const { id, name } of backups) {
    await (isPinned ? service.pin(id) : service.unpin(id))
    if (io.json) io.out(JSON.stringify({ id, name, isPinned }))
    else io.out(`${printable(name)} is ${isPinned ? 'pinned: retention keeps it' : 'no longer pinned'}.`)
  }
  return exitCode.done
}
