import type { Seams } from '../seams/seams.ts'
import type { Store } from '../store/store.ts'
import type { Argon2 } from './argon2.ts'
import { AuditLog } from './audit.ts'
import { Authenticator } from './authenticate.ts'
import { KeyService } from './keys.ts'
import { LoginService } from './login.ts'
import { Passwords } from './passwords.ts'
import { SecondFactor } from './second-factor.ts'
import { SessionService } from './sessions.ts'
import { Setup } from './setup.ts'
import { Throttle } from './throttle.ts'
import { TokenService } from './tokens.ts'
import { TotpService } from './totp-service.ts'
import { UserService } from './users.ts'

export interface AuthOptions {
  readonly store: Store
  readonly seams: Pick<Seams, 'clock' | 'randomness'>
  /** 32 hex digits. */
  newId(): string
  /** In place of the runtime's. */
  readonly argon2?: Argon2
}

/** Who may come in, and what they did. Opens nothing, so that there is nothing to close. */
export interface Auth {
  readonly users: UserService
  readonly totp: TotpService
  readonly keys: KeyService
  readonly tokens: TokenService
  readonly sessions: SessionService
  readonly login: LoginService
  readonly authenticator: Authenticator
  readonly audit: AuditLog
  readonly setup: Setup
  readonly throttle: Throttle
}

/** Puts the parts together over a store that stays the caller's. One for a process: the throttle counts in memory. */
export function openAuth({ store, seams, newId, argon2 }: AuthOptions): Auth {
  const { clock, randomness } = seams
  const audit = new AuditLog({ store, clock })
  const passwords = new Passwords({ randomness, ...(argon2 === undefined ? {} : { argon2 }) })
  const throttle = new Throttle()
  const sessions = new SessionService({ store, clock, randomness })
  const keys = new KeyService({ store, clock, randomness, audit, newId })
  const tokens = new TokenService({ store, clock, randomness })
  const secondFactor = new SecondFactor({ store, clock, throttle })
  return {
    users: new UserService({ store, clock, passwords, audit, newId, sessionIdOf: (value) => sessions.idOf(value) }),
    totp: new TotpService({ store, clock, randomness, secondFactor, audit }),
    keys,
    tokens,
    sessions,
    login: new LoginService({ store, clock, passwords, sessions, throttle, secondFactor, audit }),
    authenticator: new Authenticator({ keys, tokens, sessions }),
    audit,
    setup: new Setup({ store, clock, randomness, passwords, audit, newId }),
    throttle,
  }
}

/** What is to be done once an hour: forgets sessions that expired and a setup link that did. */
export async function tidyAuth(auth: Pick<Auth, 'sessions' | 'setup'>, signal: AbortSignal): Promise<void> {
  await auth.setup.forgetExpired()
  while (!signal.aborted && !(await auth.sessions.forgetExpired()));
}
