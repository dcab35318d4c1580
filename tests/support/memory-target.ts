import type { Bytes, Call, GetCall, PutCall, StoredObject, Target } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'

/** A target in memory, for tests of what stands on targets. `objects` is open to be looked at and damaged. */
export class MemoryTarget implements Target {
  readonly supports = { ranges: true, exclusive: true, checksum: null, bytesMax: null }
  readonly objects = new Map<string, Uint8Array>()
  readonly calls: string[] = []

  async probe() {
    return { freeBytes: null, latencyMs: 0 }
  }

  async put(key: string, body: Bytes, call: PutCall): Promise<StoredObject> {
    this.calls.push(`put ${key}`)
    if (call.exclusive && this.objects.has(key)) throw new Failure('conflict', `${key} is there already`)
    const pieces: Uint8Array[] = []
    for await (const piece of body) pieces.push(piece.slice())
    if (call.exclusive && this.objects.has(key)) throw new Failure('conflict', `${key} is there already`)
    this.objects.set(key, Buffer.concat(pieces))
    return this.#describe(key)
  }

  async *get(key: string, call: GetCall): Bytes {
    this.calls.push(`get ${key}`)
    const object = this.objects.get(key)
    if (object === undefined) throw new Failure('not_found', `there is no ${key}`)
    const bytes = object.subarray(call.fromByte ?? 0, call.toByte ?? object.length)
    for (let at = 0; at < bytes.length; at += 65_536) yield bytes.slice(at, at + 65_536)
  }

  async stat(key: string, _call: Call): Promise<StoredObject | null> {
    return this.objects.has(key) ? this.#describe(key) : null
  }

  async *list(prefix: string, _call: Call): AsyncIterable<StoredObject> {
    for (const key of [...this.objects.keys()]) if (key.startsWith(prefix)) yield this.#describe(key)
  }

  async remove(key: string, _call: Call): Promise<void> {
    this.objects.delete(key)
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #describe(key: string): StoredObject {
    return { key, sizeBytes: this.objects.get(key)!.length, modifiedAt: new Date(), sha256: null }
  }
}
