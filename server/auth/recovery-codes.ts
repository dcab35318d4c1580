import { hash } from 'node:crypto'
import type { Randomness } from '../seams/randomness.ts'
import { encodeBase32 } from './base32.ts'

const codeCount = 10
/** Enough that a plain hash of it can't be searched. */
const codeBytes = 10

/** Codes for whoever has lost their phone: `abcd-efgh-ijkl-mnop`. Each is good for one login. */
export function makeRecoveryCodes(randomness: Randomness): string[] {
  return Array.from({ length: codeCount }, () => {
    const text = encodeBase32(randomness.bytes(codeBytes)).toLowerCase()
    return text.match(/.{4}/g)!.join('-')
  })
}

/** What is kept of a code; the same however it is typed. */
export function hashRecoveryCode(code: string): string {
  return hash('sha256', `recovery code ${code.replace(/[\s-]/g, '').toLowerCase()}`, 'hex')
}

/** Whether the text could be one, so that a mistyped code of a phone is not taken for it. */
export function isRecoveryCode(code: string): boolean {
  return /^[a-z2-7]{16}$/.test(code.replace(/[\s-]/g, '').toLowerCase())
}
