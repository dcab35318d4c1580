import type { ListFilters } from '../../../../views/pages/backups/list-filters.ts'
import type { Backup } from '../../../domain/backup.ts'
import { type Scope, scopeOf } from '../../../domain/chain.ts'
import type { Plan } from '../../../domain/plan.ts'
import type { Source } from '../../../domain/source.ts'
import type { Job, JobState } from '../../../domain/work.ts'
import type { BackupFilter } from '../../../store/backup-filter.ts'
import type { JobFilter } from '../../../store/jobs.ts'
import type { Page } from '../../../store/page.ts'
import type { House } from '../../house.ts'
import { inPortions, type Placed } from './merged.ts'

/** A backup that is there, or a run that has made none. */
export type ListEntry =
  | { readonly backup: Backup }
  | { readonly job: Job; readonly scope: Scope | null; readonly mode: Backup['mode'] | null }

export interface Known {
  readonly sources: readonly Source[]
  readonly plans: readonly Plan[]
  readonly targets: readonly { readonly id: string; readonly name: string }[]
}

interface Asked {
  readonly filters: ListFilters
  readonly known: Known
  readonly now: Date
  readonly page: Pick<Page, 'after' | 'isReversed'>
}

const dayMs = 86_400_000
const withoutBackup = ['pending', 'running', 'failed', 'timeout', 'cancelled'] as const satisfies readonly JobState[]
/** Jobs have one order only: of these the oldest come first where the list is turned round. */
const reversedMax = 2000

/** The lists that the page is put together from; none of what the filters leave nothing of. */
export function entriesOf(house: House, asked: Asked): AsyncGenerator<Placed<ListEntry>, void, void>[] {
  const { filters, known } = asked
  const source = filters.source === undefined ? undefined : known.sources.find(({ name }) => name === filters.source)
  const plan = filters.plan === undefined ? undefined : known.plans.find(({ name }) => name === filters.plan)
  const target = filters.target === undefined ? undefined : known.targets.find(({ name }) => name === filters.target)
  // A name that nothing has is a filter that nothing fits.
  if ((filters.source !== undefined && source === undefined) || (filters.plan !== undefined && plan === undefined)) return []
  const ids = { ...(source === undefined ? {} : { sourceId: source.id }), ...(plan === undefined ? {} : { planId: plan.id }) }
  if (filters.target === undefined) return [backupsOf(house, asked, ids), jobsOf(house, asked, ids)]
  // A run without a backup lies nowhere.
  return target === undefined ? [] : [backupsOf(house, asked, { ...ids, targetId: target.id })]
}

interface Ids {
  readonly sourceId?: string
  readonly planId?: string
  readonly targetId?: string
}

async function* backupsOf(house: House, { filters, now, page }: Asked, ids: Ids): AsyncGenerator<Placed<ListEntry>, void, void> {
  const { text, scope, mode, trigger, period, state, trust } = filters
  if (state !== undefined && withoutBackup.some((one) => one === state)) return
  const filter = {
    ...ids,
    ...given({ text, scope, mode, trigger }),
    ...(period === undefined ? {} : { from: since(now, period) }),
    ...(state === undefined ? {} : { state: state === 'delete_pending' ? 'delete_pending' : 'kept' }),
  } as BackupFilter
  const fits = (backup: Backup) =>
    (trust === undefined || backup.trust === trust) &&
    (state !== 'completed' || backup.warnings === 0) &&
    (state !== 'completed_with_warnings' || backup.warnings > 0)
  const load = (part: Page) => house.backups.list(filter, part)
  for await (const backup of inPortions(load, { ...page, atOf: ({ startedAt }) => startedAt }))
    yield { at: backup.startedAt, id: backup.id, item: fits(backup) ? { backup } : null }
}

async function* jobsOf(house: House, asked: Asked, ids: Ids): AsyncGenerator<Placed<ListEntry>, void, void> {
  const { filters, known, now, page } = asked
  const { state, trust, trigger, period, text } = filters
  const states = state === undefined ? withoutBackup : withoutBackup.filter((one) => one === state)
  // A run without a backup has neither trust nor a name.
  if (states.length === 0 || trust !== undefined || text !== undefined) return
  const filter = { kind: 'backup', states, ...ids, ...given({ trigger }) } as JobFilter
  const from = period === undefined ? null : since(now, period)
  for await (const job of jobsInOrder(house, filter, page)) {
    const what = whatOf(job, known)
    const isFit =
      (filters.scope === undefined || filters.scope === what.scope) &&
      (filters.mode === undefined || filters.mode === what.mode) &&
      (from === null || job.queuedAt >= from)
    yield { at: job.queuedAt, id: job.id, item: isFit ? { job, ...what } : null }
  }
}

async function* jobsInOrder({ jobs }: House, filter: JobFilter, page: Asked['page']): AsyncGenerator<Job, void, void> {
  if (page.isReversed !== true) {
    yield* inPortions((part) => jobs.list(filter, part), { ...page, atOf: ({ queuedAt }) => queuedAt })
    return
  }
  const after = page.after ?? null
  for (const job of (await jobs.list(filter, { limit: reversedMax })).toReversed()) {
    const ms = after === null ? 1 : job.queuedAt.getTime() - after.at.getTime()
    if (ms > 0 || (ms === 0 && job.id > after!.id)) yield job
  }
}

function whatOf({ request, sourceId, planId }: Job, { sources, plans }: Known): { scope: Scope | null; mode: Backup['mode'] | null } {
  if (request.kind !== 'backup') return { scope: null, mode: null }
  const source = sources.find(({ id }) => id === sourceId)
  const plan = plans.find(({ id }) => id === planId)
  const tables = request.tables ?? plan?.settings.tables ?? null
  return {
    scope: source === undefined ? null : scopeOf(source.dialect, tables),
    mode: request.mode ?? plan?.settings.mode ?? 'full',
  }
}

function since(now: Date, days: string): Date {
  return new Date(now.getTime() - Number(days) * dayMs)
}

function given(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined))
}
