import type { Clock } from '../seams/clock.ts'
import type { Store } from '../store/store.ts'
import type { User } from '../store/user-row.ts'
import { hashRecoveryCode, isRecoveryCode } from './recovery-codes.ts'
import { type Attempt, type Throttle, tooEarly } from './throttle.ts'
import { matchingStep, readTotpSecret } from './totp.ts'

export interface SecondFactorOptions {
  readonly store: Store
  readonly clock: Clock
  readonly throttle: Throttle
}

/** Takes the codes of people who have a second factor: those of their phone, and recovery codes. Each is good once. */
export class SecondFactor {
  readonly #store: Store
  readonly #clock: Clock
  readonly #throttle: Throttle

  constructor({ store, clock, throttle }: SecondFactorOptions) {
    this.#store = store
    this.#clock = clock
    this.#throttle = throttle
  }

  /** Uses the code up; which kind it was, or null for a wrong one. Throws `denied` after too many wrong ones. Ask only once the password was right. */
  async take(user: User, code: string, attempt: Attempt): Promise<'totp' | 'recovery' | null> {
    const nowMs = this.#clock.monotonicMs()
    const wait = this.#throttle.beginCode(attempt, nowMs)
    if (wait > 0) throw tooEarly(wait)
    const taken = await this.#take(user, code)
    if (taken !== null) this.#throttle.giveBackCode(attempt, nowMs)
    return taken
  }

  async #take(user: User, code: string): Promise<'totp' | 'recovery' | null> {
    if (code.length > 64) return null
    if (isRecoveryCode(code)) return (await this.#store.users.takeRecoveryCode(user.id, hashRecoveryCode(code))) ? 'recovery' : null
    const secret = readTotpSecret((await this.#store.users.totpSecret(user.id)) ?? '')
    const step = secret === null ? null : matchingStep(secret, code, this.#clock.now())
    return step !== null && (await this.#store.users.takeTotpStep(user.id, step)) ? 'totp' : null
  }
}
