import { randomBytes } from 'node:crypto'
import { Encrypter } from 'age-encryption'
import type { Bytes } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import { passphraseRecipient } from './age-passphrase.ts'
import { payloadKey, payloadNonceBytes, plainBlockBytes, sealBlock, sealedBlockBytes, sealedSize } from './age-payload.ts'

/** Whom an archive is sealed to: the holders of the identities of these recipients (`age1…`), or whoever knows the passphrase. */
export type SealTo = { readonly recipients: readonly string[] } | { readonly passphrase: string }

/** What follows the header of an age file that holds nothing: a nonce and one empty block. */
const emptyPayloadBytes = sealedSize(0, 0)

/**
 * Seals `plain` as an age file, in pieces about as large as those that come in. Throws `invalid` for a recipient that is none before
 * anything is read.
 */
export async function* seal(plain: Bytes, to: SealTo): Bytes {
  const { header, fileKey } = await makeHeader(to)
  const nonce = randomBytes(payloadNonceBytes)
  yield Buffer.concat([header, nonce])
  const sealer = new Sealer(payloadKey(fileKey, nonce))
  for await (const bytes of plain) {
    const sealed = sealer.push(bytes)
    if (sealed.length > 0) yield sealed
  }
  yield sealer.finish()
}

async function makeHeader(to: SealTo): Promise<{ header: Uint8Array; fileKey: Uint8Array }> {
  const encrypter = new Encrypter()
  if ('passphrase' in to) {
    if (to.passphrase === '') throw new Failure('invalid', 'The passphrase is empty.', { remedy: 'Give one of at least ten characters.' })
    encrypter.addRecipient(passphraseRecipient(to.passphrase))
  } else {
    if (to.recipients.length === 0) throw invalidRecipient('No recipient was given to seal the archive to')
    for (const recipient of to.recipients) addRecipient(encrypter, recipient)
  }
  let fileKey: Uint8Array | null = null
  // The library hands the file key to each recipient; this one keeps it for the payload and adds nothing to the header.
  encrypter.addRecipient({
    wrapFileKey(key) {
      fileKey = key
      return []
    },
  })
  const sealedNothing = await encrypter.encrypt(new Uint8Array(0))
  if (!fileKey) throw new Failure('internal', 'The age library made a header without a file key.')
  return { header: sealedNothing.subarray(0, sealedNothing.length - emptyPayloadBytes), fileKey }
}

/** Throws `invalid` for the first that is no recipient. */
export function checkRecipients(recipients: readonly string[]): void {
  const encrypter = new Encrypter()
  for (const recipient of recipients) addRecipient(encrypter, recipient)
}

function addRecipient(encrypter: Encrypter, recipient: string): void {
  if (/^AGE-SECRET-KEY-/i.test(recipient)) throw invalidRecipient('A secret key was given where a public recipient belongs')
  // Only X25519: the kinds that this library also knows are not opened by every `age` in use.
  if (!/^age1[02-9ac-hj-np-z]{58}$/.test(recipient)) throw invalidRecipient(`${JSON.stringify(recipient)} is no X25519 recipient of age`)
  try {
    encrypter.addRecipient(recipient)
  } catch (cause) {
    throw invalidRecipient(`The recipient ${JSON.stringify(recipient)} has a mistake in it: its checksum does not fit`, cause)
  }
}

function invalidRecipient(what: string, cause?: unknown): Failure {
  return new Failure('invalid', `${what}.`, {
    remedy: 'Give the public key that `age-keygen` prints: "age1" and 58 letters and digits.',
    ...(cause === undefined ? {} : { cause }),
  })
}

/** Cuts what comes in into blocks and seals them; keeps the last one back, since only the end shows which one that is. */
class Sealer {
  readonly #key: Uint8Array
  readonly #pending = new Uint8Array(plainBlockBytes)
  #pendingBytes = 0
  #index = 0

  constructor(key: Uint8Array) {
    this.#key = key
  }

  push(bytes: Uint8Array): Uint8Array {
    const blocks = Math.max(0, Math.ceil((this.#pendingBytes + bytes.length) / plainBlockBytes) - 1)
    const sealed = new Uint8Array(blocks * sealedBlockBytes)
    let at = 0
    for (let block = 0; block < blocks; block++) {
      const wanted = plainBlockBytes - this.#pendingBytes
      const whole = this.#pendingBytes === 0 ? bytes.subarray(at, at + wanted) : this.#fill(bytes.subarray(at, at + wanted))
      this.#seal(whole, sealed.subarray(block * sealedBlockBytes, (block + 1) * sealedBlockBytes), false)
      this.#pendingBytes = 0
      at += wanted
    }
    this.#fill(bytes.subarray(at))
    return sealed
  }

  finish(): Uint8Array {
    const sealed = new Uint8Array(sealedSize(this.#pendingBytes, 0) - payloadNonceBytes)
    this.#seal(this.#pending.subarray(0, this.#pendingBytes), sealed, true)
    return sealed
  }

  #fill(bytes: Uint8Array): Uint8Array {
    this.#pending.set(bytes, this.#pendingBytes)
    this.#pendingBytes += bytes.length
    return this.#pending
  }

  #seal(plain: Uint8Array, into: Uint8Array, last: boolean): void {
    sealBlock(this.#key, { plain, into }, { index: this.#index++, last })
  }
}
