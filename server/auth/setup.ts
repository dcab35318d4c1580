import { hash, timingSafeEqual } from 'node:crypto'
import { Failure } from '../../plugins/failure.ts'
import type { Clock } from '../seams/clock.ts'
import type { Randomness } from '../seams/randomness.ts'
import type { Nouns, Store } from '../store/store.ts'
import type { AuditLog } from './audit.ts'
import { checkName } from './names.ts'
import { checkPassword } from './password-policy.ts'
import type { Passwords } from './passwords.ts'
import { type ShownUser, shownUser } from './shown-user.ts'

export interface SetupOptions {
  readonly store: Store
  readonly clock: Clock
  readonly randomness: Randomness
  readonly passwords: Passwords
  readonly audit: AuditLog
  newId(): string
}

export interface SetupClaim {
  readonly token: string
  readonly name: string
  readonly password: string
  readonly address: string | null
}

/** The setting that holds the hash of the token, and since when. */
export const setupTokenSetting = 'setup_token'

const lifetimeMs = 24 * 3_600_000

/** The way in while there is nobody yet: one link, good once, for a day after the daemon was started. */
export class Setup {
  readonly #options: SetupOptions

  constructor(options: SetupOptions) {
    this.#options = options
  }

  /** A new token for the link, which ends the one before; null when there are users, so that there is nothing to set up. */
  async ensureSetupToken(): Promise<string | null> {
    const { store, randomness, clock } = this.#options
    const token = Buffer.from(randomness.bytes(32)).toString('base64url')
    return store.transaction(async ({ users, settings }) => {
      if ((await users.count()) > 0) {
        await settings.remove(setupTokenSetting)
        return null
      }
      await settings.set(setupTokenSetting, `${hashOf(token)} ${clock.now().getTime()}`)
      return token
    })
  }

  /** Whether the first user is still to be made. */
  async isOpen(): Promise<boolean> {
    return (await this.#options.store.users.count()) === 0
  }

  /** Whether the link would work now. */
  async isValid(token: string): Promise<boolean> {
    return (await this.isOpen()) && (await this.#isToken(token, this.#options.store))
  }

  /** Makes the first admin, once, however many come at the same time. Throws `unauthenticated` for a wrong token, `conflict` for whoever is late, `invalid`. */
  async claimSetup({ token, name: given, password, address }: SetupClaim): Promise<ShownUser> {
    const { store, clock, passwords, audit, newId } = this.#options
    // Before the password is hashed, which is work that strangers must not order.
    await this.#check(token, store)
    const name = checkName(given, 'user')
    checkPassword(password, name)
    const passwordHash = await passwords.hash(password)
    return store.transaction(async (nouns) => {
      await this.#check(token, nouns)
      const user = await nouns.users.insert({ id: newId(), name, passwordHash, role: 'admin', createdAt: clock.now() })
      await nouns.settings.remove(setupTokenSetting)
      const detail = { name, role: user.role }
      await audit.record({ actor: null, actorName: 'setup', action: 'setup.claim', subject: `user:${user.number}`, address, detail }, nouns)
      return shownUser(user)
    })
  }

  /** Forgets a token that has expired. */
  async forgetExpired(): Promise<void> {
    await this.#options.store.transaction(async ({ settings }) => {
      const kept = readKept(await settings.get(setupTokenSetting))
      if (kept !== null && !this.#isFresh(kept.sinceMs)) await settings.remove(setupTokenSetting)
    })
  }

  async #check(token: string, nouns: Pick<Nouns, 'users' | 'settings'>): Promise<void> {
    if ((await nouns.users.count()) > 0) {
      throw new Failure('conflict', 'The first admin has been made already.', {
        remedy: 'Sign in. If it was not you who made it, "holdfast user list" on the machine shows who is there.',
      })
    }
    if (await this.#isToken(token, nouns)) return
    throw new Failure('unauthenticated', 'This setup link is not valid, or not any more.', {
      remedy: 'Start the daemon anew: it then shows a fresh link. Or make a user on the machine with "holdfast user add NAME".',
    })
  }

  async #isToken(token: string, { settings }: Pick<Nouns, 'settings'>): Promise<boolean> {
    const kept = readKept(await settings.get(setupTokenSetting))
    if (kept === null || !this.#isFresh(kept.sinceMs)) return false
    return timingSafeEqual(Buffer.from(hashOf(token)), Buffer.from(kept.hash))
  }

  #isFresh(sinceMs: number): boolean {
    return Math.abs(this.#options.clock.now().getTime() - sinceMs) < lifetimeMs
  }
}

function hashOf(token: string): string {
  return hash('sha256', token, 'hex')
}

function readKept(text: string | null): { readonly hash: string; readonly sinceMs: number } | null {
  const [, found, sinceMs] = /^([0-9a-f]{64}) (\d{1,15})$/.exec(text ?? '') ?? []
  return found === undefined ? null : { hash: found, sinceMs: Number(sinceMs) }
}
