import { RescanService } from '../services/rescans.ts'
import { defineCommand } from './command.ts'
import { dataOptions, openData } from './data-options.ts'
import { runAndFollow } from './follow.ts'

export const rescanCommand = defineCommand({
  name: 'rescan',
  summary: 'Look through a target for backups that are not known yet, and for known ones that are gone.',
  usage: 'rescan TARGET',
  positionals: { atLeast: 1, atMost: 1 },
  options: dataOptions,
  async run({ positionals, options, io }) {
    await using installation = await openData(io, options)
    return await runAndFollow(installation, await new RescanService(installation).rescan(positionals[0]!), io)
  },
})
