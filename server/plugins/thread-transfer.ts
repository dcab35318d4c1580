import * as threads from 'node:worker_threads'

/** Below this a copy costs less than handing the memory over. */
const transferAtBytes = 16 * 1024

const objectCostBytes = 64

/** Items on their way to another thread: the memory they own is handed over, all else is copied by the message. */
export class Parcel {
  readonly items: unknown[] = []
  readonly transfer = new Set<ArrayBuffer>()
  sizeBytes = 0

  add(item: unknown): void {
    this.items.push(this.#portable(item))
  }

  /**
   * A view of a larger buffer would drag the whole buffer along, and a pooled one must never be handed over: other views of the pool would
   * lose their content. Both are copied to a buffer of their own.
   */
  #portable(value: unknown): unknown {
    if (value instanceof Uint8Array) return this.#bytes(value)
    if (typeof value === 'string') this.sizeBytes += value.length
    if (typeof value !== 'object' || value === null) return value
    this.sizeBytes += objectCostBytes
    if (Array.isArray(value)) return value.map((element) => this.#portable(element))
    if (Object.getPrototypeOf(value) !== Object.prototype) return value
    const copy: Record<string, unknown> = {}
    for (const [name, member] of Object.entries(value)) copy[name] = this.#portable(member)
    return copy
  }

  #bytes(bytes: Uint8Array): Uint8Array {
    this.sizeBytes += bytes.byteLength
    const whole = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength
    if (!whole || !mayTransfer(bytes.buffer)) {
      const copy = new Uint8Array(bytes)
      if (copy.byteLength >= transferAtBytes) this.transfer.add(copy.buffer)
      return copy
    }
    if (bytes.byteLength >= transferAtBytes) this.transfer.add(bytes.buffer as ArrayBuffer)
    return bytes
  }
}

function mayTransfer(buffer: ArrayBufferLike): boolean {
  if (!(buffer instanceof ArrayBuffer) || buffer.resizable) return false
  return !threads.isMarkedAsUntransferable(buffer)
}
