import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Failure, toFailure } from '../plugins/failure.ts'
import { type Auth, openAuth, tidyAuth } from './auth/auth.ts'
import type { Config } from './config.ts'
import { openControl } from './control/control.ts'
import { sweepJobs } from './engine/sweep.ts'
import { createApp } from './http/app.ts'
import { furnish } from './http/house.ts'
import { forgetAnswers, forgetUnanswered } from './http/idempotency.ts'
import { formatAddress, type Listener, listen } from './http/listener.ts'
import { openMeter } from './http/meter.ts'
import { takeLock } from './lock-file.ts'
import type { Seams } from './seams/seams.ts'
import { ensureDefaults } from './services/defaults.ts'
import { type Installation, openInstallation } from './services/installation.ts'
import { tidyUploads } from './services/uploads.ts'
import { version } from './version.ts'

export interface DaemonOptions {
  readonly seams: Seams
  readonly pid: number
  readonly env: Readonly<Record<string, string | undefined>>
  /** Plugins besides the built-in ones; those in the data folder's own `plugins` if empty. */
  readonly pluginPaths: readonly string[]
  /** Told of every error that no request was to blame for. */
  onUnexpected(error: unknown): void
}

/** A daemon that answers. Dispose drains it: running requests get `drainSeconds` to finish, then everything is closed in reverse order. */
export interface Daemon extends AsyncDisposable {
  readonly url: string
  /** Where the first admin is made; null when there are users. Whoever has it comes in: only for the terminal of whoever started the daemon. */
  readonly setupUrl: string | null
}

/** The composition root: data folder, its lock, metadata, the queue with its schedules, HTTP. What was opened before a step that fails is closed again. */
export async function openDaemon(config: Config, options: DaemonOptions): Promise<Daemon> {
  await using opened = new AsyncDisposableStack()
  await openDataFolder(config.dataPath, options.seams)
  opened.use(await takeLock(join(config.dataPath, 'daemon.lock'), options))

  await sweepJobs(tmpdir(), options.seams)
  const installation = opened.use(await openInstallation({ ...options, dataPath: config.dataPath }))
  await ensureDefaults(installation)
  await forgetUnanswered(installation)
  const auth = openAuth({ store: installation.store, seams: options.seams, newId: () => installation.newId() })
  const control = opened.use(openControl(installation, { onUnexpected: options.onUnexpected, chores: choresOf(installation, auth) }))

  const setupToken = await auth.setup.ensureSetupToken()
  const stopping = new AbortController()
  let isReady = true
  const meter = opened.use(openMeter())
  const house = furnish({
    meter,
    installation,
    auth,
    control,
    config: config.http,
    version,
    startedMs: options.seams.clock.monotonicMs(),
    stopping: stopping.signal,
    isReady: () => isReady,
    onUnexpected: options.onUnexpected,
  })
  const app = createApp(house)
  const listener = await listen((request, peer) => app.fetch(request, peer), config.listen)
  opened.defer(async () => {
    isReady = false
    stopping.abort(new DOMException('The daemon stops.', 'AbortError'))
    await drain(listener, config.drainSeconds, options.seams)
  })

  const all = opened.move()
  const url = `http://${formatAddress(listener.address)}`
  const setupUrl = setupToken === null ? null : `${config.http.publicUrl ?? url}/setup?token=${setupToken}`
  return { url, setupUrl, [Symbol.asyncDispose]: () => all.disposeAsync() }
}

/** What is done once an hour besides what the queue needs. */
function choresOf(installation: Installation, auth: Auth): ((signal: AbortSignal) => Promise<unknown>)[] {
  return [(signal) => tidyAuth(auth, signal), () => tidyUploads(installation), () => forgetAnswers(installation)]
}

/** Makes the folder where it is missing, for its owner alone: it will hold secrets. */
async function openDataFolder(path: string, { files }: Seams): Promise<void> {
  const remedy = 'Choose a folder that this user may write to, with --data DIR or HOLDFAST_DATA.'
  try {
    await files.mkdir(path, { recursive: true, mode: 0o700 })
  } catch (error) {
    const failure = toFailure(error, `The data folder ${path} can't be used`)
    // EEXIST and ENOTDIR: a file stands where the folder should be. That is for the caller to correct, not a conflict with anybody.
    const code = failure.code === 'conflict' || failure.code === 'not_found' ? 'invalid' : failure.code
    throw new Failure(code, failure.message, { remedy, cause: error, detail: failure.detail })
  }
}

async function drain(listener: Listener, drainSeconds: number, { clock }: Seams): Promise<void> {
  const deadline = new AbortController()
  const finished = new AbortController()
  const timer = clock.sleep(drainSeconds * 1000, finished.signal).then(
    () => deadline.abort(),
    () => {},
  )
  await listener.drain(deadline.signal)
  finished.abort()
  await timer
}
