import { Failure } from '../../plugins/failure.ts'

/** The record signatures of APPNOTE 6.3.10, section 4.3. */
export const signature = {
  localHeader: 0x04034b50,
  descriptor: 0x08074b50,
  directoryEntry: 0x02014b50,
  end64: 0x06064b50,
  end64Locator: 0x07064b50,
  end: 0x06054b50,
} as const

/** Identifiers of the extra fields that are written or read. */
export const extraField = { zip64: 0x0001, timestamp: 0x5455, unicodePath: 0x7075 } as const

/** Bits of the general purpose flags. */
export const flag = {
  encrypted: 1 << 0,
  descriptor: 1 << 3,
  patch: 1 << 5,
  strongEncryption: 1 << 6,
  utf8: 1 << 11,
  masked: 1 << 13,
} as const

/** A field that holds this says: look into the ZIP64 record. */
export const max16 = 0xffff
export const max32 = 0xffffffff

/** The compression methods that are written and read; anything else is `unsupported`. */
export type ZipMethod = 0 | 8 | 93

/** Writes little-endian fields one after the other into a buffer of the size given. */
export class FieldWriter {
  readonly bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(sizeBytes: number) {
    this.bytes = new Uint8Array(sizeBytes)
    this.#view = new DataView(this.bytes.buffer)
  }

  u16(...values: readonly number[]): this {
    for (const value of values) {
      this.#view.setUint16(this.#at, value, true)
      this.#at += 2
    }
    return this
  }

  u32(...values: readonly number[]): this {
    for (const value of values) {
      this.#view.setUint32(this.#at, value, true)
      this.#at += 4
    }
    return this
  }

  u64(...values: readonly number[]): this {
    for (const value of values) {
      this.#view.setBigUint64(this.#at, BigInt(value), true)
      this.#at += 8
    }
    return this
  }

  raw(value: Uint8Array): this {
    this.bytes.set(value, this.#at)
    this.#at += value.length
    return this
  }
}

/** Reads little-endian fields; throws `corrupt` instead of reading past the end. */
export class FieldReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #what: string
  #at = 0

  constructor(bytes: Uint8Array, what: string) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#what = what
  }

  get leftBytes(): number {
    return this.#bytes.length - this.#at
  }

  u16(): number {
    return this.#view.getUint16(this.#step(2), true)
  }

  u32(): number {
    return this.#view.getUint32(this.#step(4), true)
  }

  u64(): number {
    const value = Number(this.#view.getBigUint64(this.#step(8), true))
    if (!Number.isSafeInteger(value)) throw damaged(`${this.#what} holds a size or offset that no file can have`)
    return value
  }

  raw(sizeBytes: number): Uint8Array {
    const from = this.#step(sizeBytes)
    return this.#bytes.subarray(from, from + sizeBytes)
  }

  #step(sizeBytes: number): number {
    if (sizeBytes > this.leftBytes) throw damaged(`${this.#what} ends too early`)
    const at = this.#at
    this.#at += sizeBytes
    return at
  }
}

/** A `corrupt` failure about the ZIP file being read. */
export function damaged(what: string, cause?: unknown): Failure {
  return new Failure('corrupt', `The ZIP file is damaged: ${what}.`, {
    remedy: 'Fetch the file again or take another copy of it.',
    ...(cause === undefined ? {} : { cause }),
  })
}

const earliest = Date.UTC(1980, 0, 1)
const latest = Date.UTC(2107, 11, 31, 23, 59, 58)

/** The two 16-bit DOS fields of an instant, in UTC (the format names no zone), cut to what they can express. */
export function dosTime(instant: Date): { readonly time: number; readonly date: number } {
  const within = new Date(Math.min(Math.max(instant.getTime(), earliest), latest))
  return {
    time: (within.getUTCHours() << 11) | (within.getUTCMinutes() << 5) | (within.getUTCSeconds() >> 1),
    date: ((within.getUTCFullYear() - 1980) << 9) | ((within.getUTCMonth() + 1) << 5) | within.getUTCDate(),
  }
}

/** The instant that two DOS fields name, read as UTC. */
export function instantOfDos(time: number, date: number): Date {
  const day = Date.UTC(1980 + (date >> 9), ((date >> 5) & 15) - 1, date & 31)
  return new Date(day + (((time >> 11) * 60 + ((time >> 5) & 63)) * 60 + (time & 31) * 2) * 1000)
}
