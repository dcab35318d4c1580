import { Recent } from './recent.ts'
import { countAfter, type Failures, type HoldRule, waitMs } from './throttle-rules.ts'

/** Counts failures by what they have in common, under one rule. It remembers the `sizeMax` that failed last. */
export class ThrottleLedger {
  readonly #rule: HoldRule
  readonly #failures: Recent<Failures>

  constructor(rule: HoldRule, sizeMax: number) {
    this.#rule = rule
    this.#failures = new Recent(sizeMax)
  }

  get size(): number {
    return this.#failures.size
  }

  find(key: string): Failures | undefined {
    return this.#failures.get(key)
  }

  /** How long the next try has to wait; 0 for none that is remembered. */
  waitMs(key: string, nowMs: number): number {
    const failures = this.#failures.get(key)
    return failures === undefined ? 0 : waitMs(failures, this.#rule, nowMs)
  }

  count(key: string, nowMs: number): void {
    this.#failures.set(key, { count: countAfter(this.#failures.get(key), this.#rule, nowMs), lastMs: nowMs })
  }

  /** Takes one back. */
  uncount(key: string): void {
    const failures = this.#failures.get(key)
    if (failures === undefined) return
    if (failures.count <= 1) this.#failures.delete(key)
    else this.#failures.set(key, { ...failures, count: failures.count - 1 })
  }

  forget(key: string): void {
    this.#failures.delete(key)
  }
}
