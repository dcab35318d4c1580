import type { Referrers } from './chain-rule.ts'
import type { Verdict } from './retention-rules.ts'

/** A removal, and whether only the cap asks for it. */
export interface Removal {
  readonly verdict: Verdict
  readonly isCapped: boolean
}

/**
 * What to remove, in an order that may be interrupted anywhere: only what nothing left refers to is ever taken, the oldest of that first. What no
 * rule keeps goes; then, while the rest is above the cap, what only rules keep.
 */
export function planRemovals(verdicts: readonly Verdict[], referrers: Referrers, sizeBytesMax: number | null): Removal[] {
  const peeling = new Peeling(verdicts, referrers)
  peeling.removeUnwanted()
  while (sizeBytesMax !== null && peeling.cappedBytes > sizeBytesMax && peeling.removeForCap()) peeling.removeUnwanted()
  return peeling.removals
}

class Peeling {
  readonly removals: Removal[] = []
  cappedBytes = 0
  readonly #places: ReadonlyMap<string, { readonly verdict: Verdict; readonly age: number }>
  /** How many of those left refer to each. */
  readonly #referrers: Map<string, number>
  readonly #unwanted = new OrderedQueue()
  readonly #overridable = new OrderedQueue()

  constructor(verdicts: readonly Verdict[], referrers: Referrers) {
    this.#places = new Map(verdicts.map((verdict, age) => [verdict.backup.id, { verdict, age }]))
    this.#referrers = new Map([...referrers].map(([id, those]) => [id, those.length]))
    for (const verdict of verdicts.toReversed()) {
      this.cappedBytes += capShare(verdict)
      this.#offer(verdict.backup.id)
    }
  }

  removeUnwanted(): void {
    for (let id = this.#unwanted.take(); id !== null; id = this.#unwanted.take()) this.#remove(id, false)
  }

  removeForCap(): boolean {
    const id = this.#overridable.take()
    if (id !== null) this.#remove(id, true)
    return id !== null
  }

  #offer(id: string): void {
    const place = this.#places.get(id)
    if (place === undefined || (this.#referrers.get(id) ?? 0) > 0 || place.verdict.protections.length > 0) return
    if (place.verdict.rules.length === 0) this.#unwanted.add({ id, order: place.age })
    // All that doesn't count goes before anything that does.
    else this.#overridable.add({ id, order: place.age + capTier(place.verdict) * this.#places.size })
  }

  #remove(id: string, isCapped: boolean): void {
    const { verdict } = this.#places.get(id)!
    this.removals.push({ verdict, isCapped })
    this.cappedBytes -= capShare(verdict)
    for (const needed of new Set(verdict.backup.needs)) {
      this.#referrers.set(needed, (this.#referrers.get(needed) ?? 0) - 1)
      if (needed !== id) this.#offer(needed)
    }
  }
}

/** What a backup takes of the cap: nothing where it would push out regular backups without being one that the cap could remove. */
function capShare({ backup, protections }: Verdict): number {
  if (backup.purpose === 'regular') return backup.sizeBytes
  return backup.purpose === 'upload' || protections.some(({ code }) => code === 'fresh_safety') ? 0 : backup.sizeBytes
}

function capTier({ backup, uncounted }: Verdict): number {
  if (backup.purpose === 'safety') return 0
  return uncounted === null ? 2 : 1
}

interface Queued {
  readonly id: string
  readonly order: number
}

/** Gives the lowest order first. */
class OrderedQueue {
  /** Highest first, so that the lowest is taken, and what comes newest first is added, at the end. */
  readonly #queued: Queued[] = []

  add(added: Queued): void {
    let low = 0
    let high = this.#queued.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#queued[middle]!.order > added.order) low = middle + 1
      else high = middle
    }
    this.#queued.splice(low, 0, added)
  }

  take(): string | null {
    return this.#queued.pop()?.id ?? null
  }
}
