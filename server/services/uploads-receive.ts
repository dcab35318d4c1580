import { createHash } from 'node:crypto'
import type { Bytes, Files } from '../../plugins/contract.ts'
import { Failure, toFailure } from '../../plugins/failure.ts'
import type { Clock } from '../seams/clock.ts'
import { requireSpace } from './uploads-space.ts'

/** Space is looked at again after this many bytes: others write to the disk too. */
const lookBytes = 64 * 1024 * 1024

export interface Receiving {
  readonly files: Files
  readonly clock: Clock
  /** The folder that the file lies in. */
  readonly folder: string
  readonly path: string
  readonly sizeBytesMax: number
  /** As the sender announced it; null when it didn't. */
  readonly expectedBytes: number | null
  readonly idleMs: number
  readonly signal: AbortSignal
}

export interface Received {
  readonly sizeBytes: number
  readonly sha256: string
}

/** Writes a file of its own, for its owner alone, as fast as the disk takes it. Throws `invalid` for too much and too slow, `exhausted` for no space. */
export async function receiveFile(body: Bytes, receiving: Receiving): Promise<Received> {
  const { files, folder, path, sizeBytesMax, expectedBytes } = receiving
  if ((expectedBytes ?? 0) > sizeBytesMax) throw tooLarge(sizeBytesMax)
  await requireSpace(folder, expectedBytes ?? 0, files)
  const sha256 = createHash('sha256')
  let sizeBytes = 0
  let lookAtBytes = lookBytes
  await using handle = await files.open(path, 'wx', 0o600)
  for await (const piece of attended(body, receiving)) {
    sizeBytes += piece.length
    if (sizeBytes > sizeBytesMax) throw tooLarge(sizeBytesMax)
    if (sizeBytes >= lookAtBytes) {
      await requireSpace(folder, Math.max(0, (expectedBytes ?? 0) - sizeBytes), files)
      lookAtBytes += lookBytes
    }
    sha256.update(piece)
    await writeAll(handle, piece)
  }
  if (sizeBytes === 0) throw new Failure('invalid', 'The upload is empty.', { remedy: 'Send the file as the body of the request.' })
  await handle.sync()
  return { sizeBytes, sha256: sha256.digest('hex') }
}

type Handle = Awaited<ReturnType<Files['open']>>

async function writeAll(handle: Handle, piece: Uint8Array): Promise<void> {
  try {
    await handle.writeFile(piece)
  } catch (error) {
    throw toFailure(error, 'writing the upload')
  }
}

export type Attention = Pick<Receiving, 'clock' | 'idleMs' | 'signal'>

/** The bytes as they come. Throws `invalid` when none came for too long, and when they break off. */
export async function* attended(body: Bytes, { clock, idleMs, signal }: Attention): AsyncGenerator<Uint8Array, void, void> {
  const iterator = body[Symbol.asyncIterator]()
  let isEnded = false
  try {
    for (;;) {
      const next = await inTime(iterator.next(), { clock, idleMs, signal })
      if (signal.aborted) throw brokenOff()
      isEnded = next.done === true
      if (next.done === true) return
      yield next.value
    }
  } finally {
    // One that sleeps in `next` answers only after it, so nobody waits for it.
    if (!isEnded) void Promise.resolve(iterator.return?.()).catch(() => {})
  }
}

async function inTime<Value>(work: Promise<Value>, { clock, idleMs, signal }: Attention): Promise<Value> {
  const end = new AbortController()
  const stalled = clock.sleep(idleMs, AbortSignal.any([end.signal, signal])).then(
    () => {
      throw tooSlow(idleMs)
    },
    () => {
      throw brokenOff()
    },
  )
  try {
    return await Promise.race([work, stalled])
  } catch (error) {
    // What the network says of a sender that went away is no failure of ours.
    throw error instanceof Failure ? error : brokenOff(error)
  } finally {
    end.abort()
    stalled.catch(() => {})
  }
}

function tooLarge(sizeBytesMax: number): Failure {
  return new Failure('invalid', `The upload is larger than ${sizeBytesMax} bytes.`, {
    remedy: 'Raise the limit in the configuration (uploadBytesMax), or restore it with "holdfast restore --upload FILE" on that machine.',
    detail: { status: 413 },
  })
}

function tooSlow(idleMs: number): Failure {
  return new Failure('invalid', `The upload stood still for ${Math.round(idleMs / 1000)} seconds, so it was ended.`, {
    remedy: 'Send it again.',
  })
}

function brokenOff(cause?: unknown): Failure {
  return new Failure('invalid', 'The upload broke off before its end.', { remedy: 'Send it again.', cause })
}
