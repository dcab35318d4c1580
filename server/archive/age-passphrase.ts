import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto'
import { type Identity, type Recipient, Stanza } from 'age-encryption'

/** 2^17 is what OWASP asks of scrypt; it takes 128 MiB for a moment, which the memory of a job has room for. */
const workFactor = 17
/** A file decides how much work opening it is: 2^20 takes 1 GiB and some seconds, and more is refused. */
const workFactorMax = 20

const label = 'age-encryption.org/v1/scrypt'
const [saltBytes, fileKeyBytes, tagBytes] = [16, 16, 16]
const cipher = 'chacha20-poly1305'
/** Each key seals one file key only, so the format fixes the nonce. */
const nonce = new Uint8Array(12)

/** Seals a file key with a passphrase as the age format says; off the main thread, unlike the library's own. */
export function passphraseRecipient(passphrase: string): Recipient {
  return {
    async wrapFileKey(fileKey) {
      const salt = new Uint8Array(randomBytes(saltBytes))
      const sealing = createCipheriv(cipher, await stretch(passphrase, salt, workFactor), nonce, { authTagLength: tagBytes })
      const body = Buffer.concat([sealing.update(fileKey), sealing.final(), sealing.getAuthTag()])
      return [new Stanza(['scrypt', unpaddedBase64(salt), String(workFactor)], new Uint8Array(body))]
    },
  }
}

/** Opens what `passphraseRecipient` or `age -p` sealed; an Error means that the header is malformed. */
export function passphraseIdentity(passphrase: string): Identity {
  return {
    async unwrapFileKey(stanzas) {
      const stanza = stanzas.find((candidate) => candidate.args[0] === 'scrypt')
      if (!stanza) return null
      if (stanzas.length > 1) throw new Error('A passphrase must be the only way to open an age file')
      const [, salt = '', factor = ''] = stanza.args
      if (stanza.args.length !== 3 || !/^[1-9][0-9]?$/.test(factor) || Number(factor) > workFactorMax) {
        throw new Error('The passphrase stanza is malformed or asks for too much work')
      }
      const decodedSalt = new Uint8Array(Buffer.from(salt, 'base64'))
      if (unpaddedBase64(decodedSalt) !== salt || decodedSalt.length !== saltBytes || stanza.body.length !== fileKeyBytes + tagBytes) {
        throw new Error('The passphrase stanza is malformed')
      }
      return openFileKey(await stretch(passphrase, decodedSalt, Number(factor)), stanza.body)
    },
  }
}

function openFileKey(key: Uint8Array, body: Uint8Array): Uint8Array | null {
  const opening = createDecipheriv(cipher, key, nonce, { authTagLength: tagBytes })
  opening.setAuthTag(body.subarray(fileKeyBytes))
  const fileKey = opening.update(body.subarray(0, fileKeyBytes))
  try {
    opening.final()
  } catch {
    return null
  }
  return new Uint8Array(fileKey)
}

function stretch(passphrase: string, salt: Uint8Array, factor: number): Promise<Uint8Array> {
  const cost = 2 ** factor
  const options = { N: cost, r: 8, p: 1, maxmem: 128 * 8 * (cost + 64) }
  return new Promise((resolve, reject) => {
    scrypt(passphrase, Buffer.concat([Buffer.from(label), salt]), 32, options, (error, key) => (error ? reject(error) : resolve(key)))
  })
}

function unpaddedBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '')
}
