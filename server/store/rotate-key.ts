import { Failure } from '../../plugins/failure.ts'
import { sealingKeySetting } from './connection.ts'
import { type SealedStoreOptions, withBlockingFiles } from './open-sealed.ts'
import { createSealer, keyIdOf } from './sealing.ts'
import { isKeyFromEnvironment, nextKeyFromEnvironment, writeNextKey } from './secret-key.ts'
import { settleKey } from './settle-key.ts'
import type { Store } from './store.ts'

/**
 * Seals every secret of the database with a new key and puts it in the place of the one in use; resolves with the names of both. Killed anywhere,
 * either key opens everything, and the next start finishes or discards the rest. Other processes go on: they look for the new key when they meet
 * it. A key from the environment is followed by the one in HOLDFAST_NEW_SECRET_KEY: throws `invalid` when it isn't there.
 */
export async function rotateKey(store: Store, options: SealedStoreOptions): Promise<{ readonly from: string; readonly to: string }> {
  const keyOptions = withBlockingFiles(options)
  const change = await store.transaction(async (nouns) => {
    const from = keyIdOf(await settleKey(nouns.settings, keyOptions))
    const key = isKeyFromEnvironment(keyOptions) ? nextKeyFromEnvironment(keyOptions) : await writeNextKey(keyOptions)
    const next = createSealer(key)
    if (next.keyId === from) throw inForceAlready(from)
    for (const noun of [nouns.sources, nouns.targets, nouns.users, nouns.settings]) await noun.reseal(next)
    await nouns.settings.set(sealingKeySetting, next.keyId)
    return { from, to: next.keyId }
  })
  // Only now is the older key no longer needed. Under the lock again, since another rotation may have begun already.
  await store.transaction(async (nouns) => {
    const inForce = await settleKey(nouns.settings, keyOptions)
    store.sealer.use(keyIdOf(inForce))
  })
  return change
}

function inForceAlready(keyId: string): Failure {
  return new Failure('conflict', `The new key, ${keyId}, is in force already: the rotation to it has ended.`, {
    remedy: 'Set HOLDFAST_SECRET_KEY to it everywhere and take HOLDFAST_NEW_SECRET_KEY away, or set that one to yet another key.',
  })
}
