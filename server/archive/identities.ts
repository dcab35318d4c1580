import { Decrypter, type Identity, identityToRecipient } from 'age-encryption'
import { Failure } from '../../plugins/failure.ts'
import { passphraseIdentity } from './age-passphrase.ts'

const passphrasePrefix = 'passphrase:'

/**
 * The secret keys in an identity file as `age-keygen` writes it: one a line, blank lines and `#` comments between them.
 * Throws `invalid` naming the line, never its text.
 */
export function readIdentities(text: string): string[] {
  if (text.startsWith('age-encryption.org/') || text.startsWith('-----BEGIN AGE')) {
    throw new Failure('invalid', 'The identity file is itself sealed with a passphrase.', {
      remedy: 'Open it with `age -d` first and give the result.',
    })
  }
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  for (const [index, line] of lines.entries()) {
    if (line !== '' && !line.startsWith('#') && !isKey(line)) throw notAnIdentity(`Line ${index + 1} of the identity file`)
  }
  const identities = lines.filter(isKey)
  if (identities.length === 0) throw notAnIdentity('The identity file')
  return identities
}

/** A decrypter that tries each identity, secret keys or passphrases marked `passphrase:`; `invalid` for anything else, without showing it. */
export function decrypterFor(identities: readonly string[], whenNoneFits: () => void): Decrypter {
  const decrypter = new Decrypter()
  for (const [index, identity] of identities.entries()) {
    if (identity.startsWith(passphrasePrefix)) decrypter.addIdentity(passphraseIdentity(identity.slice(passphrasePrefix.length)))
    else addKey(decrypter, identity, `Identity ${index + 1}`)
  }
  // Asked last, and only when no other one fitted: that tells a wrong key from a damaged header.
  const last: Identity = {
    unwrapFileKey() {
      whenNoneFits()
      return null
    },
  }
  decrypter.addIdentity(last)
  return decrypter
}

function addKey(decrypter: Decrypter, identity: string, what: string): void {
  if (!isKey(identity)) throw notAnIdentity(what)
  try {
    decrypter.addIdentity(identity)
  } catch {
    // No cause: the library's error could show a part of the key.
    throw notAnIdentity(what)
  }
}

function isKey(line: string): boolean {
  return /^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/.test(line)
}

function notAnIdentity(what: string): Failure {
  return new Failure('invalid', `${what} holds no secret key of age.`, {
    remedy: 'Give the file that `age-keygen` wrote; its keys start with AGE-SECRET-KEY-1.',
  })
}

/** The public half of a secret key, by which it may be shown; `invalid` for what is no secret key. */
export async function recipientOf(identity: string): Promise<string> {
  if (!isKey(identity)) throw notAnIdentity('This')
  try {
    return await identityToRecipient(identity)
  } catch {
    // No cause: the library's error could show a part of the key.
    throw notAnIdentity('This')
  }
}
