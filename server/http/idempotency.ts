import { createHash } from 'node:crypto'
import { Failure } from '../../plugins/failure.ts'
import type { Installation } from '../services/installation.ts'
import { type Answer, answer } from './answer.ts'
import type { Call } from './call.ts'

/** How long an answer is kept for those who ask again. */
const keptMs = 86_400_000

const keyPattern = /^[\x21-\x7e]{1,200}$/

/**
 * Does the work once for all requests with the same `Idempotency-Key`: a client that lost the answer asks again and gets the same one. Throws `invalid` when the key
 * was used for another request, and `conflict` while the first is being worked on. What fails may be tried again.
 */
export async function once(call: Call, work: () => Promise<Answer | Response>): Promise<Answer | Response> {
  const key = call.context.req.header('idempotency-key')
  if (key === undefined) return work()
  if (!keyPattern.test(key)) {
    throw new Failure('invalid', 'Idempotency-Key is not 1 to 200 printable ASCII characters.', { remedy: 'Send a UUID.' })
  }
  const { answers } = call.house.installation.store
  const actor = call.requestedBy ?? ''
  const requestDigest = digestOf(call)
  const kept = await answers.claim({ actor, key, requestDigest, at: call.house.installation.seams.clock.now() })
  if (kept !== null) return replay(kept, requestDigest)
  try {
    const given = await work()
    if (given instanceof Response) await answers.release(actor, key)
    else await answers.settle(actor, key, { status: given.status, body: JSON.stringify(given.body) })
    return given
  } catch (error) {
    await answers.release(actor, key)
    throw error
  }
}

/** Forgets answers that nobody can be waiting for any more. Meant to be called about once an hour. */
export async function forgetAnswers({ store, seams }: Pick<Installation, 'store' | 'seams'>): Promise<void> {
  await store.answers.forgetBefore(new Date(seams.clock.now().getTime() - keptMs))
}

function replay(kept: { requestDigest: string; status: number | null; body: string | null }, digest: string): Answer {
  if (kept.requestDigest !== digest) {
    throw new Failure('invalid', 'This Idempotency-Key was used for another request.', { remedy: 'Make up a new key for each request.' })
  }
  if (kept.status === null || kept.body === null) {
    throw new Failure('conflict', 'The first request with this Idempotency-Key is still being worked on.', {
      remedy: 'Ask again in a moment.',
    })
  }
  return answer(JSON.parse(kept.body), kept.status, { 'idempotency-replayed': 'true' })
}

function digestOf({ context, body }: Call): string {
  const { method, path } = context.req
  return createHash('sha256')
    .update(JSON.stringify([method, path, body]))
    .digest('hex')
}
