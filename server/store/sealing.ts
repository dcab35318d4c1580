import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { Failure } from '../../plugins/failure.ts'

export const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16
const algorithm = 'aes-256-gcm'

/** How every sealed text starts, whatever the key. */
export const sealedPrefix = 'sealed:1:'

/** Turns text into something that may lie in the metadata database, and back. */
export interface Sealer {
  /** Names the key that seals, without telling anything of it. */
  readonly keyId: string
  /** `context` says what it is and whose: sealed text that was moved elsewhere doesn't open. */
  seal(text: string, context: string): string
  /** Throws `denied` when it was sealed with a key that is not at hand, `corrupt` when it was changed or moved. */
  open(sealed: string, context: string): string
  /** Seals with the key of this name from here on. Throws `denied` when it is not at hand. */
  use(keyId: string): void
}

/** Names a key of 32 bytes, without telling anything of it. Throws `invalid` when it has another length. */
export function keyIdOf(key: Uint8Array): string {
  if (key.length !== keyBytes) throw new Failure('invalid', `The key that seals secrets has ${key.length} bytes instead of ${keyBytes}.`)
  return createHash('sha256').update('holdfast key id').update(key).digest('hex').slice(0, 16)
}

/**
 * Seals with one key of 32 bytes. What another key sealed is looked for with `readKeys`, which returns those that are at hand now: so a process
 * goes on when another one changed the key.
 */
export function createSealer(key: Uint8Array, readKeys: () => readonly Uint8Array[] = () => []): Sealer {
  let keyId = keyIdOf(key)
  const keys = new Map([[keyId, key]])
  const keyOf = (id: string): Uint8Array | null => {
    if (!keys.has(id)) for (const found of readKeys()) keys.set(keyIdOf(found), found)
    return keys.get(id) ?? null
  }
  return {
    get keyId() {
      return keyId
    },
    seal: (text, context) => `${sealedPrefix}${keyId}:${encrypt(text, keys.get(keyId)!, context)}`,
    open(sealed, context) {
      const [, form, id, text] = /^sealed:(\d+):([0-9a-f]{16}):([A-Za-z0-9+/=]+)$/.exec(sealed) ?? []
      if (form !== '1' || id === undefined || text === undefined) {
        throw new Failure('corrupt', `What should be the sealed ${context} is something else.`, { remedy: enterAgain })
      }
      const itsKey = keyOf(id)
      if (itsKey === null) throw otherKey(`The ${context} is sealed with another key than the one at hand.`)
      return decrypt(text, itsKey, context)
    },
    use(id) {
      if (keyOf(id) === null) throw otherKey(`The metadata database is sealed with key ${id}, which is not at hand.`)
      keyId = id
    },
  }
}

const enterAgain = 'Enter it again; nothing else is affected.'

function encrypt(text: string, key: Uint8Array, context: string): string {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(context))
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64')
}

function decrypt(text: string, key: Uint8Array, context: string): string {
  const bytes = Buffer.from(text, 'base64')
  try {
    // Base64 has bits that mean nothing at its end; a change of those is a change, too.
    if (bytes.toString('base64') !== text) throw new Error('The base64 is not as it was written.')
    const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
    decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(-tagBytes))
    return decipher.update(bytes.subarray(nonceBytes, -tagBytes), undefined, 'utf8') + decipher.final('utf8')
  } catch (cause) {
    throw new Failure('corrupt', `The sealed ${context} was changed since it was written.`, { remedy: enterAgain, cause })
  }
}

/** The refusal to work with a key that did not seal what is there. */
export function otherKey(message: string): Failure {
  return new Failure('denied', message, {
    remedy: 'Put back the secret.key file of this data folder (or its HOLDFAST_SECRET_KEY), or enter the secrets again.',
  })
}
