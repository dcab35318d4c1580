import type { Call, Target } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import { recordSuffix } from '../archive/record.ts'
import { isArchiveName } from '../domain/name.ts'
import type { Clock } from '../seams/clock.ts'
import { isOwnerGone, ownerName } from '../seams/owner.ts'

/**
 * A small object beside an archive that is being written. It reserves the name (two backups in one second get two names)
 * and tells a later sweep whose unfinished archive it is.
 */
export const claimSuffix = '.claim'

export interface ClaimRequest {
  readonly targets: readonly { readonly target: Target; readonly prefix: string }[]
  readonly nameOf: (ordinal: number) => string
}

/** An owner that may be alive for all that can be seen from here is given up after this long; no backup runs for a week. */
const oldClaimMs = 7 * 24 * 60 * 60 * 1000
const ordinalMax = 1000
const releaseMs = 10_000
const claimBytesMax = 4096

interface Place {
  readonly target: Target
  readonly key: string
}

/** A name that is this job's at every target. Dispose gives it up and removes whatever was written under it and is not to stay. */
export interface ClaimedName extends AsyncDisposable {
  readonly name: string
  /** The archive at `key` is to stay: it is committed, or somebody else wrote it without claiming the name. */
  leave(key: string): void
}

/** Reserves the first free name of `nameOf(1)`, `nameOf(2)`, … at every target. */
export async function claimName(request: ClaimRequest, call: Call): Promise<ClaimedName> {
  for (let ordinal = 1; ordinal <= ordinalMax; ordinal++) {
    const name = request.nameOf(ordinal)
    const places = request.targets.map(({ target, prefix }) => ({ target, key: prefix + name }))
    if (await claimPlaces(places, call)) return claimed(name, places)
  }
  throw new Failure('conflict', `${request.nameOf(1)} and its ${ordinalMax} successors are all taken`)
}

function claimed(name: string, places: readonly Place[]): ClaimedName {
  const staying = new Set<string>()
  return {
    name,
    leave: (key) => void staying.add(key),
    async [Symbol.asyncDispose]() {
      for (const place of places) await giveUp(place, staying.has(place.key))
    },
  }
}

/** What can't be removed now keeps its claim: a later sweep finds it, for its owner is gone by then. */
async function giveUp({ target, key }: Place, isStaying: boolean): Promise<void> {
  const call = { signal: AbortSignal.timeout(releaseMs) }
  try {
    if (!isStaying) {
      await target.remove(key + recordSuffix, call)
      await target.remove(key, call)
    }
    await target.remove(key + claimSuffix, call)
  } catch {
    // See above; nothing of what the job says depends on it.
  }
}

async function claimPlaces(places: readonly Place[], call: Call): Promise<boolean> {
  const owner = ownerName()
  await using claims = new AsyncDisposableStack()
  for (const place of places) {
    const { target, key } = place
    if (!(await putClaim(target, { key: key + claimSuffix, owner }, call))) return false
    claims.defer(() => giveUp(place, true))
    if ((await target.stat(key, call)) !== null || (await target.stat(key + recordSuffix, call)) !== null) return false
  }
  claims.move()
  return true
}

async function putClaim(target: Target, claim: { readonly key: string; readonly owner: string }, call: Call): Promise<boolean> {
  async function* body() {
    yield new TextEncoder().encode(JSON.stringify({ owner: claim.owner }))
  }
  try {
    await target.put(claim.key, body(), { signal: call.signal, exclusive: true })
    return true
  } catch (error) {
    if (error instanceof Failure && error.code === 'conflict') return false
    throw error
  }
}

/**
 * Removes what backups that died left at a target below a prefix: claims whose owner is gone, and archives without a commit record that no
 * living owner claims. Never touches an object that isn't named as an archive. Returns how many objects it removed.
 */
export async function sweepUnfinished(
  target: Target,
  options: { readonly prefix: string; readonly clock: Clock },
  call: Call,
): Promise<number> {
  const keys = new Map<string, Date>()
  for await (const object of target.list(options.prefix, call)) keys.set(object.key, object.modifiedAt)
  let removed = 0
  for (const [key, modifiedAt] of keys) {
    const archive = key.endsWith(claimSuffix) ? key.slice(0, -claimSuffix.length) : null
    if (archive === null || !isArchiveName(archive.slice(archive.lastIndexOf('/') + 1))) continue
    if (!(await isAbandoned(target, { key, modifiedAt, clock: options.clock }, call))) continue
    if (keys.has(archive) && (await target.stat(archive + recordSuffix, call)) === null) {
      await target.remove(archive, call)
      removed++
    }
    await target.remove(key, call)
    removed++
  }
  return removed
}

async function isAbandoned(
  target: Target,
  claim: { readonly key: string; readonly modifiedAt: Date; readonly clock: Clock },
  call: Call,
): Promise<boolean> {
  const owner = await readOwner(target, claim.key, call)
  if (owner !== null && isOwnerGone(owner)) return true
  return claim.clock.now().getTime() - claim.modifiedAt.getTime() > oldClaimMs
}

/** Null for a claim that was removed meanwhile or can't be read as one. */
async function readOwner(target: Target, key: string, call: Call): Promise<string | null> {
  try {
    const pieces: Uint8Array[] = []
    for await (const piece of target.get(key, { signal: call.signal, toByte: claimBytesMax })) pieces.push(piece)
    const value: unknown = JSON.parse(Buffer.concat(pieces).toString('utf8'))
    return typeof value === 'object' && value !== null && 'owner' in value ? String(value.owner) : null
  } catch (error) {
    call.signal.throwIfAborted()
    if (error instanceof SyntaxError || (error instanceof Failure && error.code === 'not_found')) return null
    throw error
  }
}
