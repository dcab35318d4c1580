import { Failure } from '../../../plugins/failure.ts'
import type { Job } from '../../domain/work.ts'
import type { Call } from '../call.ts'
import { findJob } from './jobs-list.ts'

/** A restore by the id of its job or the start of that. Throws what `findJob` throws, and `not_found` for a job of another kind. */
export async function findRestore(call: Call<unknown, unknown, unknown>, text: string): Promise<Job> {
  const job = await findJob(call, text)
  if (job.kind === 'restore') return job
  throw new Failure('not_found', `There is no restore ${text}.`, { remedy: 'Look at the list of restores.' })
}
