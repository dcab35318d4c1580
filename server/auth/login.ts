import { Failure } from '../../plugins/failure.ts'
import type { Principal } from '../domain/principal.ts'
import type { Clock } from '../seams/clock.ts'
import type { Store } from '../store/store.ts'
import { foldUserName, type User } from '../store/user-row.ts'
import type { AuditLog } from './audit.ts'
import type { Passwords } from './passwords.ts'
import { principalOfUser, refused } from './principals.ts'
import type { SecondFactor } from './second-factor.ts'
import type { SessionService, StartedSession } from './sessions.ts'
import { type Attempt, type Throttle, tooEarly } from './throttle.ts'
import { subjectOf } from './users.ts'

export interface LoginOptions {
  readonly store: Store
  readonly clock: Clock
  readonly passwords: Passwords
  readonly sessions: SessionService
  readonly throttle: Throttle
  readonly secondFactor: SecondFactor
  readonly audit: AuditLog
}

export interface Credentials {
  readonly name: string
  readonly password: string
  /** Of the second factor, or a recovery code. */
  readonly code?: string | null
  readonly address: string | null
}

export interface LoginRequest extends Credentials {
  /** How the browser names itself. */
  readonly agent: string | null
  /** The cookie that it came with; that session ends. */
  readonly sessionCookie?: string | null
}

export interface LoggedIn extends StartedSession {
  readonly principal: Principal
}

/**
 * Lets people in who show that they are who they say. All that it refuses looks alike, and takes alike long: `unauthenticated`, whether the user is
 * unknown or disabled or the password wrong; with `needsCode` in its detail only once the password was right. After too many failures it throws
 * `denied` with `retryAfterSeconds`, and `unavailable` when too many come at once.
 */
export class LoginService {
  readonly #options: LoginOptions

  constructor(options: LoginOptions) {
    this.#options = options
  }

  /** Begins a session. */
  async login(request: LoginRequest): Promise<LoggedIn> {
    const user = await this.#prove(request, 'session')
    const { sessions } = this.#options
    const started = await sessions.start(user, request, request.sessionCookie ?? null)
    return { ...started, principal: principalOfUser(user, 'session') }
  }

  /** Who it is, without a session: for a program that asks for a token. */
  async check(credentials: Credentials): Promise<Principal> {
    return principalOfUser(await this.#prove(credentials, 'token'), 'session')
  }

  /** Whether it is still the person who is logged in, before something that a session left open must not do. Throws `unauthenticated` like a login. */
  async confirm(principal: Principal, { password, address }: Pick<Credentials, 'password' | 'address'>): Promise<void> {
    const user = principal.kind === 'user' ? await this.#options.store.users.find(principal.id) : null
    if (user === null || user.isDisabled) throw refused('session')
    const attempt = { account: foldUserName(user.name), address }
    const isRight = await this.#isRight(attempt, password, user)
    if (isRight) this.#options.throttle.giveBack(attempt)
    else throw await this.#failed(attempt, user, 'password')
  }

  async #prove(credentials: Credentials, purpose: 'session' | 'token'): Promise<User> {
    const { store, clock, throttle, audit } = this.#options
    const { name, password, code = null, address } = credentials
    const attempt: Attempt = { account: foldUserName(name), address }
    const user = await store.users.findByName(name)
    const isRight = await this.#isRight(attempt, password, user)
    if (user === null || !isRight || user.isDisabled)
      throw await this.#failed(attempt, user, user?.isDisabled && isRight ? 'disabled' : 'password')
    // The password was right; what may count from here on are codes.
    throttle.giveBack(attempt)
    const factor = user.hasTotp ? await this.#takeCode(user, code, attempt) : 'password'
    throttle.succeed(attempt, clock.monotonicMs())
    await this.#strengthen(user, password)
    await store.users.seeLogin(user.id, clock.now())
    const actor = principalOfUser(user, 'session')
    await audit.record({ actor, action: 'login.ok', subject: subjectOf(user), address, detail: { factor, for: purpose } })
    return user
  }

  /** Does the same work for a name that nobody has. */
  async #isRight(attempt: Attempt, password: string, user: User | null): Promise<boolean> {
    const { clock, throttle, passwords } = this.#options
    const wait = throttle.begin(attempt, clock.monotonicMs())
    if (wait > 0) throw tooEarly(wait)
    try {
      return await passwords.verify(password, user?.passwordHash ?? passwords.decoy)
    } catch (error) {
      throttle.giveBack(attempt)
      throw error
    }
  }

  async #takeCode(user: User, code: string | null, attempt: Attempt): Promise<'totp' | 'recovery'> {
    if (code === null || code === '') {
      throw new Failure('unauthenticated', 'A code of the second factor is needed besides the password.', {
        remedy: 'Send the code that your phone shows, or a recovery code.',
        detail: { needsCode: true },
      })
    }
    const taken = await this.#options.secondFactor.take(user, code, attempt)
    if (taken === null) throw await this.#failed(attempt, user, 'code')
    return taken
  }

  /** Writes it down, without the name that was typed: some type their password there. */
  async #failed({ address }: Attempt, user: User | null, wrong: 'password' | 'code' | 'disabled'): Promise<Failure> {
    const subject = user === null ? null : subjectOf(user)
    const detail = { wrong: user === null ? 'name' : wrong }
    await this.#options.audit.record({ actor: null, action: 'login.failed', subject, address, detail })
    return new Failure('unauthenticated', 'The name, the password or the code is wrong.', {
      remedy: 'Check them and try again; an admin, or "holdfast user passwd NAME" on the machine, can set a new password.',
      ...(wrong === 'code' ? { detail: { needsCode: true } } : {}),
    })
  }

  /** A hash of less work than today's is replaced, now that the password is at hand. */
  async #strengthen(user: User, password: string): Promise<void> {
    const { store, passwords } = this.#options
    if (passwords.isOutdated(user.passwordHash)) await store.users.rehash(user.id, user.passwordHash, await passwords.hash(password))
  }
}
