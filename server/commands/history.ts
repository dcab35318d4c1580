import type { Cleanup } from '../domain/backup.ts'
import { HistoryService } from '../services/history.ts'
import { defineCommand } from './command.ts'
import { dataOptions, openData } from './data-options.ts'
import { exitCode } from './exit-code.ts'
import { formatSize } from './format.ts'
import { parseCount } from './quantities.ts'
import { formatInstant, printList } from './table.ts'

export const historyCommand = defineCommand({
  name: 'history',
  summary: 'List what was removed, when and why, the newest first.',
  usage: 'history [--plan NAME] [--limit N]',
  options: {
    plan: { type: 'string', placeholder: 'NAME', help: 'Only what belonged to this plan.' },
    limit: { type: 'string', placeholder: 'N', help: 'How many; 50 if not given.' },
    ...dataOptions,
  },
  async run({ options, io }) {
    const limit = parseCount(options.limit ?? '50', 'limit')
    await using installation = await openData(io, options)
    const history = new HistoryService(installation)
    printList(await history.list(options.plan ?? null, { limit }), { columns, cells, none: 'Nothing was removed.' }, io)
    return exitCode.done
  },
})

const columns = ['AT', 'BACKUP', 'SIZE', 'OUTCOME', 'NAME', 'REASON']

function cells({ at, backupId, sizeBytes, outcome, failure, backupName, reason }: Cleanup): string[] {
  const ended = outcome === 'removed' ? 'removed' : `not yet${failure === null ? '' : `: ${failure}`}`
  return [formatInstant(at), backupId.slice(0, 8), formatSize(sizeBytes), ended, backupName, reason]
}
