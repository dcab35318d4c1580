import type { DumpEvent, SectionStart } from '../../contract.ts'

export const batchBytes = 1024 * 1024

/** A batch that ends early and holds less than this is copied, so that its memory can serve the next one. */
const copyBelowBytes = 128 * 1024

export interface Mark {
  readonly used: number
  readonly starts: number
}

/** Gathers headers and content of many small entries into few large events. */
export class Batch {
  #buffer = Buffer.allocUnsafeSlow(batchBytes)
  #used = 0
  #starts: SectionStart[] = []

  get room(): number {
    return batchBytes - this.#used
  }

  /** The section that starts here; the next bytes are its first. There must be room for one. */
  begin(start: Omit<SectionStart, 'at'>): void {
    this.#starts.push({ ...start, at: this.#used })
  }

  /** Takes as many of the bytes as there is room for and returns how many. */
  append(bytes: Uint8Array): number {
    const count = Math.min(bytes.byteLength, this.room)
    this.#buffer.set(count === bytes.byteLength ? bytes : bytes.subarray(0, count), this.#used)
    this.#used += count
    return count
  }

  /** As many zeros as there is room for, at most `count`; returns how many. */
  appendZeros(count: number): number {
    const fitting = Math.min(count, this.room)
    this.#buffer.fill(0, this.#used, this.#used + fitting)
    this.#used += fitting
    return fitting
  }

  /** Lets `read` write straight into the batch: it gets buffer, offset and room, and returns how many bytes it wrote. */
  fill(read: (buffer: Buffer, offset: number, room: number) => number): number {
    const count = read(this.#buffer, this.#used, this.room)
    this.#used += count
    return count
  }

  mark(): Mark {
    return { used: this.#used, starts: this.#starts.length }
  }

  /** Forgets what came after the mark. Only valid as long as nothing was taken since. */
  rollBack(mark: Mark): void {
    this.#used = mark.used
    this.#starts.length = mark.starts
  }

  /** What was gathered, as an event whose memory is the reader's; null if that is nothing. */
  take(): DumpEvent | null {
    if (this.#used === 0) return null
    const isSmall = this.#used < copyBelowBytes
    const bytes = isSmall ? Uint8Array.from(this.#buffer.subarray(0, this.#used)) : this.#buffer.subarray(0, this.#used)
    const starts = this.#starts
    if (!isSmall) this.#buffer = Buffer.allocUnsafeSlow(batchBytes)
    this.#used = 0
    this.#starts = []
    return starts.length === 0 ? { type: 'bytes', bytes } : { type: 'bytes', bytes, starts }
  }
}
