import type { Job } from '../../domain/work.ts'
import type { Call } from '../call.ts'

/** Queues a look through a target and audits it. Throws `not_found`. */
export async function rescanTarget(call: Call<unknown, unknown, unknown>, nameOrId: string): Promise<Job> {
  const job = await call.house.rescans.rescan(nameOrId, { trigger: 'manual', requestedBy: call.requestedBy })
  const { name } = await call.house.targets.find(job.targetId!)
  await call.audit('target.rescan', name, { id: job.targetId, jobId: job.id })
  return job
}
