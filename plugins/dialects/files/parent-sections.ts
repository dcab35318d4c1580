import type { ParentSection } from '../../contract.ts'
import { type BytePath, compareInWalk, fromText } from './path.ts'

/**
 * The parent's names and fingerprints in one buffer, so that a million of them reach the thread as one block of memory:
 * u32 length of the path, the path's bytes, u8 length of the fingerprint, the fingerprint.
 */
export function packParent(sections: Iterable<ParentSection>): Uint8Array {
  let buffer: Buffer = Buffer.allocUnsafe(1024 * 1024)
  let used = 0
  for (const section of sections) {
    if (section.fingerprint === null) continue
    const path = fromText(section.name)
    const needed = used + 5 + path.length + section.fingerprint.byteLength
    if (needed > buffer.length) buffer = grown(buffer, used, needed)
    used = buffer.writeUInt32LE(path.length, used)
    used += buffer.write(path, used, 'latin1')
    used = buffer.writeUInt8(section.fingerprint.byteLength, used)
    buffer.set(section.fingerprint, used)
    used += section.fingerprint.byteLength
  }
  return Uint8Array.from(buffer.subarray(0, used))
}

function grown(buffer: Buffer, used: number, needed: number): Buffer {
  const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, needed))
  larger.set(buffer.subarray(0, used))
  return larger
}

/** Walks the parent's sections beside the tree. Both are in the same order, so each is looked at once. */
export class ParentCursor {
  readonly #buffer: Buffer
  #at = 0
  #path: BytePath | null = null
  #fingerprint = ''

  constructor(packed: Uint8Array) {
    this.#buffer = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength)
    this.#next()
  }

  /** Whether the parent holds this path with this fingerprint. Paths must be asked for in walk order. */
  holds(path: BytePath, fingerprint: string): boolean {
    while (this.#path !== null && this.#path !== path && compareInWalk(this.#path, path) < 0) this.#next()
    return this.#path === path && this.#fingerprint === fingerprint
  }

  #next(): void {
    if (this.#at >= this.#buffer.length) {
      this.#path = null
      return
    }
    const pathAt = this.#at + 4
    const pathEnd = pathAt + this.#buffer.readUInt32LE(this.#at)
    const fingerprintEnd = pathEnd + 1 + this.#buffer[pathEnd]!
    this.#path = this.#buffer.toString('latin1', pathAt, pathEnd)
    this.#fingerprint = this.#buffer.toString('latin1', pathEnd + 1, fingerprintEnd)
    this.#at = fingerprintEnd
  }
}
