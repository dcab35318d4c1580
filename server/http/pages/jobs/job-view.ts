import type { JobPageView, NamedLink } from '../../../../views/pages/jobs/view.ts'
import type { Backup } from '../../../domain/backup.ts'
import type { Principal } from '../../../domain/principal.ts'
import { isTerminal, type Job } from '../../../domain/work.ts'
import { deedsFor } from '../../api/jobs-work.ts'
import type { House } from '../../house.ts'
import type { LogTail } from './log-tail.ts'
import { askerOf, type Names, namesOf, subjectOf } from './names.ts'
import { rememberPace } from './pace.ts'

const backupsMax = 20
const relatedMax = 10

/** Draws one job again and again: what it needs beside the job itself is kept between. */
export function followJob(house: House, principal: Principal, tail: () => Promise<LogTail>): (job: Job) => Promise<JobPageView> {
  const pace = rememberPace()
  return async (job) => {
    const { bytesPerSecond } = pace({ job, subject: null, bytesPerSecond: null })
    const names = await namesOf(house)
    const { backups } = house.installation.store
    const about = job.backupId === null ? null : await backups.find(job.backupId)
    return {
      job,
      bytesPerSecond: job.state === 'running' ? bytesPerSecond : null,
      subject: subjectOf(job, names) ?? about?.name ?? null,
      asker: await askerOf(job, house),
      links: linksOf(job, about, names),
      made: await madeBy(job, house),
      safety: job.result?.safetyBackupId == null ? null : await backups.find(job.result.safetyBackupId),
      related: await relatedTo(job, house),
      log: await tail(),
      isAdmin: principal.role === 'admin',
      now: house.installation.seams.clock.now(),
      ...deedsFor(principal, job),
    }
  }
}

function linksOf({ sourceId, targetId, planId, kind }: Job, about: Backup | null, names: Names): JobPageView['links'] {
  const link = (noun: string, id: string | null, all: ReadonlyMap<string, string>): NamedLink | null => {
    const name = id === null ? undefined : all.get(id)
    return name === undefined ? null : { href: `/${noun}/${id}`, name }
  }
  return {
    source: link('sources', sourceId, names.sources),
    target: link('targets', targetId, names.targets),
    plan: link('plans', planId, names.plans),
    // A backup job is about none, it makes one.
    backup: about === null || kind === 'backup' ? null : { href: `/backups/${about.id}`, name: about.name },
  }
}

/** The backups that came of it, as far as they are still known. */
async function madeBy({ kind, result }: Job, { installation }: House): Promise<JobPageView['made']> {
  const ids = kind === 'backup' || kind === 'rescan' || kind === 'verify' || kind === 'copy' ? (result?.backupIds ?? []) : []
  return installation.store.backups.findMany(ids.slice(0, backupsMax))
}

/** What was, or is to be, done with the same backup besides. */
async function relatedTo({ id, backupId, state, kind }: Job, { jobs }: House): Promise<readonly Job[]> {
  if (backupId === null || !isTerminal(state) || kind === 'prune') return []
  const all = await jobs.list({ backupId }, { limit: relatedMax + 1 })
  return all.filter((job) => job.id !== id).slice(0, relatedMax)
}
