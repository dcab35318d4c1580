import type { Job } from '../../domain/work.ts'
import type { Call } from '../call.ts'
import { waitForEnd } from '../wait.ts'

/** The job once it has ended, however that was. Throws the signal's reason when the client goes away; the job goes on then. */
export async function endOf(call: Call, job: Job): Promise<Job> {
  call.house.control.wake()
  return waitForEnd(job.id, call.house, { seconds: null, signal: call.signal })
}
