import { z } from 'zod'
import type { Files } from '../plugins/contract.ts'
import { Failure, toFailure } from '../plugins/failure.ts'
import { isRunning, processStart } from './seams/process-identity.ts'
import type { Seams } from './seams/seams.ts'

/** No process ever has it: the kernel's own limit is far below. */
const largestPid = 2 ** 31 - 1

/** The process that holds a lock. A pid alone is no identity: the system gives it to another process later. */
const holder = z.object({ pid: z.number().int().positive().max(largestPid), startTime: z.string().nullable(), token: z.string() })

type Holder = z.infer<typeof holder>

export interface LockOptions {
  readonly seams: Pick<Seams, 'files' | 'randomness'>
  readonly pid: number
}

/**
 * Takes the lock at `path`, or throws `conflict` naming the process that holds it. What a dead process left is taken over.
 * Dispose gives it back. Holds between processes of one machine and one process namespace, not across a network.
 */
export async function takeLock(path: string, options: LockOptions): Promise<AsyncDisposable> {
  const { files, randomness } = options.seams
  const self: Holder = { pid: options.pid, startTime: processStart(options.pid), token: Buffer.from(randomness.bytes(16)).toString('hex') }
  await acquire(path, self, options)
  return {
    async [Symbol.asyncDispose]() {
      const current = await readHolder(path, files)
      if (current?.token === self.token) await files.unlink(path)
    },
  }
}

async function acquire(path: string, self: Holder, options: LockOptions): Promise<void> {
  const { files } = options.seams
  const draft = `${path}.${self.token}`
  await writeHolder(draft, self, files)
  try {
    // Linking is exclusive and shows the others a whole file or none.
    while (!(await linked(draft, path, files))) {
      const found = await readHolder(path, files)
      if (found === null) continue
      if (isHeld(found, options.pid)) throw heldBy(found, path)
      await takeOver(path, { draft, found, self }, options)
      return
    }
  } finally {
    await files.rm(draft, { force: true })
  }
}

/**
 * Replaces a dead holder's file. Two that find it at the same time must not replace one another, so this is done under a second lock,
 * and only if the file is still the one that was found dead.
 */
async function takeOver(
  path: string,
  { draft, found, self }: { draft: string; found: Holder; self: Holder },
  options: LockOptions,
): Promise<void> {
  const { files } = options.seams
  const turnstile = `${path}.takeover`
  await acquire(turnstile, self, options)
  try {
    const current = await readHolder(path, files)
    if (current === null || current.token !== found.token) throw heldBy(current ?? found, path)
    await files.rename(draft, path)
  } finally {
    await files.unlink(turnstile)
  }
}

function isHeld({ pid, startTime }: Holder, ownPid: number): boolean {
  // Where the system tells no start times: a restarted container gives the daemon the same pid again, so that one is of an earlier life.
  if (pid === ownPid && startTime === null) return false
  return isRunning(pid, startTime)
}

async function linked(draft: string, path: string, files: Files): Promise<boolean> {
  try {
    await files.link(draft, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw unusable(error, `Locking ${path}`)
  }
}

async function writeHolder(path: string, self: Holder, files: Files): Promise<void> {
  try {
    await using file = await files.open(path, 'wx', 0o600)
    await file.writeFile(`${JSON.stringify(self)}\n`)
  } catch (error) {
    throw unusable(error, `Writing ${path}`)
  }
}

/** Null when there is no lock; what can't be understood counts as a holder that is dead, since locks only ever appear whole. */
async function readHolder(path: string, files: Files): Promise<Holder | null> {
  try {
    await using file = await files.open(path, 'r')
    const text = await file.readFile('utf8')
    return holder.safeParse(parsed(text)).data ?? { pid: largestPid, startTime: null, token: text }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw unusable(error, `Reading ${path}`)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function heldBy({ pid }: Holder, path: string): Failure {
  return new Failure('conflict', `Another Holdfast daemon (process ${pid}) uses this data folder: it holds ${path}.`, {
    remedy: 'Stop that one first, or give this one a folder of its own with --data DIR.',
    detail: { pid },
  })
}

function unusable(error: unknown, doing: string): Failure {
  const { code, message, detail } = toFailure(error, doing)
  return new Failure(code, message, {
    remedy: 'Choose a data folder that this user may write to, with --data DIR or HOLDFAST_DATA.',
    cause: error,
    detail,
  })
}
