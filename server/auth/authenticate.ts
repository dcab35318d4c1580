import type { Principal } from '../domain/principal.ts'
import type { KeyService } from './keys.ts'
import { principalOfKey, principalOfUser, refused } from './principals.ts'
import type { SessionService } from './sessions.ts'
import type { TokenService } from './tokens.ts'

/** What a request brings along to say who asks; undefined or null for what it doesn't bring. */
export interface Presented {
  /** The header `Authorization`. */
  readonly authorization?: string | null | undefined
  /** The header `X-API-Key`. */
  readonly apiKeyHeader?: string | null | undefined
  /** The query's `api_key`. */
  readonly apiKeyQuery?: string | null | undefined
  /** The value of the cookie, without its name. */
  readonly sessionCookie?: string | null | undefined
  /** No credential is bound to an address, so this decides nothing. */
  readonly address: string | null
  /** Whether the request came by TLS, so that a cookie sent anew says so. */
  readonly isSecure: boolean
}

export interface Authenticated {
  readonly principal: Principal
  /** The header `Set-Cookie` of a session that was prolonged. */
  readonly cookie?: string
}

export interface AuthenticatorOptions {
  readonly keys: KeyService
  readonly tokens: TokenService
  readonly sessions: SessionService
}

/** Says who asks. */
export class Authenticator {
  readonly #options: AuthenticatorOptions

  constructor(options: AuthenticatorOptions) {
    this.#options = options
  }

  /**
   * Null when the request brings nothing. Throws `unauthenticated` for a credential that is wrong, expired or revoked; another one beside it is not
   * looked at, so that nobody goes on as somebody else without noticing. What a person or program puts in explicitly comes before the cookie.
   */
  async authenticate(presented: Presented): Promise<Authenticated | null> {
    const { authorization, apiKeyHeader, apiKeyQuery, sessionCookie, isSecure } = presented
    if (authorization != null) return { principal: await this.#byBearer(authorization) }
    const secret = apiKeyHeader ?? apiKeyQuery
    if (secret != null) return { principal: await this.#byKey(secret) }
    return sessionCookie == null ? null : this.#bySession(sessionCookie, isSecure)
  }

  /** Who it is now that something was once done as, by `user:3` or `key:5`; null for who may not come in any more. */
  async recall(actor: string): Promise<Principal | null> {
    return (await this.#options.tokens.standing(actor))?.principal ?? null
  }

  /** RFC 6750; both keys and tokens. */
  async #byBearer(authorization: string): Promise<Principal> {
    const [, credential] = /^bearer +(\S+) *$/i.exec(authorization) ?? []
    if (credential === undefined) throw refused('credential')
    if (credential.startsWith('hf_')) return this.#byKey(credential)
    const principal = await this.#options.tokens.verify(credential)
    if (principal === null) throw refused('token')
    return principal
  }

  async #byKey(secret: string): Promise<Principal> {
    const key = await this.#options.keys.use(secret)
    if (key === null) throw refused('key')
    return principalOfKey(key, 'key')
  }

  async #bySession(value: string, isSecure: boolean): Promise<Authenticated> {
    const { sessions } = this.#options
    const found = await sessions.validate(value)
    if (found === null) throw refused('session')
    const principal = principalOfUser(found.user, 'session')
    return found.isProlonged ? { principal, cookie: sessions.cookie(value, isSecure) } : { principal }
  }
}
