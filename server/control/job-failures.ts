import { Failure, type FailureRecord } from '../../plugins/failure.ts'

/** Of a job that ran when its worker was told to stop. */
export function stoppedFailure(): FailureRecord {
  return new Failure('unavailable', 'The daemon was stopped while this job ran.', { remedy: 'Run it again.' }).toJSON()
}

/** Of a job that was ended because it took too long, or did nothing for too long. */
export function tooLong(why: 'timeout' | 'idle'): FailureRecord {
  const message = why === 'timeout' ? 'The job took longer than it may.' : 'Nothing moved for longer than the job allows.'
  return new Failure('unavailable', message, {
    remedy: 'Look at its log for where it stood; allow it more time if that was honest work.',
  }).toJSON()
}
