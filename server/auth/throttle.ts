import { Failure } from '../../plugins/failure.ts'
import { Recent } from './recent.ts'
import { ThrottleLedger } from './throttle-ledger.ts'
import { addressRule, codeRule, neighbourhood, pairRule, pressureRule, waitMs } from './throttle-rules.ts'

/** Who tries to be whom. */
export interface Attempt {
  /** The name as it is compared, whether there is such a user or not. */
  readonly account: string
  readonly address: string | null
}

const accountLengthMax = 100
const entriesMax = 20_000
/** An address that somebody logged in from is theirs for this long. */
const knownMs = 30 * 86_400_000

/**
 * Slows down guessing without locking anybody out: only who failed waits, and whoever logged in from an address before is held up there by their
 * own failures alone. A try counts as a failure from its beginning, so that many at once gain nothing. Keeps all in memory, of bounded size; times
 * come from the caller and must never go back.
 */
export class Throttle {
  readonly #pairs = new ThrottleLedger(pairRule, entriesMax)
  readonly #addresses = new ThrottleLedger(addressRule, entriesMax)
  readonly #accounts = new ThrottleLedger(pressureRule, entriesMax)
  readonly #codes = new ThrottleLedger(codeRule, entriesMax)
  readonly #known = new Recent<number>(entriesMax)

  /** How much it remembers, for whoever watches its memory. */
  get size(): number {
    return this.#pairs.size + this.#addresses.size + this.#accounts.size + this.#codes.size + this.#known.size
  }

  /** How long to wait, in milliseconds, before the password may be looked at. 0 means now, and counts the try. */
  begin(attempt: Attempt, nowMs: number): number {
    const { pair, address, account } = keysOf(attempt)
    const own = this.#pairs.waitMs(pair, nowMs)
    const wait = this.#isKnown(pair, nowMs) ? own : Math.max(own, this.#addresses.waitMs(address, nowMs), this.#pressure(attempt, nowMs))
    if (wait > 0) return wait
    this.#pairs.count(pair, nowMs)
    this.#addresses.count(address, nowMs)
    this.#accounts.count(account, nowMs)
    return 0
  }

  /** The try is no failure: it wasn't looked at, or the password was right. */
  giveBack(attempt: Attempt): void {
    const { pair, address, account } = keysOf(attempt)
    this.#pairs.uncount(pair)
    this.#addresses.uncount(address)
    this.#accounts.uncount(account)
  }

  /** Somebody is in: what this address did to this account is forgotten, and it is known from now on. The try itself is given back before. */
  succeed(attempt: Attempt, nowMs: number): void {
    const { pair } = keysOf(attempt)
    this.#pairs.forget(pair)
    this.#codes.forget(knownCodeKey(pair))
    this.#known.set(pair, nowMs)
  }

  /** The same as `begin` for a code, whose password was right. Strangers to the account share one count, whatever their address. */
  beginCode(attempt: Attempt, nowMs: number): number {
    const key = this.#codeKey(attempt, nowMs)
    const wait = this.#codes.waitMs(key, nowMs)
    if (wait === 0) this.#codes.count(key, nowMs)
    return wait
  }

  /** The code is no failure: it was right, or wasn't looked at. */
  giveBackCode(attempt: Attempt, nowMs: number): void {
    this.#codes.uncount(this.#codeKey(attempt, nowMs))
  }

  /** What others did to the account makes who failed there too wait longer. Measured from its own last failure, or they could keep it out for ever. */
  #pressure(attempt: Attempt, nowMs: number): number {
    const { pair, account } = keysOf(attempt)
    const own = this.#pairs.find(pair)
    const all = this.#accounts.find(account)
    return own === undefined || all === undefined ? 0 : waitMs({ count: all.count, lastMs: own.lastMs }, pressureRule, nowMs)
  }

  #codeKey(attempt: Attempt, nowMs: number): string {
    const { pair, account } = keysOf(attempt)
    return this.#isKnown(pair, nowMs) ? knownCodeKey(pair) : `any ${account}`
  }

  #isKnown(pair: string, nowMs: number): boolean {
    const sinceMs = this.#known.get(pair)
    return sinceMs !== undefined && nowMs - sinceMs < knownMs
  }
}

/** The refusal of a try that comes too early; `retryAfterSeconds` says when it may come. */
export function tooEarly(waitMs: number): Failure {
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000))
  return new Failure('denied', 'There were too many failed attempts, so this one was not looked at.', {
    remedy: `Wait ${retryAfterSeconds} seconds, then try again.`,
    detail: { retryAfterSeconds },
  })
}

function keysOf({ account, address }: Attempt): { readonly pair: string; readonly address: string; readonly account: string } {
  const place = neighbourhood(address)
  const name = account.slice(0, accountLengthMax)
  return { pair: `${place} ${name}`, address: place, account: name }
}

function knownCodeKey(pair: string): string {
  return `known ${pair}`
}
