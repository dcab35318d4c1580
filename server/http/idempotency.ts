import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import { Failure } from '../../plugins/failure.ts'
import type { Installation } from '../services/installation.ts'
import { type Answer, answer } from './answer.ts'
import type { Call } from './call.ts'
import type { Route } from './route.ts'

/** How long an answer is kept for those who ask again. */
const keptMs = 86_400_000

const keyPattern = /^[\x21-\x7e]{1,200}$/

/**
 * Whether a request is done once however often it is sent. Such a one is done to its end when its client goes away: it comes again for the answer, and must
 * not find that nothing was asked for.
 */
export function isKeyed(route: Pick<Route, 'isIdempotent'>, context: Context): boolean {
  return route.isIdempotent === true && context.req.header('idempotency-key') !== undefined
}

/**
 * Does the work once for all requests with the same `Idempotency-Key`: a client that lost the answer asks again and gets the same one. Throws `invalid` when the key
 * was used for another request, and `conflict` while the first is being worked on. What fails may be tried again.
 */
export async function once(call: Call, work: () => Promise<Answer | Response>): Promise<Answer | Response> {
  const key = call.context.req.header('idempotency-key') ?? ''
  if (!keyPattern.test(key)) {
    throw new Failure('invalid', 'Idempotency-Key is not 1 to 200 printable ASCII characters.', { remedy: 'Send a UUID.' })
  }
  const { answers } = call.house.installation.store
  const actor = call.requestedBy ?? ''
  const requestDigest = digestOf(call)
  const kept = await answers.claim({ actor, key, requestDigest, at: call.house.installation.seams.clock.now() })
  if (kept !== null) return replay(kept, requestDigest)
  const settle = ({ status, body }: Answer) => answers.settle(actor, key, { status, body: JSON.stringify(body) })
  const given = await worked(work, () => answers.release(actor, key))
  if (given instanceof Response) {
    await answers.release(actor, key)
    return given
  }
  await settle(given)
  if (given.later === undefined) return given
  // From here on it is done, whatever becomes of the waiting.
  const last = await given.later().catch(() => given)
  await settle(last)
  return last
}

async function worked<Given>(work: () => Promise<Given>, release: () => Promise<void>): Promise<Given> {
  try {
    return await work()
  } catch (error) {
    await release()
    throw error
  }
}

/** Gives back the keys of requests that the daemon was ended in the middle of. Only before it listens. */
export async function forgetUnanswered({ store }: Pick<Installation, 'store'>): Promise<void> {
  await store.answers.forgetUnanswered()
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

/** How long somebody waits and how they say who they are is no part of what they ask for. */
function digestOf({ context, body, query }: Call): string {
  const { method, path } = context.req
  const { wait: _, api_key: __, ...wish } = query as Record<string, unknown>
  return createHash('sha256')
    .update(JSON.stringify([method, path, body, wish]))
    .digest('hex')
}
