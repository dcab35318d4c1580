import type { Bytes, Call } from '../../plugins/contract.ts'
import type { RandomAccess } from './access.ts'

/** Holds the directory and manifest of all but very large archives. */
const tailBytes = 64 * 1024

/**
 * The same bytes, the last 64 KiB of them fetched once, when first needed: what an archive says of itself lies there in several pieces, and to a
 * store each piece would be a request.
 */
export class TailAccess implements RandomAccess {
  readonly sizeBytes: number
  readonly #access: RandomAccess
  readonly #tailStart: number
  #tail: Promise<Uint8Array> | null = null

  constructor(access: RandomAccess) {
    this.#access = access
    this.sizeBytes = access.sizeBytes
    this.#tailStart = Math.max(0, access.sizeBytes - tailBytes)
  }

  async read(fromByte: number, toByte: number, call: Call): Promise<Uint8Array> {
    if (!this.#isInTail(fromByte, toByte)) return await this.#access.read(fromByte, toByte, call)
    this.#tail ??= this.#access.read(this.#tailStart, this.sizeBytes, call)
    const tail = await this.#tail
    return tail.slice(fromByte - this.#tailStart, toByte - this.#tailStart)
  }

  async *stream(fromByte: number, toByte: number, call: Call): Bytes {
    if (!this.#isInTail(fromByte, toByte)) yield* this.#access.stream(fromByte, toByte, call)
    else if (fromByte < toByte) yield await this.read(fromByte, toByte, call)
  }

  /** What is no range at all is for the access itself to refuse. */
  #isInTail(fromByte: number, toByte: number): boolean {
    return fromByte >= this.#tailStart && fromByte <= toByte && toByte <= this.sizeBytes
  }
}
