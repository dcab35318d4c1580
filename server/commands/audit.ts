import { Failure } from '../../plugins/failure.ts'
import type { AuditEntry } from '../store/audit.ts'
import { type Action, runAction, usageOf } from './actions.ts'
import { openGuardedData } from './auth-options.ts'
import { type CommandInput, defineCommand } from './command.ts'
import { dataOptions } from './data-options.ts'
import { exitCode } from './exit-code.ts'
import { parseCount } from './quantities.ts'
import { formatInstant, printList } from './table.ts'

const options = {
  limit: { type: 'string', placeholder: 'NUMBER', help: 'list: how many entries, the newest first; default: 50.' },
  action: { type: 'string', placeholder: 'ACTION', help: 'list: only this one: login.failed, key.create, ….' },
  ...dataOptions,
} as const

type Input = CommandInput<typeof options>

const limitDefault = 50

const actions: Readonly<Record<string, Action<Input>>> = {
  list: { usage: 'list [--limit NUMBER] [--action ACTION]', words: 0, options: ['limit', 'action', 'data'], run: list },
  verify: { usage: 'verify', words: 0, options: ['data'], run: verify },
}

export const auditCommand = defineCommand({
  name: 'audit',
  summary: 'Show who did what, and check that nobody changed that afterwards.',
  usage: usageOf(
    'audit',
    Object.values(actions).map(({ usage }) => usage),
  ),
  positionals: { atLeast: 1, atMost: 1 },
  options,
  run: (input) => runAction('audit', actions, input),
})

async function list({ options, io }: Input): Promise<number> {
  const limit = options.limit === undefined ? limitDefault : parseCount(options.limit, 'limit')
  await using data = await openGuardedData(io, options)
  const entries = await data.auth.audit.list(options.action === undefined ? {} : { action: options.action }, { limit })
  const columns = ['WHEN', 'WHO', 'WHAT', 'WHOM', 'FROM', 'NUMBER']
  const cells = (entry: AuditEntry) => [
    formatInstant(entry.at),
    entry.actor === null ? entry.actorName : `${entry.actorName} (${entry.actor})`,
    entry.action,
    entry.subject ?? '-',
    entry.address ?? '-',
    String(entry.seq),
  ]
  printList(entries, { columns, cells, none: 'Nothing of that kind has happened yet.' }, io)
  return exitCode.done
}

async function verify({ options, io }: Input): Promise<number> {
  await using data = await openGuardedData(io, options)
  const verdict = await data.auth.audit.verify(io.signal)
  if (!verdict.isIntact) {
    throw new Failure('corrupt', `The audit log is not what it was at entry ${verdict.brokenSeq}: ${verdict.reason}.`, {
      remedy: 'Compare it with a backup of the data folder; what stands behind that entry proves nothing.',
      detail: { brokenSeq: verdict.brokenSeq, entries: verdict.entries },
    })
  }
  io.out(io.json ? JSON.stringify(verdict) : `All ${verdict.entries} entries of the audit log are what they were.`)
  return exitCode.done
}
