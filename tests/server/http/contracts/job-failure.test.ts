import { expect, test } from 'vitest'
import { Failure, failureCodes } from '../../../../plugins/failure.ts'
import type { Job } from '../../../../server/domain/work.ts'
import { contractStatusOf, failureOfJob, isOfJob, sentencesOf } from '../../../../server/http/contracts/job-failure.ts'

function ended(state: Job['state'], failure: Job['failure'] = null) {
  return failureOfJob({ id: 'job', kind: 'restore', state, failure })
}

test('a job that failed is no fault of the request, whatever it failed with', () => {
  for (const code of failureCodes) {
    const failure = ended('failed', { code, message: 'The file is gone.', remedy: 'Look for it.', detail: {} })!
    expect([isOfJob(failure), contractStatusOf(failure), sentencesOf(failure)]).toEqual([true, 500, 'The file is gone. Look for it.'])
  }
  const request = new Failure('not_found', 'There is no such backup.')
  expect([isOfJob(request), contractStatusOf(request), sentencesOf(request)]).toEqual([false, 404, 'There is no such backup.'])
})

test('two sentences stay two, also where the first has no stop', () => {
  const said = (message: string, remedy?: string) => sentencesOf(new Failure('invalid', message, remedy === undefined ? {} : { remedy }))
  expect(said('there is no file /srv/app.db', 'Check the path.')).toBe('there is no file /srv/app.db. Check the path.')
  expect(said('It is gone.', 'Look for it.')).toBe('It is gone. Look for it.')
  expect(said('there is no file /srv/app.db')).toBe('there is no file /srv/app.db')
})

test('every end says what it was, and a good one or none says nothing', () => {
  expect(ended('cancelled')?.message).toBe('The restore was cancelled.')
  expect(ended('timeout')?.message).toBe('The restore took too long and was ended.')
  expect(ended('failed')?.message).toBe('The restore failed.')
  for (const state of ['pending', 'running', 'completed', 'completed_with_warnings'] as const) expect(ended(state)).toBeNull()
})
