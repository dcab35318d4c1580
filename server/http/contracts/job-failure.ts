import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { Failure } from '../../../plugins/failure.ts'
import type { Job } from '../../domain/work.ts'
import type { Call } from '../call.ts'
import { sayingOf, statusOf } from '../failure.ts'
import { endOf } from './job-end.ts'

const nameOf: Readonly<Record<Job['kind'], string>> = {
  backup: 'backup',
  restore: 'restore',
  verify: 'verification',
  prune: 'removal',
  copy: 'copy',
  rescan: 'rescan',
}

/** Waits until the job is done, for as long as the client does. Throws `failureOfJob` when it ends in any other way. */
export async function waitUntilDone(call: Call, job: Job): Promise<Job> {
  const ended = await endOf(call, job)
  const failure = failureOfJob(ended)
  if (failure !== null) throw failure
  return ended
}

/**
 * Why a job that has ended did not do what it should; null when it did, or goes on. It is no fault of the request, whatever its code says: a database
 * that is gone makes a job fail as `not_found`, and must not be answered as if the backup were.
 */
export function failureOfJob({ id, kind, state, failure }: Pick<Job, 'id' | 'kind' | 'state' | 'failure'>): Failure | null {
  const given = { remedy: 'Start it again.', detail: { failedJobId: id } }
  const name = nameOf[kind]
  if (state === 'cancelled') return new Failure('conflict', `The ${name} was cancelled.`, given)
  if (state === 'timeout') return new Failure('unavailable', `The ${name} took too long and was ended.`, given)
  if (state !== 'failed') return null
  if (failure === null) return new Failure('unavailable', `The ${name} failed.`, given)
  // The daemon's log was told of what nobody is to blame for when the job met it.
  const code = failure.code === 'internal' ? 'unavailable' : failure.code
  return new Failure(code, failure.message, failure.remedy === null ? { detail: given.detail } : { ...given, remedy: failure.remedy })
}

/** Whether it is that of a job, and not of the request. */
export function isOfJob({ detail }: Pick<Failure, 'detail'>): boolean {
  return typeof detail['failedJobId'] === 'string'
}

/** As natively, but 500 for a job that failed. */
export function contractStatusOf(failure: Failure): ContentfulStatusCode {
  return isOfJob(failure) ? 500 : statusOf(failure)
}

/** What happened and what to do next, for envelopes that have room for one text. */
export function sentencesOf(failure: Failure): string {
  const { message, remedy } = sayingOf(failure)
  return remedy === null ? message : `${message}${/[.!?]$/.test(message) ? '' : '.'} ${remedy}`
}
