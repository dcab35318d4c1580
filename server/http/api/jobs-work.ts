import { Failure } from '../../../plugins/failure.ts'
import { mayCancel, type Principal } from '../../domain/principal.ts'
import { isAtLeast } from '../../domain/role.ts'
import { isTerminal, type Job } from '../../domain/work.ts'
import { retryRefusal } from '../../services/jobs.ts'
import type { Call } from '../call.ts'
import { requireReach } from './jobs-list.ts'

type AnyCall = Call<unknown, unknown, unknown>

/** What an operator may try again: the work that it may also ask for. */
const operatorKinds: ReadonlySet<string> = new Set(['backup', 'verify', 'copy'])

/** Whether this work is for somebody of this role to ask for again. */
function mayAskFor({ role }: Pick<Principal, 'role'>, { kind }: Pick<Job, 'kind'>): boolean {
  return role === 'admin' || (isAtLeast(role, 'backup_operator') && operatorKinds.has(kind))
}

/** What somebody may do about a job as it is now. */
export function deedsFor(principal: Principal, job: Job): { readonly mayCancel: boolean; readonly mayRetry: boolean } {
  const isOpen = !isTerminal(job.state) && !job.isCancelRequested
  return { mayCancel: isOpen && mayCancel(principal, job), mayRetry: retryRefusal(job) === null && mayAskFor(principal, job) }
}

/** Asks for the end of a job and audits it. Throws `denied` for somebody else's, and what `JobService.cancel` throws. */
export async function cancelJob(call: AnyCall, job: Job): Promise<void> {
  if (!mayCancel(call.principal, job)) {
    throw new Failure('denied', 'Somebody else asked for this job.', { remedy: 'Ask them, or an admin.' })
  }
  await call.house.jobs.cancel(job.id)
  await call.audit('job.cancel', job.id, { kind: job.kind })
}

/** Queues once more what a job was to do, and audits it. Throws `denied` for work that only admins ask for, and what `JobService.retry` throws. */
export async function retryJob(call: AnyCall, job: Job): Promise<Job> {
  if (!mayAskFor(call.principal, job)) {
    throw new Failure('denied', `Only an admin may ask for a ${job.kind}.`, { remedy: 'Ask an admin.' })
  }
  await requireReach(call, job)
  const retry = await call.house.jobs.retry(job.id, call.requestedBy)
  await call.audit('job.retry', job.id, { jobId: retry.id, kind: job.kind })
  return retry
}
