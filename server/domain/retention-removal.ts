import type { Referrers } from './chain-rule.ts'
import type { RetentionPolicy } from './retention-policy.ts'
import type { Verdict } from './retention-rules.ts'

/** A removal, and the cap that asks for it; null where no rule keeps the backup. */
export interface Removal {
  readonly verdict: Verdict
  readonly cap: 'count' | 'size' | null
}

/** What the policy allows at most, whatever its rules say. */
export type Caps = Pick<RetentionPolicy, 'countMax' | 'sizeBytesMax'>

/**
 * What to remove, in an order that may be interrupted anywhere: only what nothing left refers to is ever taken, the oldest of that first. What no
 * rule keeps goes; then, while a line has more backups than it may, what only rules keep of it; then, while the rest takes too much, of all of them.
 */
export function planRemovals(verdicts: readonly Verdict[], referrers: Referrers, { countMax, sizeBytesMax }: Caps): Removal[] {
  const peeling = new Peeling(verdicts, referrers)
  // Each time anew from the first question, because what goes may free something that another line or rule held on to.
  do peeling.removeUnwanted()
  while (peeling.removeForCount(countMax ?? Infinity) || peeling.removeForSize(sizeBytesMax ?? Infinity))
  return peeling.removals
}

/** The regular backups of a line that are left, and those of them that a cap may take. */
interface Line {
  count: number
  readonly overridable: OrderedQueue
}

class Peeling {
  readonly removals: Removal[] = []
  #cappedBytes = 0
  readonly #places: ReadonlyMap<string, { readonly verdict: Verdict; readonly age: number }>
  /** How many of those left refer to each. */
  readonly #referrers: Map<string, number>
  readonly #removed = new Set<string>()
  readonly #unwanted = new OrderedQueue(this.#removed)
  readonly #overridable = new OrderedQueue(this.#removed)
  readonly #lines = new Map<string, Line>()

  constructor(verdicts: readonly Verdict[], referrers: Referrers) {
    this.#places = new Map(verdicts.map((verdict, age) => [verdict.backup.id, { verdict, age }]))
    this.#referrers = new Map([...referrers].map(([id, those]) => [id, those.length]))
    for (const verdict of verdicts.toReversed()) {
      this.#cappedBytes += capShare(verdict)
      this.#count(verdict, 1)
      this.#offer(verdict.backup.id)
    }
  }

  removeUnwanted(): void {
    for (let next = this.#unwanted.first(); next !== null; next = this.#unwanted.first()) this.#remove(next.id, null)
  }

  /** One of a line that has more than it may; false when there is none that may go. */
  removeForCount(countMax: number): boolean {
    const above = this.#lines.values().filter(({ count }) => count > countMax)
    const first = above
      .map(({ overridable }) => overridable.first())
      .reduce((lowest, next) => (lowest === null || (next !== null && next.order < lowest.order) ? next : lowest), null)
    if (first !== null) this.#remove(first.id, 'count')
    return first !== null
  }

  /** One of all, while they take more than they may; false when there is none that may go. */
  removeForSize(sizeBytesMax: number): boolean {
    const first = this.#cappedBytes > sizeBytesMax ? this.#overridable.first() : null
    if (first !== null) this.#remove(first.id, 'size')
    return first !== null
  }

  #count({ backup }: Verdict, change: 1 | -1): void {
    if (backup.purpose !== 'regular') return
    const line = this.#lines.get(backup.line) ?? { count: 0, overridable: new OrderedQueue(this.#removed) }
    line.count += change
    this.#lines.set(backup.line, line)
  }

  #offer(id: string): void {
    const place = this.#places.get(id)
    if (place === undefined || (this.#referrers.get(id) ?? 0) > 0 || place.verdict.protections.length > 0) return
    const { verdict, age } = place
    if (verdict.rules.length === 0) {
      this.#unwanted.add({ id, order: age })
      return
    }
    // All that doesn't count goes before anything that does.
    const queued = { id, order: age + capTier(verdict) * this.#places.size }
    this.#overridable.add(queued)
    if (verdict.backup.purpose === 'regular') this.#lines.get(verdict.backup.line)!.overridable.add(queued)
  }

  #remove(id: string, cap: Removal['cap']): void {
    const { verdict } = this.#places.get(id)!
    this.removals.push({ verdict, cap })
    this.#removed.add(id)
    this.#cappedBytes -= capShare(verdict)
    this.#count(verdict, -1)
    for (const needed of new Set(verdict.backup.needs)) {
      this.#referrers.set(needed, (this.#referrers.get(needed) ?? 0) - 1)
      if (needed !== id) this.#offer(needed)
    }
  }
}

/** What a backup takes of the cap on bytes: nothing where it would push out regular ones without being one that this cap could remove. */
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

/** Gives the lowest order first, of what was not removed by way of another queue. */
class OrderedQueue {
  readonly #removed: ReadonlySet<string>
  /** Highest first, so that the lowest is taken, and what comes newest first is added, at the end. */
  readonly #queued: Queued[] = []

  constructor(removed: ReadonlySet<string>) {
    this.#removed = removed
  }

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

  first(): Queued | null {
    while (this.#queued.length > 0 && this.#removed.has(this.#queued.at(-1)!.id)) this.#queued.pop()
    return this.#queued.at(-1) ?? null
  }
}
