import { Failure } from '../../plugins/failure.ts'
import type { Clock } from '../seams/clock.ts'
import type { Randomness } from '../seams/randomness.ts'
import type { Store } from '../store/store.ts'
import { foldUserName, type User } from '../store/user-row.ts'
import type { AuditLog } from './audit.ts'
import { encodeBase32 } from './base32.ts'
import { type Doer, refuseStrangers } from './doer.ts'
import { hashRecoveryCode, makeRecoveryCodes } from './recovery-codes.ts'
import type { SecondFactor } from './second-factor.ts'
import type { Attempt } from './throttle.ts'
import { matchingStep, otpauthUri, readTotpSecret, totpSecretBytes } from './totp.ts'
import { findUser, subjectOf } from './users.ts'

export interface TotpOptions {
  readonly store: Store
  readonly clock: Clock
  readonly randomness: Randomness
  readonly secondFactor: SecondFactor
  readonly audit: AuditLog
}

/** What a phone reads; kept nowhere until a code shows that it was read. */
export interface TotpOffer {
  readonly secret: string
  readonly uri: string
}

/** The second factor of people: turned on and off by themselves, with a code; taken away by an admin or at the command line. */
export class TotpService {
  readonly #options: TotpOptions

  constructor(options: TotpOptions) {
    this.#options = options
  }

  /** A fresh secret for a phone. Throws `not_found`, `conflict` when there is a second factor already. */
  async offer(wanted: string): Promise<TotpOffer> {
    const user = await findUser(wanted, this.#options.store)
    if (user.hasTotp) throw onAlready(user)
    const secret = encodeBase32(this.#options.randomness.bytes(totpSecretBytes))
    return { secret, uri: otpauthUri(user.name, secret) }
  }

  /** Turns it on with the secret that was offered and a code made from it. Resolves with the recovery codes, which nobody can show again. */
  async enable(wanted: string, given: { readonly secret: string; readonly code: string }, by: Doer): Promise<string[]> {
    const { store, clock, randomness, audit } = this.#options
    const user = await findUser(wanted, store)
    refuseOthers(by, user)
    const secret = readTotpSecret(given.secret)
    const step = secret === null ? null : matchingStep(secret, given.code, clock.now())
    if (secret === null || step === null) throw wrongCode('invalid')
    const codes = makeRecoveryCodes(randomness)
    await store.transaction(async (nouns) => {
      if ((await findUser(user.id, nouns)).hasTotp) throw onAlready(user)
      const now = clock.now()
      const totp = { secret: encodeBase32(secret), lastStep: step, recoveryCodes: codes.map(hashRecoveryCode) }
      await nouns.users.setTotp(user.id, totp, now)
      await audit.record({ ...by, action: 'user.totp_on', subject: subjectOf(user), detail: { name: user.name } }, nouns)
    })
    return codes
  }

  /** Turns one's own off, with a code of it or a recovery code. Throws `unauthenticated` for a wrong one, `denied` after too many, `conflict` when it is off. */
  async disable(wanted: string, code: string, by: Doer): Promise<void> {
    const { store, secondFactor } = this.#options
    const user = await findUser(wanted, store)
    refuseOthers(by, user)
    if (!user.hasTotp) throw new Failure('conflict', `${user.name} has no second factor.`, { remedy: 'There is nothing to turn off.' })
    if ((await secondFactor.take(user, code, attemptOf(user, by))) === null) throw wrongCode('unauthenticated')
    await this.#turnOff(user, by, 'user.totp_off')
  }

  /** Takes it away from somebody who has lost both phone and codes. Throws `denied` to who is no admin, and for one's own. */
  async reset(wanted: string, by: Doer): Promise<void> {
    const user = await findUser(wanted, this.#options.store)
    refuseStrangers(by, user)
    // Else a session left open would be enough to take it away.
    if (by.actor?.id === user.id) {
      throw new Failure('denied', 'Your own second factor is turned off with a code.', {
        remedy: 'Use one of your phone, or a recovery code.',
      })
    }
    await this.#turnOff(user, by, 'user.totp_reset')
  }

  async #turnOff(user: User, by: Doer, action: string): Promise<void> {
    const { store, clock, audit } = this.#options
    await store.transaction(async (nouns) => {
      await nouns.users.setTotp(user.id, null, clock.now())
      await audit.record({ ...by, action, subject: subjectOf(user), detail: { name: user.name } }, nouns)
    })
  }
}

function attemptOf(user: User, by: Doer): Attempt {
  return { account: foldUserName(user.name), address: by.address }
}

/** Only who holds the phone can turn it on or off. */
function refuseOthers({ actor }: Doer, user: User): void {
  if (actor?.kind === 'user' && actor.id === user.id) return
  throw new Failure('denied', 'A second factor is turned on and off by whom it protects.', { remedy: `Sign in as ${user.name}.` })
}

function onAlready(user: User): Failure {
  return new Failure('conflict', `${user.name} has a second factor already.`, { remedy: 'Turn it off first, with a code of it.' })
}

function wrongCode(code: 'invalid' | 'unauthenticated'): Failure {
  return new Failure(code, 'The code is wrong, or was used before.', {
    remedy: 'Wait for the next one, and check that the clocks of phone and server are right.',
    detail: { fields: ['code'] },
  })
}
