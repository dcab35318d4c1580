import { Failure } from '../../../plugins/failure.ts'
import type { Backup } from '../../domain/backup.ts'
import type { TrustLevel } from '../../domain/job.ts'
import type { Job } from '../../domain/work.ts'
import type { Call } from '../call.ts'
import { findBackup } from './backups-find.ts'
import { namedInBody } from './noun-trial.ts'
import { requirePlan } from './plan-shape.ts'
import { requireSource } from './source-shape.ts'

type AnyCall = Call<unknown, unknown, unknown>

/** What is to be proven, exactly one of the first three, and how far. */
export interface DrillWish {
  readonly backup?: string | undefined
  readonly plan?: string | undefined
  readonly source?: string | undefined
  readonly level: TrustLevel
  readonly target?: string | undefined
}

/** Queues a verification of each backup that is meant, all or nothing. Throws `invalid` naming the field, and `conflict` where there is no backup yet. */
export async function startDrills(call: AnyCall, wish: DrillWish): Promise<Job[]> {
  return verifyBackups(call, await backupsOf(call, wish), wish)
}

/** Queues a verification of each, all or nothing, and audits it. Throws `invalid` for a target that isn't there. */
export async function verifyBackups(
  call: AnyCall,
  backups: readonly Backup[],
  { level, target }: Pick<DrillWish, 'level' | 'target'>,
): Promise<Job[]> {
  const { house, requestedBy } = call
  const targetId = target === undefined ? null : (await namedInBody({ target: 'target' }, house.targets.find(target))).id
  const ids = backups.map(({ id }) => id)
  const jobs = await house.drills.drillAll(ids, { level, targetId, requestedBy })
  for (const [at, { id, name }] of backups.entries()) await call.audit('backup.verify', name, { backupId: id, jobId: jobs[at]!.id, level })
  return jobs
}

async function backupsOf(call: AnyCall, { backup, plan, source }: DrillWish): Promise<Backup[]> {
  const named = [backup, plan, source].filter((one) => one !== undefined)
  if (named.length !== 1) {
    throw new Failure('invalid', 'Either a backup or a plan has to be named.', {
      remedy: 'Name one.',
      detail: { fields: ['backup', 'plan'] },
    })
  }
  if (plan !== undefined) return newestOfPlan(call, plan)
  if (source !== undefined) return newestOfSource(call, source)
  return [await findBackup(call, backup!)]
}

async function newestOfPlan(call: AnyCall, nameOrId: string): Promise<Backup[]> {
  const { plan } = await namedInBody({ plan: 'plan' }, requirePlan(call, nameOrId))
  const newest = await call.house.drills.newestOf(plan)
  if (newest.length > 0) return newest
  throw new Failure('conflict', `The plan "${plan.name}" has no backup yet.`, { remedy: 'Run it first.' })
}

async function newestOfSource(call: AnyCall, nameOrId: string): Promise<Backup[]> {
  const { id, name } = await namedInBody({ source: 'source' }, requireSource(call, nameOrId))
  const newest = await call.house.backups.list({ sourceId: id, state: 'kept', purpose: 'regular' }, { limit: 1 })
  if (newest.length > 0) return newest
  throw new Failure('conflict', `The source "${name}" has no backup yet.`, { remedy: 'Back it up first.' })
}
