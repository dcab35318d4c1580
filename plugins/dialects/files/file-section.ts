import { type BigIntStats, constants } from 'node:fs'
import type { BlockingFiles, DumpEvent } from '../../contract.ts'
import { Failure, toFailure } from '../../failure.ts'
import { type Batch, batchBytes } from './batch.ts'
import { type Entry, entryOf, isSameFile, isSameState } from './entry.ts'
import { fingerprintBytes, fingerprintOf, isSettled } from './fingerprint.ts'
import { encodeMap, findStretches, maySkip, type Stretch } from './holes.ts'
import type { Owners } from './owners.ts'
import { type BytePath, onDisk, toText } from './path.ts'
import { blockBytes, encodeHeader } from './tar-header.ts'
import { unreadable, warningOf } from './walk.ts'

export interface DumpTools {
  readonly files: BlockingFiles
  readonly owners: Owners
  readonly batch: Batch
  readonly startedAtMs: number
}

export interface FoundFile {
  readonly path: BytePath
  readonly absolute: BytePath
  readonly stats: BigIntStats
}

/** A FIFO or symlink that took a file's place must neither block the open nor be followed. */
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0)

interface Layout {
  readonly entry: Entry
  readonly head: readonly Uint8Array[]
  readonly stretches: readonly Stretch[]
  readonly contentBytes: number
  readonly totalBytes: number
}

/** The section of one regular file. Returns what was recorded, or null when the file had to be left out (a warning then says why). */
export function* dumpFile(file: FoundFile, tools: DumpTools): Generator<DumpEvent, Entry | null, void> {
  let descriptor: number
  try {
    descriptor = tools.files.openSync(onDisk(file.absolute), openFlags)
  } catch (error) {
    yield { type: 'warning', warning: unreadable(file.path, error) }
    return null
  }
  try {
    return yield* dumpOpened(file, descriptor, tools)
  } finally {
    tools.files.closeSync(descriptor)
  }
}

function* dumpOpened(file: FoundFile, descriptor: number, tools: DumpTools): Generator<DumpEvent, Entry | null, void> {
  const stats = tools.files.fstatSync(descriptor, { bigint: true })
  if (!isSameFile(file.stats, stats)) {
    yield { type: 'warning', warning: warningOf('changed', file.path, 'was replaced while the backup ran; left out') }
    return null
  }
  let layout: Layout
  try {
    layout = layOut(file.path, stats, { descriptor, tools })
  } catch (error) {
    yield { type: 'warning', warning: unreadable(file.path, error) }
    return null
  }
  const { entry } = layout
  if (layout.totalBytes > tools.batch.room) yield* taken(tools.batch)
  const mark = tools.batch.mark()
  tools.batch.begin({
    name: toText(file.path),
    ...(entry.sizeBytes >= batchBytes ? { cut: true } : {}),
    ...(isSettled(stats, tools.startedAtMs) ? { fingerprint: fingerprintBytes(fingerprintOf(entry, stats, tools.owners)) } : {}),
  })
  for (const bytes of layout.head) yield* put(tools.batch, bytes)
  const copied = yield* copyContent(layout, descriptor, tools)
  if (copied.error !== null) {
    if (layout.totalBytes > batchBytes) throw brokenOff(file.path, copied.error)
    tools.batch.rollBack(mark)
    yield { type: 'warning', warning: unreadable(file.path, copied.error) }
    return null
  }
  const after = tools.files.fstatSync(descriptor, { bigint: true })
  if (copied.missingBytes > 0 || !isSameState(stats, after)) {
    const cut = copied.missingBytes > 0 ? `; its last ${copied.missingBytes} bytes are zeros in the backup` : ''
    yield { type: 'warning', warning: warningOf('changed', file.path, `changed while it was being read${cut}`) }
  }
  return entry
}

interface Opened {
  readonly descriptor: number
  readonly tools: DumpTools
}

function layOut(path: BytePath, stats: BigIntStats, { descriptor, tools }: Opened): Layout {
  const entry = entryOf({ path, kind: 'file', target: '' }, stats)
  const found = maySkip(stats) ? findStretches(tools.files, descriptor, entry.sizeBytes) : null
  const dataBytes = found === null ? entry.sizeBytes : found.reduce((sum, stretch) => sum + stretch.lengthBytes, 0)
  const isSparse = found !== null && dataBytes < entry.sizeBytes
  const map = isSparse ? encodeMap(found, entry.sizeBytes) : Buffer.alloc(0)
  const storedBytes = map.byteLength + dataBytes
  const header = encodeHeader(entry, { storedBytes, isSparse }, tools.owners)
  return {
    entry,
    head: [header, map],
    stretches: isSparse ? found : [{ offset: 0, lengthBytes: entry.sizeBytes }],
    contentBytes: dataBytes,
    totalBytes: header.byteLength + Math.ceil(storedBytes / blockBytes) * blockBytes,
  }
}

interface Copied {
  /** Bytes that were promised in the header but are there no more; zeros stand for them. */
  readonly missingBytes: number
  readonly error: unknown
}

/** Exactly as many bytes as the header promises, padding included, whatever happens to the file meanwhile. */
function* copyContent(layout: Layout, descriptor: number, tools: DumpTools): Generator<DumpEvent, Copied, void> {
  const { batch, files } = tools
  let missingBytes = 0
  for (const stretch of layout.stretches) {
    let done = 0
    while (done < stretch.lengthBytes) {
      if (batch.room === 0) yield* taken(batch)
      const wanted = stretch.lengthBytes - done
      let count: number
      try {
        count = batch.fill((buffer, offset, room) =>
          files.readSync(descriptor, buffer, offset, Math.min(room, wanted), stretch.offset + done),
        )
      } catch (error) {
        return { missingBytes, error }
      }
      if (count === 0) {
        missingBytes += wanted
        yield* putZeros(batch, wanted)
        break
      }
      done += count
    }
  }
  yield* putZeros(batch, (blockBytes - (layout.contentBytes % blockBytes)) % blockBytes)
  return { missingBytes, error: null }
}

/** Part of the file is on its way already and its fingerprint with it: an incremental would take the broken content for good. */
function brokenOff(path: BytePath, error: unknown): Failure {
  const failure = toFailure(error, `reading ${toText(path)} broke off in the middle`)
  return new Failure(failure.code === 'internal' ? 'unavailable' : failure.code, failure.message, {
    remedy: 'Check the disk that holds it; to back up the rest meanwhile, exclude this file.',
    detail: failure.detail,
    cause: error,
  })
}

/** Gives the batch to the reader, if it holds anything. */
export function* taken(batch: Batch): Generator<DumpEvent, void, void> {
  const event = batch.take()
  if (event !== null) yield event
}

export function* put(batch: Batch, bytes: Uint8Array): Generator<DumpEvent, void, void> {
  for (let at = 0; at < bytes.byteLength; ) {
    if (batch.room === 0) yield* taken(batch)
    at += batch.append(bytes.subarray(at))
  }
}

export function* putZeros(batch: Batch, count: number): Generator<DumpEvent, void, void> {
  for (let left = count; left > 0; ) {
    if (batch.room === 0) yield* taken(batch)
    left -= batch.appendZeros(left)
  }
}
