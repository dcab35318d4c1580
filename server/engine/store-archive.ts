import { createHash, hash } from 'node:crypto'
import type { Bytes, Call, Target } from '../../plugins/contract.ts'
import { Failure, toFailure } from '../../plugins/failure.ts'
import { type CommitRecord, encodeRecord, recordSuffix } from '../archive/record.ts'
import { Broadcast, type BroadcastReader } from './broadcast.ts'

export interface Destination {
  readonly target: Target
  readonly key: string
  /** How messages name it. */
  readonly label: string
}

/** What was written, by our own count and hash. */
export interface Written {
  readonly sizeBytes: number
  readonly sha256: string
}

export interface StoreOutcome<Place extends Destination = Destination> {
  readonly written: Written
  readonly stored: readonly Place[]
  readonly failed: readonly { readonly destination: Place; readonly failure: Failure }[]
}

export interface StoreCall extends Call {
  /** Told where somebody else wrote an archive in the meantime. */
  readonly onTaken?: (destination: Destination) => void
}

/**
 * Sends one stream to every destination at once and reads each copy back. Throws when none holds the archive; what the stream itself throws
 * passes through. What lies at a destination that failed is for the caller to remove.
 */
export async function storeArchive<Place extends Destination>(
  bytes: Bytes,
  destinations: readonly Place[],
  call: StoreCall,
): Promise<StoreOutcome<Place>> {
  const tally = new Tally(bytes)
  const broadcast = new Broadcast(tally.bytes(), destinations.length)
  const results = await Promise.all(destinations.map((destination, at) => putCopy(destination, broadcast.readers[at]!, call)))
  tally.rethrow()
  call.signal.throwIfAborted()
  const failed: { destination: Place; failure: Failure }[] = []
  const stored: Place[] = []
  for (const [at, destination] of destinations.entries()) {
    const failure = await confirm(destination, { written: tally.written, putFailure: results[at] ?? null }, call)
    if (failure === null) stored.push(destination)
    else failed.push({ destination, failure })
  }
  if (stored.length === 0) throw failed[0]!.failure
  return { written: tally.written, stored, failed }
}

async function putCopy(destination: Destination, reader: BroadcastReader, call: StoreCall): Promise<Failure | null> {
  try {
    await destination.target.put(destination.key, reader.bytes, { signal: call.signal, exclusive: true })
    return null
  } catch (error) {
    const failure = toFailure(error, `writing to ${destination.label}`)
    if (failure.code === 'conflict') call.onTaken?.(destination)
    return failure
  } finally {
    await reader.leave()
  }
}

/** Counts and hashes what passes, and remembers whether it came to its end or what it threw. */
class Tally {
  readonly #source: Bytes
  readonly #hash = createHash('sha256')
  #sizeBytes = 0
  #error: { readonly value: unknown } | null = null
  #written: Written | null = null

  constructor(source: Bytes) {
    this.#source = source
  }

  async *bytes(): Bytes {
    try {
      for await (const piece of this.#source) {
        this.#hash.update(piece)
        this.#sizeBytes += piece.length
        yield piece
      }
      this.#written = { sizeBytes: this.#sizeBytes, sha256: this.#hash.digest('hex') }
    } catch (error) {
      this.#error = { value: error }
      throw error
    }
  }

  get written(): Written {
    return this.#written ?? { sizeBytes: this.#sizeBytes, sha256: '' }
  }

  rethrow(): void {
    if (this.#error !== null) throw this.#error.value
  }
}

/**
 * Whether the target really holds what was written: by the store's own SHA-256, else by reading every byte back. Null when it does.
 * A put that failed as `unavailable` may have arrived all the same: then what is there decides.
 */
async function confirm(
  destination: Destination,
  sent: { written: Written; putFailure: Failure | null },
  call: Call,
): Promise<Failure | null> {
  const { written, putFailure } = sent
  if (putFailure !== null && (putFailure.code !== 'unavailable' || written.sha256 === '')) return putFailure
  const found = await readBack(destination, written, call)
  return found === null ? null : (putFailure ?? found)
}

async function readBack(destination: Destination, written: Written, call: Call): Promise<Failure | null> {
  try {
    const object = await destination.target.stat(destination.key, call)
    if (object === null) return new Failure('corrupt', `${destination.label} said that ${destination.key} is written, but it is not there`)
    if (object.sizeBytes !== written.sizeBytes) {
      return new Failure(
        'corrupt',
        `${destination.label} holds ${object.sizeBytes} bytes of ${destination.key}, but ${written.sizeBytes} were written`,
      )
    }
    const sha256 = object.sha256 ?? (await hashObject(destination, call))
    return sha256 === written.sha256
      ? null
      : new Failure('corrupt', `${destination.key} reads back from ${destination.label} with another SHA-256 than was written`)
  } catch (error) {
    call.signal.throwIfAborted()
    return toFailure(error, `reading back from ${destination.label}`)
  }
}

/** The SHA-256 of an object's bytes as the target hands them out. */
export async function hashObject(
  at: { readonly target: Target; readonly key: string; readonly onBytes?: (bytes: number) => void },
  call: Call,
): Promise<string> {
  const digest = createHash('sha256')
  for await (const piece of at.target.get(at.key, call)) {
    digest.update(piece)
    at.onBytes?.(piece.length)
  }
  return digest.digest('hex')
}

/**
 * Writes the commit record and reads it back: from here on the backup exists. Null when it does; what is there decides, also when the answer
 * to the put was lost. Another record than the one written is for the caller to remove.
 */
export async function commit(destination: Destination, record: CommitRecord, call: Call): Promise<Failure | null> {
  return await commitBytes(destination, encodeRecord(record), call)
}

/** As `commit`, of a record that lies beside another copy. */
export async function commitBytes(destination: Destination, bytes: Uint8Array, call: Call): Promise<Failure | null> {
  const place = { ...destination, key: destination.key + recordSuffix }
  async function* body() {
    yield bytes
  }
  let putFailure: Failure | null = null
  try {
    await place.target.put(place.key, body(), { signal: call.signal, exclusive: true })
  } catch (error) {
    call.signal.throwIfAborted()
    putFailure = toFailure(error, `writing to ${place.label}`)
  }
  return confirm(place, { written: { sizeBytes: bytes.length, sha256: hash('sha256', bytes, 'hex') }, putFailure }, call)
}
