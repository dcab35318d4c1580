// The default import, so that a runtime without argon2 still loads this file.
import crypto from 'node:crypto'

/** One computation of argon2id (RFC 9106). */
export interface Argon2Work {
  readonly password: Uint8Array
  readonly salt: Uint8Array
  readonly memoryKib: number
  readonly passes: number
  readonly lanes: number
  readonly tagBytes: number
}

export type Argon2 = (work: Argon2Work) => Promise<Uint8Array>

/** argon2id by the runtime, on the thread pool; where it has none, in JavaScript that lets others work in between. */
export const systemArgon2: Argon2 = (work) => (typeof crypto.argon2 === 'function' ? native(work) : portableArgon2(work))

/** The same in JavaScript, some five times as slow. */
export const portableArgon2: Argon2 = async ({ password, salt, memoryKib, passes, lanes, tagBytes }) => {
  const { argon2idAsync } = await import('@noble/hashes/argon2.js')
  return argon2idAsync(password, salt, { m: memoryKib, t: passes, p: lanes, dkLen: tagBytes })
}

function native({ password, salt, memoryKib, passes, lanes, tagBytes }: Argon2Work): Promise<Uint8Array> {
  const parameters = { message: password, nonce: salt, memory: memoryKib, passes, parallelism: lanes, tagLength: tagBytes }
  return new Promise((resolve, reject) => {
    crypto.argon2('argon2id', parameters, (error, tag) => {
      if (error === null) resolve(tag)
      else reject(error)
    })
  })
}
