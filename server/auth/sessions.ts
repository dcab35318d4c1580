import { hash } from 'node:crypto'
import { type Adapter, Cookie, type DatabaseSession, type DatabaseUser, Lucia, TimeSpan } from 'lucia'
import { type Clock, systemClock } from '../seams/clock.ts'
import type { Randomness } from '../seams/randomness.ts'
import type { Session } from '../store/sessions.ts'
import type { Store } from '../store/store.ts'
import type { User } from '../store/user-row.ts'
import { refused } from './principals.ts'

export interface SessionsOptions {
  readonly store: Store
  readonly clock: Clock
  readonly randomness: Randomness
}

/** Where a session was begun. */
export interface SessionPlace {
  readonly address: string | null
  readonly agent: string | null
}

/** What a browser gets. */
export interface StartedSession {
  /** What the browser holds; nothing of it is kept but its hash. */
  readonly value: string
  readonly expiresAt: Date
}

const cookieName = 'holdfast_session'
const valueBytes = 32
const lifetimeDays = 14
/** However often it is used: a cookie that was stolen without anybody noticing is no key for ever. */
const ageDaysMax = 90
const dayMs = 86_400_000
const agentLengthMax = 300
const forgottenAtOnce = 500

/**
 * The sessions of people. They end two weeks after their last use, give or take one, and 90 days after the login at the latest; those of a user who is
 * disabled end at once.
 */
export class SessionService {
  readonly #store: Store
  readonly #clock: Clock
  readonly #randomness: Randomness
  readonly #lucia: Lucia
  readonly cookieName = cookieName

