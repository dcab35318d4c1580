import { sealingKeySetting } from './connection.ts'
import { keyIdOf, otherKey } from './sealing.ts'
import {
  discardNextKey,
  isKeyFromEnvironment,
  makeKey,
  promoteNextKey,
  readKeys,
  type SecretKeyOptions,
  type SecretKeys,
  sweepKeyDrafts,
} from './secret-key.ts'
import type { Settings } from './settings.ts'

/** The key of that name among those that are there. Throws `denied` when none of them is it, and nothing was touched. */
export function keyNamed(keyId: string, { current, next }: SecretKeys): Uint8Array {
  const found = [current, next].find((key) => key !== null && keyIdOf(key) === keyId)
  if (found != null) return found
  throw otherKey(
    current === null
      ? `The metadata database is sealed with key ${keyId}, and there is no key.`
      : `The metadata database is sealed with key ${keyId}; the one that is there is ${keyIdOf(current)}.`,
  )
}

/**
 * The key that counts, made where there is none. What a rotation left that was cut short is finished when it had re-sealed the database, and
 * discarded when it had not. Throws `denied` when the key is not there. Run it in a transaction: everybody who writes key files holds its lock.
 */
export async function settleKey(settings: Pick<Settings, 'get' | 'set'>, options: SecretKeyOptions): Promise<Uint8Array> {
  const recorded = await settings.get(sealingKeySetting)
  const keys = readKeys(options)
  const key = recorded === null ? (keys.current ?? (await makeKey(options))) : keyNamed(recorded, keys)
  if (!isKeyFromEnvironment(options)) {
    const isCurrent = keys.current === null ? recorded === null : keyIdOf(keys.current) === keyIdOf(key)
    if (!isCurrent) await promoteNextKey(options)
    else if (keys.next !== null) await discardNextKey(options)
    await sweepKeyDrafts(options)
  }
  if (recorded === null) await settings.set(sealingKeySetting, keyIdOf(key))
  return key
}
