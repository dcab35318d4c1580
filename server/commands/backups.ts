import type { Backup, Copy } from '../domain/backup.ts'
import { BackupService } from '../services/backups.ts'
import type { Installation } from '../services/installation.ts'
import { findNoun } from '../services/names.ts'
import type { BackupFilter } from '../store/backup-filter.ts'
import { defineCommand, type OptionTable, type OptionValues } from './command.ts'
import { dataOptions, openData } from './data-options.ts'
import { exitCode } from './exit-code.ts'
import { formatSize } from './format.ts'
import { type NounNames, readNames } from './noun-names.ts'
import { parseCount } from './quantities.ts'
import { formatInstant, printList } from './table.ts'

const options = {
  plan: { type: 'string', placeholder: 'NAME', help: 'Only those of this plan.' },
  source: { type: 'string', placeholder: 'NAME', help: 'Only those of this source.' },
  target: { type: 'string', placeholder: 'NAME', help: 'Only those with a copy at this target.' },
  state: {
    type: 'string',
    choices: ['kept', 'delete_pending', 'any'],
    help: 'kept (the default), those whose removal has begun (delete_pending), or any.',
  },
  text: { type: 'string', placeholder: 'TEXT', help: 'Only those with this in their name or description.' },
  limit: { type: 'string', placeholder: 'N', clashes: ['all'], help: 'How many, the newest first; 50 if not given.' },
  all: { type: 'boolean', help: 'All of them, however many there are.' },
  ...dataOptions,
} as const satisfies OptionTable

const pageSize = 1000

/** A backup as the list shows it. */
interface Listed {
  readonly backup: Backup
  readonly copies: readonly Copy[]
}

export const backupsCommand = defineCommand({
  name: 'backups',
  summary: 'List the backups, the newest first.',
  usage: 'backups [--plan NAME] [--source NAME] [--target NAME] [--state STATE] [--limit N | --all]',
  options,
  async run({ options, io }) {
    const limit = options.all === true ? Number.POSITIVE_INFINITY : parseCount(options.limit ?? '50', 'limit')
    await using installation = await openData(io, options)
    const filter = await filterOf(options, installation)
    const names = await readNames(installation.store)
    const listing = { columns, cells: (item: Listed) => cellsOf(item, names), none: 'There is no such backup.' }
    const shown: Listed[] = []
    for await (const page of pages(filter, limit, new BackupService(installation))) {
      io.signal.throwIfAborted()
      // Programs get each page as it comes; columns are known only when all is.
      if (io.json) for (const { backup, copies } of page) io.out(JSON.stringify({ ...backup, copies }))
      else shown.push(...page)
    }
    if (!io.json) printList(shown, listing, io)
    return exitCode.done
  },
})

async function filterOf(given: OptionValues<typeof options>, { store }: Installation): Promise<BackupFilter> {
  const state = (given.state ?? 'kept') as Backup['state'] | 'any'
  return {
    ...(given.plan === undefined ? {} : { planId: (await findNoun(given.plan, 'plan', store.plans)).id }),
    ...(given.source === undefined ? {} : { sourceId: (await findNoun(given.source, 'source', store.sources)).id }),
    ...(given.target === undefined ? {} : { targetId: (await findNoun(given.target, 'target', store.targets)).id }),
    ...(state === 'any' ? {} : { state }),
    ...(given.text === undefined ? {} : { text: given.text }),
  }
}

async function* pages(filter: BackupFilter, limit: number, service: BackupService): AsyncGenerator<Listed[], void, void> {
  let after: { readonly at: Date; readonly id: string } | null = null
  for (let left = limit; left > 0; left -= pageSize) {
    const size = Math.min(left, pageSize)
    const backups: Backup[] = await service.list(filter, { limit: size, after })
    const copies = await service.copies(backups.map(({ id }) => id))
    yield backups.map((backup) => ({ backup, copies: copies.get(backup.id) ?? [] }))
    const last = backups.at(-1)
    if (last === undefined || backups.length < size) return
    after = { at: last.startedAt, id: last.id }
  }
}

const columns = ['ID', 'STARTED', 'PLAN', 'SOURCE', 'MODE', 'SCOPE', 'SIZE', 'TRUST', 'COPIES', 'MARKS', 'NAME']

function cellsOf({ backup, copies }: Listed, names: NounNames): string[] {
  const { id, name, startedAt, planId, mode, scope, sizeBytes, trust } = backup
  const marks = marksOf(backup).join(', ')
  const cells = [id.slice(0, 8), formatInstant(startedAt), names.plan(planId), sourceOf(backup, names), mode, scope, formatSize(sizeBytes)]
  return [...cells, trust, copiesText(copies), marks === '' ? '-' : marks, name]
}

/** The name of what was backed up; that of then where the source is gone. */
export function sourceOf({ sourceId, source }: Backup, names: NounNames): string {
  const now = names.source(sourceId)
  return now === '-' ? (source.label ?? '-') : now
}

/** What is not usual about a backup. */
export function marksOf({ isPinned, purpose, isSizePlausible, state, isSealed }: Backup): string[] {
  return [
    ...(state === 'delete_pending' ? ['being removed'] : []),
    ...(isPinned ? ['pinned'] : []),
    ...(purpose === 'safety' ? ['safety'] : []),
    ...(isSizePlausible ? [] : ['unusually small']),
    ...(isSealed ? ['sealed'] : []),
  ]
}

/** `2`, or where some are not as they should be `1 of 2`. */
function copiesText(copies: readonly Copy[]): string {
  const kept = copies.filter(({ state }) => state === 'kept').length
  return kept === copies.length ? `${kept}` : `${kept} of ${copies.length}`
}
