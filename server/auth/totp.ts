import { createHmac, timingSafeEqual } from 'node:crypto'
import { decodeBase32 } from './base32.ts'

/** As long as the HMAC's own output, as RFC 4226 recommends. */
export const totpSecretBytes = 20

const stepMs = 30_000
const digits = 6
/** How far the clock of a phone may be off, in steps. */
const drift = 1

/** The number of the 30 seconds that an instant lies in. */
export function stepAt(now: Date): number {
  return Math.floor(now.getTime() / stepMs)
}

/** The code of a step: RFC 6238 with SHA-1, the only hash that all authenticators take. */
export function totpCode(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const offset = mac[mac.length - 1]! & 15
  const number = mac.readUInt32BE(offset) & 0x7fffffff
  return String(number % 10 ** digits).padStart(digits, '0')
}

/** The step whose code this is, at most one off from now; null for none. Whether it was used before, the caller asks the store. */
export function matchingStep(secret: Uint8Array, code: string, now: Date): number | null {
  const given = Buffer.from(code.replace(/\s/g, ''))
  let found: number | null = null
  for (let step = stepAt(now) - drift; step <= stepAt(now) + drift; step += 1) {
    const wanted = Buffer.from(totpCode(secret, step))
    if (given.length === wanted.length && timingSafeEqual(given, wanted)) found = step
  }
  return found
}

/** A secret as it was shown; null unless it is one of ours. */
export function readTotpSecret(text: string): Uint8Array | null {
  const secret = decodeBase32(text)
  return secret?.length === totpSecretBytes ? secret : null
}

/** What an authenticator reads from a QR code. */
export function otpauthUri(name: string, secret: string): string {
  const label = `Holdfast:${encodeURIComponent(name)}`
  return `otpauth://totp/${label}?secret=${secret}&issuer=Holdfast&algorithm=SHA1&digits=${digits}&period=${stepMs / 1000}`
}
