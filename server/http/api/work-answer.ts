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

type WaitCall = Call<unknown, { readonly wait?: number | undefined }, unknown>

/** What every request for work answers: 202 with the job, or 200 with it as it ended where the client waited for that. */
export async function workAnswer(call: WaitCall, job: Job): Promise<Answer> {
  return workAnswerOf(call, [job], ([only]) => shapeOfJob(only!))
}

/** The same of several jobs, at least one: 200 only once all have ended. `show` makes the body of them. */
export async function workAnswerOf(call: WaitCall, jobs: readonly Job[], show: (jobs: readonly Job[]) => unknown): Promise<Answer> {
  const { house, query, signal } = call
  house.control.wake()
  const answerOf = (latest: readonly Job[]) =>
    answer(show(latest), latest.every(({ state }) => isTerminal(state)) ? 200 : 202, { location: `/api/v1/jobs/${latest[0]!.id}` })
  const seconds = query.wait ?? 0
  if (seconds === 0) return answerOf(jobs)
  const later = async () => answerOf(await Promise.all(jobs.map(({ id }) => waitForEnd(id, house, { seconds, signal }))))
  return { ...answerOf(jobs), later }
}
