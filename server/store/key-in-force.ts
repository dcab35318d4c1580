import { sealingKeySetting } from './connection.ts'
import { type SealedStoreOptions, withBlockingFiles } from './open-sealed.ts'
import { keyIdOf } from './sealing.ts'
import { readKeys } from './secret-key.ts'
import type { Settings } from './settings.ts'
import { keyNamed } from './settle-key.ts'

/** A key by its name and as `secret.key` holds it. Never show the text, and never log it. */
export interface NamedKey {
  readonly id: string
  readonly text: string
}

/** The key that seals what is kept now. Throws `denied` when it is not at hand. */
export async function keyInForce(
  { settings }: { readonly settings: Pick<Settings, 'get'> },
  options: SealedStoreOptions,
): Promise<NamedKey> {
  const recorded = await settings.get(sealingKeySetting)
  try {
    const key = keyNamed(recorded ?? '', readKeys(withBlockingFiles(options)))
    return { id: keyIdOf(key), text: Buffer.from(key).toString('base64') }
  } catch (error) {
    // Another process may have ended a rotation between the look at the database and the one at the files.
    if ((await settings.get(sealingKeySetting)) === recorded) throw error
    return keyInForce({ settings }, options)
  }
}
