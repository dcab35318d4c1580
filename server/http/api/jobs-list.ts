import { z } from 'zod'
import { Failure } from '../../../plugins/failure.ts'
import type { Job, JobState } from '../../domain/work.ts'
import type { JobFilter } from '../../store/jobs.ts'
import { type Answer, answer } from '../answer.ts'
import type { Call } from '../call.ts'
import { listed, type PagingQuery, pageOf } from '../paging.ts'
import { findBackup } from './backups-find.ts'
import { jobShape, shapeOfJob } from './job-shape.ts'
import { nameOrId } from './noun-fields.ts'
import { namedInBody } from './noun-trial.ts'
import { requirePlan } from './plan-shape.ts'
import { requireSource } from './source-shape.ts'

type AnyCall = Call<unknown, unknown, unknown>

const words = z.union([z.string(), z.array(z.string()).max(20)]).transform((given) => [given].flat().flatMap((some) => some.split(',')))

/** What jobs are looked for by. */
export const jobQuery = {
  kind: jobShape.shape.kind.optional(),
  state: words
    .pipe(z.array(jobShape.shape.state))
    .optional()
    .meta({ description: `One of ${jobShape.shape.state.options.join(', ')}; several repeated, or with commas between them.` }),
  trigger: jobShape.shape.trigger.optional(),
  source: nameOrId('source').optional(),
  plan: nameOrId('plan').optional(),
  backup: z.string().optional().meta({ description: 'Number, id or name of a backup.' }),
}

export interface JobQuery extends PagingQuery {
  readonly kind?: Job['kind'] | undefined
  readonly state?: readonly JobState[] | undefined
  readonly trigger?: Job['trigger'] | undefined
  readonly source?: string | undefined
  readonly plan?: string | undefined
  readonly backup?: string | undefined
}

/** Answers with a page of the jobs that fit, the newest first, of those that the key may see. */
export async function listJobs(call: AnyCall, query: JobQuery): Promise<Answer> {
  const { house } = call
  const filter = await filterOf(call, query)
  const found = await house.jobs.list(filter, pageOf(query))
  return answer(
    await listed(query, found, {
      placeOf: ({ queuedAt, id }) => ({ at: queuedAt, id }),
      show: shapeOfJob,
      count: () => house.jobs.count(filter),
    }),
  )
}

async function filterOf(call: AnyCall, { kind, state, trigger, source, plan, backup }: JobQuery): Promise<JobFilter> {
  const { sourceIds } = call.principal
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(state === undefined ? {} : { states: state }),
    ...(trigger === undefined ? {} : { trigger }),
    ...(sourceIds === null ? {} : { sourceIds }),
    ...(source === undefined ? {} : { sourceId: (await namedInBody({ source: 'source' }, requireSource(call, source))).id }),
    ...(plan === undefined ? {} : { planId: (await namedInBody({ plan: 'plan' }, requirePlan(call, plan))).plan.id }),
    ...(backup === undefined ? {} : { backupId: (await findBackup(call, backup)).id }),
  }
}

/** Throws `denied` for a restore into a place that is kept nowhere: it is listed under the source of its backup, and is not of it. */
export function requireDestination(call: AnyCall, { request }: Pick<Job, 'request'>): void {
  if (request.kind === 'restore') call.requireSource('sourceId' in request.to ? request.to.sourceId : null)
}

/** Throws `denied` unless the key is for all that a job reads and writes, and not only for the source that it is listed under. */
export async function requireReach(call: AnyCall, { request }: Pick<Job, 'request'>): Promise<void> {
  requireDestination(call, { request })
  if (request.kind !== 'restore') return
  const backup = 'backupId' in request.from ? await call.house.installation.store.backups.find(request.from.backupId) : null
  call.requireSource(backup?.sourceId ?? null)
}

/** A job by its id or the start of it. Throws `not_found`, `invalid` when several are meant, `denied` for one about what the key isn't for. */
export async function findJob(call: AnyCall, text: string): Promise<Job> {
  try {
    const job = await call.house.jobs.find(text)
    call.requireSource(job.sourceId)
    return job
  } catch (error) {
    // That others begin like that is nothing for a key that may not see them.
    if (!(error instanceof Failure) || error.code !== 'invalid' || call.principal.sourceIds === null) throw error
    throw new Failure('not_found', `There is no single job ${text}.`, { remedy: 'Give its whole id.' })
  }
}
