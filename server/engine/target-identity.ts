import { z } from 'zod'
import type { Call, Target } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import type { Randomness } from '../seams/randomness.ts'

/** The object below a target's root that says which target it is, so that another disk under the same path is noticed. */
export const identityName = 'holdfast-target.json'

const identityBytesMax = 4096
const identitySchema = z.object({ format: z.literal(1), id: z.string().min(1).max(200) })

/** A target and where in its store it begins. */
export interface TargetRoot {
  readonly target: Target
  readonly root: string
}

/** What the target says of itself; null when it says nothing. Throws `corrupt` for what can't be read as that. */
export async function readIdentity({ target, root }: TargetRoot, call: Call): Promise<string | null> {
  const key = root + identityName
  const object = await target.stat(key, call)
  if (object === null) return null
  const pieces: Uint8Array[] = []
  for await (const piece of target.get(key, { signal: call.signal, toByte: identityBytesMax })) pieces.push(piece)
  try {
    return identitySchema.parse(JSON.parse(Buffer.concat(pieces).toString('utf8'))).id
  } catch (error) {
    call.signal.throwIfAborted()
    throw new Failure('corrupt', `${key} is damaged: it does not say which target this is`, {
      remedy: 'Make sure that this is the right place, then remove that object and let the target be recognised anew.',
      cause: error,
    })
  }
}

/** Throws `unavailable` unless the target says that it is `identity`. Writes nothing. */
export async function requireIdentity(at: TargetRoot & { readonly identity: string }, call: Call): Promise<void> {
  try {
    const found = await readIdentity(at, call)
    if (found === at.identity) return
    const key = at.root + identityName
    throw elsewhere(found === null ? `it has no ${key}` : `its ${key} names ${found}, not ${at.identity}`)
  } catch (error) {
    // So says a target that knows by itself that its root is gone.
    if (error instanceof Failure && error.code === 'not_found') throw elsewhere(error.message, error)
    throw error
  }
}

function elsewhere(what: string, cause?: Failure): Failure {
  return new Failure('unavailable', `another target is there, or it is not mounted: ${what}`, {
    remedy:
      'Mount the disk or give the address that the target had. If it was moved or set up anew on purpose, say so with "holdfast target set NAME --rebind".',
    ...(cause === undefined ? {} : { cause }),
  })
}

/** Gives a target that has none an identity; when somebody else is first, theirs counts. What reads back decides. */
export async function adoptTarget(
  at: TargetRoot & { readonly randomness: Randomness },
  call: Call,
): Promise<{ readonly identity: string; readonly wasNew: boolean }> {
  const id = uuidOf(at.randomness.bytes(16))
  async function* body() {
    yield new TextEncoder().encode(`${JSON.stringify({ format: 1, id })}\n`)
  }
  let refusal: unknown = null
  try {
    await at.target.put(at.root + identityName, body(), { signal: call.signal, exclusive: true })
  } catch (error) {
    call.signal.throwIfAborted()
    refusal = error
  }
  const identity = await readIdentity(at, call)
  if (identity !== null) return { identity, wasNew: identity === id }
  throw refusal ?? new Failure('corrupt', `the target said that ${at.root}${identityName} is written, but it is not there`)
}

/** Version 4 of RFC 9562. */
function uuidOf(bytes: Uint8Array): string {
  const marked = Buffer.from(bytes)
  marked[6] = (marked[6]! & 0x0f) | 0x40
  marked[8] = (marked[8]! & 0x3f) | 0x80
  return marked.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
