import { withRoom } from './columns.ts'

/** Bytes that grow at their end, little-endian. */
export class ByteWriter {
  #bytes: Uint8Array = new Uint8Array()
  #view = new DataView(this.#bytes.buffer)
  #length = 0

  get length(): number {
    return this.#length
  }

  /** What is written so far, as a view: it must not be kept while more is written. */
  get written(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  u8(value: number): void {
    const at = this.#extend(1)
    this.#view.setUint8(at, value)
  }

  u16(value: number): void {
    const at = this.#extend(2)
    this.#view.setUint16(at, value, true)
  }

  u32(value: number): void {
    const at = this.#extend(4)
    this.#view.setUint32(at, value, true)
  }

  /** A whole number below 2^53 in eight bytes. */
  u64(value: number): void {
    this.setU64(this.#extend(8), value)
  }

  /** Overwrites eight bytes that were written before. */
  setU64(at: number, value: number): void {
    this.#view.setUint32(at, value >>> 0, true)
    this.#view.setUint32(at + 4, Math.floor(value / 2 ** 32), true)
  }

  /** Seven bits a byte, lowest first, the top bit set on all but the last. */
  varint(value: number): void {
    let rest = value
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.u8((rest % 0x80) | 0x80)
    this.u8(rest)
  }

  bytes(bytes: Uint8Array): void {
    const at = this.#extend(bytes.length)
    this.#bytes.set(bytes, at)
  }

  /** So many bytes of zeroes to fill in; returns where they start. */
  #extend(count: number): number {
    const at = this.#length
    const grown = withRoom(this.#bytes, at + count)
    if (grown !== this.#bytes) {
      this.#bytes = grown
      this.#view = new DataView(grown.buffer)
    }
    this.#length = at + count
    return at
  }
}
