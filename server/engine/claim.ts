import type { Call, Target } from '../../plugins/contract.ts'
import { Failure, toFailure } from '../../plugins/failure.ts'
import { recordSuffix } from '../archive/record.ts'
import { isArchiveName, splitKey } from '../domain/name.ts'
import type { Clock } from '../seams/clock.ts'
import { isOwnerGone, ownerName } from '../seams/owner.ts'

/**
 * A small object beside an archive that is being written. It reserves the name (two backups in one second get two names)
 * and tells a later sweep whose unfinished archive it is.
 */
export const claimSuffix = '.claim'

export interface ClaimRequest {
  /** One that fails is left out, as long as any other is left. */
  readonly targets: readonly { readonly target: Target; readonly prefix: string }[]
  readonly nameOf: (ordinal: number) => string
}

/** An owner that may be alive for all that can be seen from here is given up after this long; no backup runs for a week. */
const oldClaimMs = 7 * 24 * 60 * 60 * 1000
const ordinalMax = 1000
const releaseMs = 10_000
const claimBytesMax = 4096

/** An archive's key at one target. */
export interface ClaimPlace {
  readonly target: Target
  readonly key: string
}

/** A name that is this job's at every target. Dispose gives it up and removes whatever was written under it and is not to stay. */
export interface ClaimedName extends AsyncDisposable {
  readonly name: string
  /** Why the name could not be claimed at some of the targets, by their place in the request. */
  readonly failures: ReadonlyMap<number, Failure>
  /** The archive there is to stay: it is committed, or somebody else wrote it without claiming the name. */
  leave(place: ClaimPlace): void
}

/** Reserves the first free name of `nameOf(1)`, `nameOf(2)`, … at every target. */
export async function claimName(request: ClaimRequest, call: Call): Promise<ClaimedName> {
  const failures = new Map<number, Failure>()
  for (let ordinal = 1; ordinal <= ordinalMax; ordinal++) {
    const name = request.nameOf(ordinal)
    const places = request.targets.map(({ target, prefix }) => ({ target, key: prefix + name }))
    const held = await claimPlaces(places, failures, call)
    if (held !== null) return claimed(name, { held, failures })
  }
  throw new Failure('conflict', `${request.nameOf(1)} and its ${ordinalMax} successors are all taken`)
}

/** Claims one key, or says with null that it is taken. Dispose gives it up as that of `claimName` does. */
export async function claimKey(place: ClaimPlace, call: Call): Promise<ClaimedName | null> {
  const failures = new Map<number, Failure>()
  const held = await claimPlaces([place], failures, call)
  return held === null ? null : claimed(splitKey(place.key).name, { held, failures })
}

function claimed(name: string, of: { readonly held: readonly ClaimPlace[]; readonly failures: ReadonlyMap<number, Failure> }): ClaimedName {
  const leaving = new Set(of.held)
  return {
    name,
    failures: of.failures,
    leave({ target, key }) {
      for (const place of leaving) if (place.target === target && place.key === key) leaving.delete(place)
    },
    async [Symbol.asyncDispose]() {
      for (const place of of.held) await giveUp(place, !leaving.has(place))
    },
  }
}

/** What can't be removed now keeps its claim: a later sweep finds it, for its owner is gone by then. */
async function giveUp({ target, key }: ClaimPlace, isStaying: boolean): Promise<void> {
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

/**
 * The places that are held now; null when the name is taken at any. One that fails is left out and added to `failures`; the first failure is
 * thrown when none is left.
 */
async function claimPlaces(places: readonly ClaimPlace[], failures: Map<number, Failure>, call: Call): Promise<ClaimPlace[] | null> {
  await using claims = new AsyncDisposableStack()
  const held: ClaimPlace[] = []
  for (const [at, place] of places.entries()) {
    if (failures.has(at)) continue
    try {
      const result = await claimPlace(place, call)
      if (result === 'taken') return null
      held.push(place)
      claims.defer(() => giveUp(place, true))
    } catch (error) {
      call.signal.throwIfAborted()
      failures.set(at, toFailure(error, `claiming ${place.key}`))
    }
  }
  if (held.length === 0) throw [...failures.values()][0]!
  claims.move()
  return held
}

/** A claim whose put failed is left alone, because it may be somebody else's; if it is ours, a later sweep finds that its owner is gone. */
async function claimPlace(place: ClaimPlace, call: Call): Promise<'held' | 'taken'> {
  const { target, key } = place
  if (!(await putClaim(target, { key: key + claimSuffix, owner: ownerName() }, call))) return 'taken'
  await using claim = new AsyncDisposableStack()
  claim.defer(() => giveUp(place, true))
  if ((await target.stat(key, call)) !== null || (await target.stat(key + recordSuffix, call)) !== null) return 'taken'
  claim.move()
  return 'held'
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
    if (archive === null || !isArchiveName(splitKey(archive).name)) continue
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
