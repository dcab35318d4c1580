import { join } from 'node:path'
import type { Kysely } from 'kysely'
import type { BlockingFiles } from '../../plugins/contract.ts'
import { toFailure } from '../../plugins/failure.ts'
import { systemBlockingFiles } from '../seams/files.ts'
import type { Seams } from '../seams/seams.ts'
import { sealingKeySetting } from './connection.ts'
import { openDatabase } from './database.ts'
import { migrate } from './migrate.ts'
import { createSealer } from './sealing.ts'
import { hasUnfinishedKey, keysAtHand, readKeys, type SecretKeyOptions } from './secret-key.ts'
import { settingsOf } from './settings.ts'
import { keyNamed, settleKey } from './settle-key.ts'
import { type Store, storeOf } from './store.ts'
import type { Tables } from './tables.ts'

export interface SealedStoreOptions {
  readonly dataPath: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly seams: Pick<Seams, 'files' | 'randomness'>
  readonly blockingFiles?: BlockingFiles
}

/**
 * Opens the metadata database of a data folder with the key that seals its secrets; both are made where they are missing. Whoever opens it
 * disposes it. Throws `denied` when the key is another than the one that sealed, `unsupported` when a newer program has been here; then nothing
 * was written.
 */
export async function openSealedStore(options: SealedStoreOptions): Promise<Store> {
  const keyOptions = withBlockingFiles(options)
  const path = join(options.dataPath, 'metadata.db')
  await makePrivate(path, options)
  const db = openDatabase(path)
  try {
    const key = await openKey(db, keyOptions)
    return storeOf(
      db,
      createSealer(key, () => keysAtHand(keyOptions)),
    )
  } catch (error) {
    await db.destroy()
    throw error
  }
}

/** The same options with the system's files where none are given. */
export function withBlockingFiles(options: SealedStoreOptions): SecretKeyOptions {
  return { ...options, blockingFiles: options.blockingFiles ?? systemBlockingFiles }
}

/** The key that counts, once the schema is up to date. A start that finds everything in order takes no lock. */
async function openKey(db: Kysely<Tables>, options: SecretKeyOptions): Promise<Uint8Array> {
  const key = await findRecordedKey(db, options)
  await migrate(db)
  if (key !== null && !(await hasUnfinishedKey(options))) return key
  return db.transaction().execute((transaction) => settleKey(settingsOf(transaction), options))
}

/** The key that the database is sealed with; null when it is sealed with none yet. */
async function findRecordedKey(db: Kysely<Tables>, options: SecretKeyOptions): Promise<Uint8Array | null> {
  const recorded = await recordedKeyId(db)
  if (recorded === null) return null
  try {
    return keyNamed(recorded, readKeys(options))
  } catch (error) {
    // Another process may have ended a rotation between the look at the database and the one at the files.
    if ((await recordedKeyId(db)) === recorded) throw error
    return findRecordedKey(db, options)
  }
}

/** Null in a database that is new, whose tables are yet to be made. */
async function recordedKeyId(db: Kysely<Tables>): Promise<string | null> {
  const tables = await db.introspection.getTables()
  return tables.some(({ name }) => name === 'setting') ? settingsOf(db).get(sealingKeySetting) : null
}

/** Makes the folder and the file where they are missing, for their owner alone; what SQLite puts beside it gets the same rights. */
async function makePrivate(path: string, { dataPath, seams }: SealedStoreOptions): Promise<void> {
  try {
    await seams.files.mkdir(dataPath, { recursive: true, mode: 0o700 })
    await using _ = await seams.files.open(path, 'a', 0o600)
  } catch (error) {
    throw toFailure(error, `The metadata database ${path} can't be opened`)
  }
}
