import type { PastRestore } from '../../../../views/pages/restore/past.ts'
import type { Source } from '../../../domain/source.ts'
import type { Job, RequestOf } from '../../../domain/work.ts'
import { placeName } from '../../../services/restore-facts.ts'
import type { House } from '../../house.ts'

const latestMax = 5

/** The latest restores. */
export async function latestRestores(house: House, sources: readonly Source[]): Promise<PastRestore[]> {
  const jobs = await house.jobs.list({ kind: 'restore' }, { limit: latestMax })
  return Promise.all(jobs.map((job) => pastOf(job, house, sources)))
}

/** A restore with the names of its ends, as far as they are still there. */
export async function pastOf(job: Job, house: House, sources: readonly Source[]): Promise<PastRestore> {
  const { request } = job
  if (request.kind !== 'restore') return { job, from: job.id, into: '' }
  return { job, from: await nameOfFrom(request, house), into: nameOfTo(request, sources) }
}

async function nameOfFrom({ from }: RequestOf<'restore'>, { installation }: House): Promise<string> {
  if ('path' in from) return from.name
  const backup = await installation.store.backups.find(from.backupId)
  return backup?.name ?? from.backupId.slice(0, 12)
}

function nameOfTo({ to }: RequestOf<'restore'>, sources: readonly Source[]): string {
  if ('dialect' in to) return placeName(to)
  return sources.find(({ id }) => id === to.sourceId)?.name ?? to.sourceId.slice(0, 12)
}
