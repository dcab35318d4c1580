import { hash } from 'node:crypto'
import { Failure } from '../../plugins/failure.ts'
import { actorOf } from '../domain/principal.ts'
import { type Role, roles } from '../domain/role.ts'
import type { Clock } from '../seams/clock.ts'
import type { Randomness } from '../seams/randomness.ts'
import type { ApiKey } from '../store/api-keys.ts'
import type { Store } from '../store/store.ts'
import type { AuditLog } from './audit.ts'
import { type Doer, refuseGiving } from './doer.ts'
import { checkName, numberIn } from './names.ts'
import { isLive } from './principals.ts'

export interface KeysOptions {
  readonly store: Store
  readonly clock: Clock
  readonly randomness: Randomness
  readonly audit: AuditLog
  newId(): string
}

export interface NewKey {
  readonly name: string
  readonly role: Role
  /** The ids of the only sources that it may see and touch; null for all. */
  readonly sourceIds: readonly string[] | null
  readonly expiresAt: Date | null
}

/** A key as anybody may see it who may see keys. */
export type ShownKey = Omit<ApiKey, 'secretHash'> & { readonly isLive: boolean }

const secretPattern = /^hf_[A-Za-z0-9_-]{43}$/
const usePrecisionMs = 60_000

/** The keys of programs. */
export class KeyService {
  readonly #options: KeysOptions

  constructor(options: KeysOptions) {
    this.#options = options
  }

  /** Resolves with the key and its secret, which nobody can show again. Throws `invalid`, and `denied` for more than whoever does it has. */
  async create(given: NewKey, by: Doer): Promise<{ readonly key: ShownKey; readonly secret: string }> {
    const { store, clock, randomness, audit, newId } = this.#options
    const name = checkName(given.name, 'key')
    const now = clock.now()
    checkReach(given, now)
    refuseGiving(by, given)
    const secret = `hf_${Buffer.from(randomness.bytes(32)).toString('base64url')}`
    const { role, sourceIds, expiresAt } = given
    const key = await store.transaction(async (nouns) => {
      const row = { id: newId(), name, prefix: `${secret.slice(0, 7)}…`, secretHash: hashOf(secret), role, sourceIds, expiresAt }
      const kept = await nouns.apiKeys.insert({ ...row, createdBy: by.actor === null ? null : actorOf(by.actor), createdAt: now })
      const detail = { name, role, sourceIds, expiresAt: expiresAt?.toISOString() ?? null }
      await audit.record({ ...by, action: 'key.create', subject: subjectOf(kept), detail }, nouns)
      return kept
    })
    return { key: shown(key, now), secret }
  }

  /** By number; those that were revoked too. */
  async list(): Promise<ShownKey[]> {
    const now = this.#options.clock.now()
    return (await this.#options.store.apiKeys.list()).map((key) => shown(key, now))
  }

  /** By id, `key:5`, or the name or beginning of a single key that wasn't revoked. Throws `not_found`, or `conflict` when several are called so. */
  async find(wanted: string): Promise<ShownKey> {
    return shown(await this.#find(wanted), this.#options.clock.now())
  }

  /** Ends a key for ever; found like `find`. Throws like that, `conflict` when it was revoked before, and `denied`. */
  async revoke(wanted: string, by: Doer): Promise<ShownKey> {
    const { store, clock, audit } = this.#options
    const key = await this.#find(wanted)
    refuseGiving(by, key)
    const now = clock.now()
    await store.transaction(async (nouns) => {
      if (!(await nouns.apiKeys.revoke(key.id, now))) {
        throw new Failure('conflict', `The key "${key.name}" was revoked before.`, { remedy: 'There is nothing left to do.' })
      }
      await audit.record({ ...by, action: 'key.revoke', subject: subjectOf(key), detail: { name: key.name } }, nouns)
    })
    return shown({ ...key, revokedAt: now }, now)
  }

  /** Whose secret it is, and remembers the use; null for one that is none, or none any more. */
  async use(secret: string): Promise<ApiKey | null> {
    if (!secretPattern.test(secret)) return null
    const { store, clock } = this.#options
    const key = await store.apiKeys.findByHash(hashOf(secret))
    const now = clock.now()
    if (key === null || !isLive(key, now)) return null
    await this.#seeUse(key, now)
    return key
  }

  /** Written at most once a minute, so that a busy program doesn't write the database with every request. */
  async #seeUse({ id, lastUsedAt }: ApiKey, now: Date): Promise<void> {
    const unlessSince = new Date(now.getTime() - usePrecisionMs)
    if (lastUsedAt === null || lastUsedAt <= unlessSince) await this.#options.store.apiKeys.seeUse(id, now, unlessSince)
  }

  async #find(wanted: string): Promise<ApiKey> {
    const { apiKeys } = this.#options.store
    const number = numberIn(wanted, 'key')
    const found = (await apiKeys.find(wanted)) ?? (number === null ? null : await apiKeys.findByNumber(number))
    if (found !== null) return found
    const named = (await apiKeys.list()).filter(({ name, prefix, revokedAt }) => revokedAt === null && isCalled({ name, prefix }, wanted))
    const [only] = named
    if (named.length === 1 && only !== undefined) return only
    if (only === undefined)
      throw new Failure('not_found', 'There is no such key.', { remedy: '"holdfast key list" shows those that there are.' })
    throw new Failure('conflict', `${named.length} keys are called "${only.name}".`, {
      remedy: `Say which one by its number: ${named.map(subjectOf).join(', ')}.`,
    })
  }
}

/** Whether the words name this key; the beginning of its secret does, with the dots or without. */
function isCalled({ name, prefix }: { readonly name: string; readonly prefix: string }, wanted: string): boolean {
  return name === wanted.trim().normalize('NFC') || prefix === wanted || prefix === `${wanted}…`
}

function checkReach({ role, sourceIds, expiresAt }: NewKey, now: Date): void {
  const wrong = (field: string, message: string, remedy: string) => new Failure('invalid', message, { remedy, detail: { fields: [field] } })
  if (!roles.includes(role)) throw wrong('role', 'There is no such role.', 'Choose viewer, backup_operator or admin.')
  if (sourceIds?.length === 0)
    throw wrong('sourceIds', 'A key for no source at all opens nothing.', 'Name some sources, or leave it out for all of them.')
  if (expiresAt !== null && !(expiresAt > now)) throw wrong('expiresAt', 'The key would have expired already.', 'Choose a later time.')
}

function hashOf(secret: string): string {
  return hash('sha256', secret, 'hex')
}

function subjectOf({ number }: Pick<ApiKey, 'number'>): string {
  return `key:${number}`
}

function shown(key: ApiKey, now: Date): ShownKey {
  const { secretHash: _, ...visible } = key
  return { ...visible, isLive: isLive(key, now) }
}
