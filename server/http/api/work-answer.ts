import { z } from 'zod'
import { isTerminal, type Job } from '../../domain/work.ts'
import { type Answer, answer } from '../answer.ts'
import type { Call } from '../call.ts'
import { waitForEnd } from '../wait.ts'
import { shapeOfJob } from './job-shape.ts'

/** Longer than that, a proxy would have given up. */
const waitMax = 300

export const waitQuery = {
  wait: z.coerce
    .number()
    .min(0)
    .max(waitMax)
    .optional()
    .meta({ description: `Seconds to wait for the end of the job, at most ${waitMax}.` }),
}

/** What every request for work answers: 202 with the job, or 200 with it as it ended where the client waited for that. */
export async function workAnswer(call: Call<unknown, { readonly wait?: number | undefined }, unknown>, job: Job): Promise<Answer> {
  const { house, query, signal } = call
  house.control.wake()
  const seconds = query.wait ?? 0
  const latest = seconds === 0 ? job : await waitForEnd(job.id, house, { seconds, signal })
  const isEnded = isTerminal(latest.state)
  return answer(shapeOfJob(latest), isEnded ? 200 : 202, { location: `/api/v1/jobs/${job.id}` })
}
