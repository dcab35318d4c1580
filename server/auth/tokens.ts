import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { Failure } from '../../plugins/failure.ts'
import { actorOf, type Principal } from '../domain/principal.ts'
import type { Clock } from '../seams/clock.ts'
import type { Randomness } from '../seams/randomness.ts'
import type { Store } from '../store/store.ts'
import { numberIn } from './names.ts'
import { isLive, principalOfKey, principalOfUser } from './principals.ts'

export interface TokensOptions {
  readonly store: Store
  readonly clock: Clock
  readonly randomness: Randomness
}

export interface IssuedToken {
  readonly token: string
  readonly expiresAt: Date
}

/** The setting that holds the secret of the signatures, sealed. */
export const tokenSecretSetting = 'token_secret'

export const tokenSecondsDefault = 15 * 60
export const tokenSecondsMax = 24 * 3600
const tokenLengthMax = 1024
/** How far the clock may have stepped back since a token was given out. */
const leewaySeconds = 60

const header = partOf({ alg: 'HS256', typ: 'JWT' })

const claimsSchema = z.strictObject({
  sub: z.string(),
  iat: z.int(),
  exp: z.int(),
  jti: z.string(),
  epoch: z.int(),
})

type Claims = z.infer<typeof claimsSchema>

/** Short-lived tokens (RFC 7519) that stand for a user or a key. Nothing of them is kept; whom they stand for is looked up at every use. */
export class TokenService {
  readonly #options: TokensOptions

  constructor(options: TokensOptions) {
    this.#options = options
  }

  /** Throws `invalid` for a lifetime out of bounds, `denied` for who came with a token: those would live for ever. */
  async issue(principal: Principal, lifetimeSeconds = tokenSecondsDefault): Promise<IssuedToken> {
    if (!Number.isInteger(lifetimeSeconds) || lifetimeSeconds < 1 || lifetimeSeconds > tokenSecondsMax) {
      throw new Failure('invalid', `A token lives for 1 to ${tokenSecondsMax} seconds.`, {
        remedy: 'Ask for a shorter time, or use a key.',
        detail: { fields: ['lifetimeSeconds'] },
      })
    }
    if (principal.by === 'token') {
      throw new Failure('denied', 'A token can fetch no other token.', { remedy: 'Use the password or the key that it was fetched with.' })
    }
    const standing = await this.standing(actorOf(principal))
    if (standing === null) throw new Failure('unauthenticated', 'The account is not there any more.', { remedy: 'Ask an admin.' })
    const { clock, randomness } = this.#options
    const iat = Math.floor(clock.now().getTime() / 1000)
    const jti = Buffer.from(randomness.bytes(16)).toString('hex')
    const claims: Claims = { sub: actorOf(principal), iat, exp: iat + lifetimeSeconds, jti, epoch: standing.epoch }
    const signed = `${header}.${partOf(claims)}`
    return { token: `${signed}.${sign(signed, await this.#secret()).toString('base64url')}`, expiresAt: new Date(claims.exp * 1000) }
  }

  /** Whom it stands for; null when it was not signed here, has expired, or who it stands for may not come in any more, or not as that. */
  async verify(token: string): Promise<Principal | null> {
    const claims = await this.#claimsOf(token)
    if (claims === null) return null
    const nowSeconds = this.#options.clock.now().getTime() / 1000
    const isTimely = nowSeconds < claims.exp && claims.iat <= nowSeconds + leewaySeconds && claims.exp - claims.iat <= tokenSecondsMax
    const standing = isTimely ? await this.standing(claims.sub) : null
    return standing !== null && standing.epoch === claims.epoch ? standing.principal : null
  }

  async #claimsOf(token: string): Promise<Claims | null> {
    if (token.length > tokenLengthMax) return null
    const parts = token.split('.')
    const [givenHeader, payload = '', signature = ''] = parts
    // There is one header that we write, so that no other algorithm is even considered.
    if (parts.length !== 3 || givenHeader !== header) return null
    const given = bytesOf(signature)
    const wanted = sign(`${header}.${payload}`, await this.#secret())
    if (given === null || given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null
    return readClaims(payload)
  }

  /** Who `user:3` or `key:5` is now, and since which change; null for who may not come in any more. */
  async standing(actor: string): Promise<{ readonly principal: Principal; readonly epoch: number } | null> {
    const { store, clock } = this.#options
    const userNumber = numberIn(actor, 'user')
    if (userNumber !== null) {
      const user = await store.users.findByNumber(userNumber)
      return user === null || user.isDisabled ? null : { principal: principalOfUser(user, 'token'), epoch: user.epoch }
    }
    const keyNumber = numberIn(actor, 'key')
    const key = keyNumber === null ? null : await store.apiKeys.findByNumber(keyNumber)
    // Nothing about a key ever changes except that it ends.
    return key === null || !isLive(key, clock.now()) ? null : { principal: principalOfKey(key, 'token'), epoch: 0 }
  }

  /** Made at its first use. */
  async #secret(): Promise<Buffer> {
    const { store, randomness } = this.#options
    const kept = await store.settings.getSecret(tokenSecretSetting)
    if (kept !== null) return Buffer.from(kept, 'base64')
    return store.transaction(async ({ settings }) => {
      const meanwhile = await settings.getSecret(tokenSecretSetting)
      const secret = meanwhile ?? Buffer.from(randomness.bytes(32)).toString('base64')
      if (meanwhile === null) await settings.setSecret(tokenSecretSetting, secret)
      return Buffer.from(secret, 'base64')
    })
  }
}

function partOf(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function sign(text: string, secret: Buffer): Buffer {
  return createHmac('sha256', secret).update(text).digest()
}

/** Null unless it is written the one way that base64url is written. */
function bytesOf(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : null
}

function readClaims(payload: string): Claims | null {
  try {
    const parsed = claimsSchema.safeParse(JSON.parse(bytesOf(payload)?.toString('utf8') ?? ''))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