  constructor({ store, clock, randomness }: SessionsOptions) {
    this.#store = store
    this.#clock = clock
    this.#randomness = randomness
    this.#lucia = new Lucia(new StoreAdapter(store, clock), {
      sessionExpiresIn: new TimeSpan(lifetimeDays, 'd'),
      sessionCookie: { name: cookieName, attributes: { sameSite: 'lax', path: '/' } },
    })
  }

  /**
   * Begins a session with a value that nobody chose; `replaces` is the cookie that the browser came with, whose session ends. `user` is as it was
   * when the password was right: throws `unauthenticated` when the password, the role or the account changed since.
   */
  async start(user: User, place: SessionPlace, replaces: string | null = null): Promise<StartedSession> {
    if (replaces !== null) await this.end(replaces)
    const value = Buffer.from(this.#randomness.bytes(valueBytes)).toString('base64url')
    const facts: SessionPlace = { address: place.address, agent: place.agent?.slice(0, agentLengthMax) ?? null }
    const { id } = await this.#lucia.createSession(user.id, facts, { sessionId: idOf(value) })
    // Looked at behind the write: whoever changes the password from here on finds this session and ends it.
    const now = await this.#store.users.find(user.id)
    const session = await this.#store.sessions.find(id)
    if (now === null || session === null || now.isDisabled || now.epoch !== user.epoch) {
      await this.#store.sessions.remove(id)
      throw refused('session')
    }
    return { value, expiresAt: session.expiresAt }
  }

  /** Whose session it is; `isProlonged` when its cookie must be sent anew. Null for one that is none, or none any more. */
  async validate(value: string): Promise<{ readonly user: User; readonly isProlonged: boolean } | null> {
    if (!isValue(value)) return null
    const { session } = await this.#lucia.validateSession(idOf(value))
    const user = session === null ? null : await this.#store.users.find(session.userId)
    return session === null || user === null || user.isDisabled ? null : { user, isProlonged: session.fresh }
  }

  /** Ends the session of this cookie, if there is one. */
  async end(value: string): Promise<void> {
    if (isValue(value)) await this.#lucia.invalidateSession(idOf(value))
  }

  /** Ends one of a user's sessions by the id that `list` shows. False when it isn't there. */
  async endById(userId: string, id: string): Promise<boolean> {
    const session = await this.#store.sessions.find(id)
    if (session?.userId !== userId) return false
    await this.#lucia.invalidateSession(id)
    return true
  }

  /** Ends all sessions of a user, but for the one of the cookie given. Resolves with how many. */
  async endAll(userId: string, exceptValue: string | null = null): Promise<number> {
    return this.#store.sessions.removeOf(userId, exceptValue === null ? null : idOf(exceptValue))
  }

  /** Those of a user that are alive, the newest first. */
  async list(userId: string): Promise<Session[]> {
    const now = this.#clock.now()
    return (await this.#store.sessions.listOf(userId)).filter(({ expiresAt }) => expiresAt > now)
  }

  /** By what id `list` shows the session of this cookie. */
  idOf(value: string): string {
    return idOf(value)
  }

  /** The header `Set-Cookie` for a session; `isSecure` says whether the request came by TLS. */
  cookie(value: string, isSecure: boolean): string {
    return withSecurity(this.#lucia.createSessionCookie(value), isSecure)
  }

  /** The header `Set-Cookie` that takes the cookie away. */
  blankCookie(isSecure: boolean): string {
    return withSecurity(this.#lucia.createBlankSessionCookie(), isSecure)
  }

  /** Forgets those that expired, some at a time. False when there may be more. */
  async forgetExpired(): Promise<boolean> {
    return (await this.#store.sessions.removeExpired(this.#clock.now(), forgottenAtOnce)) < forgottenAtOnce
  }
}

function isValue(value: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(value)
}

function idOf(value: string): string {
  return hash('sha256', value, 'hex')
}

function withSecurity({ name, value, attributes }: Cookie, isSecure: boolean): string {
  return new Cookie(name, value, { ...attributes, secure: isSecure }).serialize()
}

/** Our store as lucia sees it. Lucia asks the machine for the time; every instant is moved between that clock and ours. */
class StoreAdapter implements Adapter {
  readonly #store: Store
  readonly #clock: Clock

  constructor(store: Store, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  async getSessionAndUser(id: string): Promise<[DatabaseSession | null, DatabaseUser | null]> {
    const session = await this.#store.sessions.find(id)
    if (session === null) return [null, null]
    const user = await this.#store.users.find(session.userId)
    // Without a user, lucia removes the session.
    return [this.#given(session), user === null || user.isDisabled ? null : { id: user.id, attributes: {} }]
  }

  async getUserSessions(userId: string): Promise<DatabaseSession[]> {
    return (await this.#store.sessions.listOf(userId)).map((session) => this.#given(session))
  }

  async setSession({ id, userId, expiresAt, attributes }: DatabaseSession): Promise<void> {
    const { address, agent } = attributes as SessionPlace
    const createdAt = this.#clock.now()
    await this.#store.sessions.insert({ id, userId, expiresAt: this.#kept(expiresAt), createdAt, address, agent })
  }

  async updateSessionExpiration(id: string, expiresAt: Date): Promise<void> {
    const session = await this.#store.sessions.find(id)
    if (session === null) return
    const lastMs = session.createdAt.getTime() + ageDaysMax * dayMs
    const until = new Date(Math.min(this.#kept(expiresAt).getTime(), lastMs))
    if (until > session.expiresAt) await this.#store.sessions.extend(id, until)
  }

  async deleteSession(id: string): Promise<void> {
    await this.#store.sessions.remove(id)
  }

  async deleteUserSessions(userId: string): Promise<void> {
    await this.#store.sessions.removeOf(userId)
  }

  async deleteExpiredSessions(): Promise<void> {
    await this.#store.sessions.removeExpired(this.#clock.now(), forgottenAtOnce)
  }

  #given({ id, userId, expiresAt }: Session): DatabaseSession {
    return { id, userId, expiresAt: new Date(expiresAt.getTime() - this.#aheadMs()), attributes: {} }
  }

  #kept(expiresAt: Date): Date {
    return new Date(expiresAt.getTime() + this.#aheadMs())
  }

  #aheadMs(): number {
    return this.#clock.now().getTime() - systemClock.now().getTime()
  }
}
