import { join } from 'node:path'
import type { Registry } from '../plugins/registry.ts'
import { createRegistry } from '../plugins/registry.ts'
import { isOwnerGone, ownerName } from '../seams/owner.ts'
import type { Seams } from '../seams/seams.ts'
import { Turnstile } from '../seams/turnstile.ts'
import { keyInForce, type NamedKey } from '../store/key-in-force.ts'
import { openSealedStore } from '../store/open-sealed.ts'
import { rotateKey } from '../store/rotate-key.ts'
import type { Store } from '../store/store.ts'
import { secretsIn } from './secret-variables.ts'

/** A data folder, opened: what every service and every worker stands on. */
export interface Installation {
  readonly dataPath: string
  readonly store: Store
  readonly registry: Registry
  readonly pluginPaths: readonly string[]
  readonly seams: Seams
  /** Variables of the environment that an imported configuration may refer to; none if absent. */
  readonly secrets?: Readonly<Record<string, string>>
  /** Names this process, so that others can ask whether it is gone. */
  readonly owner: string
  isGone(owner: string): boolean
  /** Through which short steps pass that somebody waits for: each is a process. */
  readonly trials: Turnstile
  /** 32 hex digits. */
  newId(): string
  /** Seals every secret with a new key; resolves with the names of both. Throws what `rotateKey` of the store throws. */
  rotateKey(): Promise<{ readonly from: string; readonly to: string }>
  /** The key that seals the secrets now, for the recovery kit alone. */
  secretKey(): Promise<NamedKey>
}

export interface InstallationOptions {
  readonly dataPath: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly pluginPaths: readonly string[]
  readonly seams: Seams
}

/** Each takes some hundred megabytes; whoever asks a hundred times at once waits. */
const trialLimits = { work: 'sources and targets are being tried', runningMax: 4, waitingMax: 32 }

/** Opens the data folder's metadata, making what is missing. Dispose closes it. Any number of processes may have it open. */
export async function openInstallation(options: InstallationOptions): Promise<Installation & AsyncDisposable> {
  const { dataPath, env, seams, pluginPaths } = options
  await seams.files.mkdir(dataPath, { recursive: true, mode: 0o700 })
  const store = await openSealedStore({ dataPath, env, seams })
  const paths = pluginPaths.length > 0 ? pluginPaths : await ownPlugins(dataPath, seams)
  return {
    dataPath,
    store,
    registry: createRegistry({ paths }),
    pluginPaths: paths,
    seams,
    secrets: secretsIn(env),
    owner: ownerName(),
    isGone: isOwnerGone,
    trials: new Turnstile(trialLimits),
    rotateKey: () => rotateKey(store, { dataPath, env, seams }),
    secretKey: () => keyInForce(store, { dataPath, env, seams }),
    newId: () => Buffer.from(seams.randomness.bytes(16)).toString('hex'),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
}

/** The folder for plugins that lies in the data folder, if somebody made one. */
async function ownPlugins(dataPath: string, { files }: Seams): Promise<string[]> {
  const path = join(dataPath, 'plugins')
  const found = await files.stat(path).catch(() => null)
  return found?.isDirectory() === true ? [path] : []
}
