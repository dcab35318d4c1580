import type { Principal } from '../domain/principal.ts'

/** Whatever a request carries that may say who sends it. */
export interface Credentials {
  readonly authorization: string | undefined
  readonly apiKeyHeader: string | undefined
  readonly apiKeyQuery: string | undefined
  readonly sessionCookie: string | undefined
  readonly address: string
  readonly isSecure: boolean
}

/** What the frame of the routes needs of `server/auth`. */
export interface HouseAuth {
  readonly authenticator: {
    authenticate(given: Credentials): Promise<{ readonly principal: Principal; readonly cookie?: string } | null>
  }
  readonly sessions: { readonly cookieName: string }
  readonly audit: {
    record(entry: {
      readonly actor: Principal | null
      readonly action: string
      readonly subject: string
      readonly address: string
      readonly detail: Readonly<Record<string, unknown>>
    }): Promise<unknown>
  }
}
