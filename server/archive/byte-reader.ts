import { Failure } from '../../plugins/failure.ts'

const varintBytesMax = 8
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Reads untrusted bytes, little-endian, from front to end. Everything that isn't there or isn't well formed throws `corrupt` and says where. */
export class ByteReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #what: string
  #at: number

  /** `what` names the bytes in messages. */
  constructor(bytes: Uint8Array, what: string, at = 0) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#what = what
    this.#at = at
  }

  get at(): number {
    return this.#at
  }

  get leftBytes(): number {
    return this.#bytes.length - this.#at
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1))
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), true)
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true)
  }

  /** Eight bytes, refused from 2^53 on. */
  u64(): number {
    const at = this.#take(8)
    return this.#exact(this.#view.getUint32(at, true) + this.#view.getUint32(at + 4, true) * 2 ** 32)
  }

  /** Refused when longer than needed, so that each number has one form, and from 2^53 on. */
  varint(): number {
    let value = 0
    for (let place = 0; place < varintBytesMax; place++) {
      const byte = this.u8()
      value += (byte & 0x7f) * 2 ** (7 * place)
      if (byte >= 0x80) continue
      if (byte === 0 && place > 0) throw this.failure('a number is written longer than it is')
      return this.#exact(value)
    }
    throw this.failure(`a number takes more than ${varintBytesMax} bytes`)
  }

  /** A view into the bytes. */
  bytes(count: number): Uint8Array {
    const at = this.#take(count)
    return this.#bytes.subarray(at, at + count)
  }

  text(countBytes: number): string {
    const bytes = this.bytes(countBytes)
    try {
      return utf8.decode(bytes)
    } catch (error) {
      throw this.failure('a name is no UTF-8', error)
    }
  }

  /** Throws unless `count` items of `itemBytes` are left: to be asked before anything of that size is made. */
  expect(count: number, itemBytes: number): void {
    if (count * itemBytes > this.leftBytes)
      throw this.failure(`${count} items of ${itemBytes} bytes are announced, but only ${this.leftBytes} bytes follow`)
  }

  /** A `corrupt` failure that says where the reader stands. */
  failure(reason: string, cause?: unknown): Failure {
    return new Failure('corrupt', `${this.#what}, byte ${this.#at}: ${reason}`, cause === undefined ? {} : { cause })
  }

  #take(count: number): number {
    if (count > this.leftBytes) throw this.failure(`it ends where ${count} more bytes should be`)
    const at = this.#at
    this.#at += count
    return at
  }

  #exact(value: number): number {
    if (!Number.isSafeInteger(value)) throw this.failure(`${value} is more than can be counted`)
    return value
  }
}
