import { hash } from 'node:crypto'
import type { Argon2 } from '../../../server/auth/argon2.ts'
import { openAuth } from '../../../server/auth/auth.ts'
import { commandLine, type Doer } from '../../../server/auth/doer.ts'
import type { Principal } from '../../../server/domain/principal.ts'
import type { Role } from '../../../server/domain/role.ts'
import { systemRandomness } from '../../../server/seams/randomness.ts'
import type { Store } from '../../../server/store/store.ts'
import { openMemoryStore } from '../store/memory-store.ts'
import { now } from '../store/samples.ts'

export const password = 'correct horse battery'

export const hour = 3_600_000
export const day = 24 * hour

/** A clock that only a test moves, on the wall and in itself. */
export class GuardClock {
  #ms = now.getTime()

  now(): Date {
    return new Date(this.#ms)
  }

  monotonicMs(): number {
    return this.#ms
  }

  advance(ms: number): void {
    this.#ms += ms
  }

  async sleep(delayMs: number): Promise<void> {
    this.#ms += delayMs
  }
}

/** A hash that costs nothing, and counts how often it is asked for. */
export function countingArgon2(): { readonly argon2: Argon2; count: number } {
  const counted = {
    count: 0,
    argon2: async ({ password: given, salt, tagBytes }: Parameters<Argon2>[0]) => {
      counted.count += 1
      return Uint8Array.from(hash('sha512', Buffer.concat([salt, given]), 'buffer').subarray(0, tagBytes))
    },
  }
  return counted
}

/** A store with its guards over a clock that a test moves. Dispose closes the store unless it was given. */
export async function openGuards(given: { readonly store?: Store; readonly argon2?: Argon2 } = {}) {
  const store = given.store ?? (await openMemoryStore())
  const clock = new GuardClock()
  const hashes = countingArgon2()
  const newId = () => Buffer.from(systemRandomness.bytes(16)).toString('hex')
  const auth = openAuth({ store, seams: { clock, randomness: systemRandomness }, newId, argon2: given.argon2 ?? hashes.argon2 })
  return {
    ...auth,
    auth,
    store,
    clock,
    hashes,
    addUser: (name: string, role: Role = 'admin') => auth.users.add({ name, password, role }, commandLine),
    logIn: (name: string, change: Partial<Parameters<typeof auth.login.login>[0]> = {}) =>
      auth.login.login({ name, password, address: '198.51.100.1', agent: 'a browser', ...change }),
    actions: async () => (await auth.audit.list({}, { limit: 100 })).map(({ action }) => action),
    [Symbol.asyncDispose]: async () => {
      if (given.store === undefined) await store[Symbol.asyncDispose]()
    },
  }
}

export type Guards = Awaited<ReturnType<typeof openGuards>>

/** Somebody who is logged in, as whom something is done. */
export function doerOf(change: Partial<Principal> = {}): Doer {
  const actor: Principal = {
    kind: 'user',
    id: 'f'.repeat(32),
    number: 99,
    name: 'somebody',
    role: 'admin',
    sourceIds: null,
    by: 'session',
    ...change,
  }
  return { actor, address: '203.0.113.9' }
}

/** What a request without anything brings. */
export const nothing = { address: '198.51.100.1', isSecure: true }
