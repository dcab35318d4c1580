import type { Backup } from '../domain/backup.ts'
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

export const acceptCommand = defineCommand({
  name: 'accept',
  summary: 'Say that a backup which was called unusually small is right: it counts for retention from then on.',
  usage: 'accept BACKUP…',
  positionals: { atLeast: 1, atMost: 1000 },
  options: dataOptions,
  async run({ positionals, options, io }) {
    await using installation = await openData(io, options)
    const service = new BackupService(installation)
    for (const { id, name } of await findAll(positionals, service)) {
      await service.acceptSize(id)
      io.out(io.json ? JSON.stringify({ id, name, isSizePlausible: true }) : `${printable(name)} counts as the others do.`)
    }
    return exitCode.done
  },
})

async function change({ positionals, options, io }: CommandInput<typeof dataOptions>, isPinned: boolean): Promise<number> {
  await using installation = await openData(io, options)
  const service = new BackupService(installation)
  for (const { id, name } of await findAll(positionals, service)) {
    await (isPinned ? service.pin(id) : service.unpin(id))
    if (io.json) io.out(JSON.stringify({ id, name, isPinned }))
    else io.out(`${printable(name)} is ${isPinned ? 'pinned: retention keeps it' : 'no longer pinned'}.`)
  }
  return exitCode.done
}

/** All are looked for first: a name that is wrong must leave the others as they are. */
async function findAll(words: readonly string[], service: BackupService): Promise<Backup[]> {
  const backups: Backup[] = []
  for (const word of words) backups.push(await service.find(word))
  return backups
}
