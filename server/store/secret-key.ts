import { dirname, join } from 'node:path'
import type { BlockingFiles } from '../../plugins/contract.ts'
import { Failure, toFailure } from '../../plugins/failure.ts'
import type { Seams } from '../seams/seams.ts'
import { keyBytes } from './sealing.ts'

const variable = 'HOLDFAST_SECRET_KEY'
const nextVariable = 'HOLDFAST_NEW_SECRET_KEY'
const keyFile = 'secret.key'
const fileBytesMax = 1024

/** Where the key is: HOLDFAST_SECRET_KEY (base64 of 32 bytes), else `secret.key` in the data folder. */
export interface SecretKeyOptions {
  readonly dataPath: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly seams: Pick<Seams, 'files' | 'randomness'>
  /** Keys are read at once, without waiting: whoever meets text sealed with an unknown one needs it there and then. */
  readonly blockingFiles: BlockingFiles
}

/** The key in use and the one that a rotation puts in its place; which of them counts, the metadata database says. */
export interface SecretKeys {
  readonly current: Uint8Array | null
  readonly next: Uint8Array | null
}

/** What is there now. Throws `invalid` for what is no key. */
export function readKeys(options: SecretKeyOptions): SecretKeys {
  if (isKeyFromEnvironment(options)) return { current: keyFrom(options, variable), next: keyFrom(options, nextVariable) }
  // In this order: a rotation that ends in between is seen twice, never missed.
  const next = readKeyFile(nextPath(options), options)
  return { next, current: readKeyFile(keyPath(options), options) }
}

/** The keys that are there as a list, for a sealer. */
export function keysAtHand(options: SecretKeyOptions): Uint8Array[] {
  const { current, next } = readKeys(options)
  return [current, next].filter((key) => key !== null)
}

/** Whether the key comes from the environment, so that no file must be touched. */
export function isKeyFromEnvironment({ env }: Pick<SecretKeyOptions, 'env'>): boolean {
  return (env[variable] ?? '') !== ''
}

/** Makes the first key, durably, readable by its owner alone. One that is there already stays and is returned. */
export async function makeKey(options: SecretKeyOptions): Promise<Uint8Array> {
  const { files, randomness } = options.seams
  const path = keyPath(options)
  const draft = await writeDraft(path, randomness.bytes(keyBytes), options)
  try {
    await files.link(draft, path)
    await syncFolder(path, options)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw toFailure(error, `Making ${path}`)
  } finally {
    await files.rm(draft, { force: true })
  }
  const key = readKeyFile(path, options)
  if (key === null) throw new Failure('internal', `${path} was made and is gone again.`)
  return key
}

/** Puts the next key beside the one in use, durably: `promoteNextKey` makes it the one, `discardNextKey` takes it away. */
export async function writeNextKey(options: SecretKeyOptions): Promise<Uint8Array> {
  const path = nextPath(options)
  const key = options.seams.randomness.bytes(keyBytes)
  const draft = await writeDraft(path, key, options)
  await options.seams.files.rename(draft, path)
  await syncFolder(path, options)
  return key
}

/** From here on the older key is gone. */
export async function promoteNextKey(options: SecretKeyOptions): Promise<void> {
  const path = keyPath(options)
  await options.seams.files.rename(nextPath(options), path)
  await syncFolder(path, options)
}

export async function discardNextKey(options: SecretKeyOptions): Promise<void> {
  await options.seams.files.rm(nextPath(options), { force: true })
}

/** Removes what processes left that died while they wrote a key. Only for who holds the database's write lock, as every writer does. */
export async function sweepKeyDrafts(options: SecretKeyOptions): Promise<void> {
  for (const name of await options.seams.files.readdir(options.dataPath)) {
    if (isDraft(name)) await options.seams.files.rm(join(options.dataPath, name), { force: true })
  }
}

/** Whether a rotation or a first start was cut short: there are more key files than the one in use. */
export async function hasUnfinishedKey(options: SecretKeyOptions): Promise<boolean> {
  if (isKeyFromEnvironment(options)) return false
  const names = await options.seams.files.readdir(options.dataPath)
  return names.some((name) => isDraft(name) || name === `${keyFile}.next`)
}

/** The key that HOLDFAST_NEW_SECRET_KEY holds. Throws `invalid` when it holds none. */
export function nextKeyFromEnvironment(options: SecretKeyOptions): Uint8Array {
  const key = keyFrom(options, nextVariable)
  if (key !== null) return key
  throw new Failure('invalid', `The key comes from ${variable}, so the new one must come from ${nextVariable}, which is not set.`, {
    remedy: `Make one with "openssl rand -base64 32" and set ${nextVariable} to it, for the daemon too; after the rotation it becomes ${variable}.`,
  })
}

function keyPath({ dataPath }: SecretKeyOptions): string {
  return join(dataPath, keyFile)
}

function nextPath({ dataPath }: SecretKeyOptions): string {
  return join(dataPath, `${keyFile}.next`)
}

function isDraft(name: string): boolean {
  return name.startsWith(`${keyFile}.`) && name.endsWith('.partial')
}

function readKeyFile(path: string, { blockingFiles }: SecretKeyOptions): Uint8Array | null {
  try {
    const file = blockingFiles.openSync(path, 'r')
    try {
      const bytes = Buffer.alloc(fileBytesMax)
      const length = blockingFiles.readSync(file, bytes, 0, fileBytesMax, 0)
      return decodeKey(bytes.toString('utf8', 0, length), path)
    } finally {
      blockingFiles.closeSync(file)
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw toFailure(error, `Reading ${path}`)
  }
}

/** A key in a file of its own beside `path`, durable, readable by its owner alone. */
async function writeDraft(path: string, key: Uint8Array, { seams }: SecretKeyOptions): Promise<string> {
  const draft = `${path}.${Buffer.from(seams.randomness.bytes(6)).toString('hex')}.partial`
  try {
    await using file = await seams.files.open(draft, 'wx', 0o600)
    await file.writeFile(`${Buffer.from(key).toString('base64')}\n`)
    await file.sync()
    return draft
  } catch (error) {
    await seams.files.rm(draft, { force: true })
    throw toFailure(error, `Writing ${draft}`)
  }
}

async function syncFolder(path: string, { seams }: SecretKeyOptions): Promise<void> {
  await using folder = await seams.files.open(dirname(path), 'r')
  await folder.sync()
}

function keyFrom({ env }: SecretKeyOptions, name: string): Uint8Array | null {
  const text = env[name] ?? ''
  return text === '' ? null : decodeKey(text, name)
}

function decodeKey(text: string, origin: string): Uint8Array {
  const key = Buffer.from(text.trim(), 'base64')
  // Base64 that is read leniently would take a passphrase for a key of another length, or of the right one by chance.
  if (key.length === keyBytes && key.toString('base64') === text.trim()) return key
  throw new Failure('invalid', `${origin} holds no key: it must be ${keyBytes} bytes in base64.`, {
    remedy: 'Put the right one back. A new one can be made with "openssl rand -base64 32", but opens nothing that an older one sealed.',
  })
}
