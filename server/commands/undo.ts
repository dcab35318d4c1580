import { JobService } from '../services/jobs.ts'
import { RestoreService } from '../services/restores.ts'
import { defineCommand } from './command.ts'
import { dataOptions, openData } from './data-options.ts'
import { startRestore } from './restore-backup.ts'

export const undoCommand = defineCommand({
  name: 'undo',
  summary: 'Bring back what was there before a restore, from the safety backup that it made.',
  usage: 'undo JOB [--yes] [--data DIR]',
  positionals: { atLeast: 1, atMost: 1 },
  options: { yes: { type: 'boolean', help: 'Do not ask before what is there now is replaced.' }, ...dataOptions },
  async run({ positionals, options, io }) {
    await using installation = await openData(io, { data: options.data })
    const { id } = await new JobService(installation).find(positionals[0]!)
    const service = new RestoreService(installation)
    const request = await service.undoRequest(id)
    const plan = await service.plan(request, { isPathTrusted: false, signal: io.signal })
    return await startRestore({ plan, request, options }, { installation, io, start: () => service.undo(id) })
  },
})
