import { timingSafeEqual } from 'node:crypto'
import type { Randomness } from '../seams/randomness.ts'
import { Turnstile } from '../seams/turnstile.ts'
import { type Argon2, systemArgon2 } from './argon2.ts'
import { currentParameters, formatHash, type HashParameters, isWeaker, parseHash, saltBytes, tagBytes } from './password-hash.ts'
import { normalizePassword, passwordLengthMax } from './password-policy.ts'

export interface PasswordsOptions {
  readonly randomness: Randomness
  readonly argon2?: Argon2
  readonly parameters?: HashParameters
}

/** Two at once take 38 MiB and leave the thread pool room; forty in line are done within a second or two. */
const limits = { work: 'passwords are being checked', runningMax: 2, waitingMax: 40 }

/** Passwords as argon2id hashes. Whatever computes one waits for its turn, and throws `unavailable` when too many do. */
export class Passwords {
  readonly #randomness: Randomness
  readonly #argon2: Argon2
  readonly #parameters: HashParameters
  readonly #turnstile = new Turnstile(limits)
  readonly #decoy: string

  constructor({ randomness, argon2 = systemArgon2, parameters = currentParameters }: PasswordsOptions) {
    this.#randomness = randomness
    this.#argon2 = argon2
    this.#parameters = parameters
    this.#decoy = formatHash({ ...parameters, salt: randomness.bytes(saltBytes), tag: randomness.bytes(tagBytes) })
  }

  /** A hash that no password has: who compares with it does the same work as with a real one. */
  get decoy(): string {
    return this.#decoy
  }

  /** A PHC string. What is a fit password is the policy's to say. */
  async hash(password: string): Promise<string> {
    const salt = this.#randomness.bytes(saltBytes)
    const work = { ...this.#parameters, password: bytesOf(password), salt, tagBytes }
    const tag = await this.#turnstile.pass(() => this.#argon2(work))
    return formatHash({ ...this.#parameters, salt, tag })
  }

  /** Whether the hash is of this password. Takes the same time whichever it is; a hash that can't be read is of none. */
  async verify(password: string, hash: string): Promise<boolean> {
    const kept = parseHash(hash)
    const { tag, ...parameters } = kept ?? parseHash(this.#decoy)!
    // What no password can be is not worth normalizing, but the work is done all the same.
    const isPossible = password.length <= 2 * passwordLengthMax
    const work = { ...parameters, password: bytesOf(isPossible ? password : ''), tagBytes: tag.length }
    const found = await this.#turnstile.pass(() => this.#argon2(work))
    return timingSafeEqual(found, tag) && isPossible && kept !== null
  }

  /** Whether the same password deserves a new hash: it was made with less work than today's, or can't be read. */
  isOutdated(hash: string): boolean {
    const kept = parseHash(hash)
    return kept === null || isWeaker(kept, this.#parameters)
  }
}

function bytesOf(password: string): Uint8Array {
  return new TextEncoder().encode(normalizePassword(password))
}
