import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Bytes, GetCall, PutCall, StoredObject, Target, TargetPlugin } from '../contract.ts'
import { Failure } from '../failure.ts'

export interface HeldObject {
  readonly bytes: Uint8Array
  readonly modifiedAt: Date
}

/** A right target that keeps everything in memory: what the broken ones are made of, and a model to read. */
export class MemoryTarget implements Target {
  readonly supports: Target['supports'] = { ranges: true, exclusive: true, checksum: 'sha256', bytesMax: null }
  readonly objects: Map<string, HeldObject>

  constructor(objects: Map<string, HeldObject>) {
    this.objects = objects
  }

  async probe({ signal }: { signal: AbortSignal }) {
    signal.throwIfAborted()
    return { freeBytes: null, latencyMs: 0 }
  }

  async put(key: string, body: Bytes, call: PutCall): Promise<StoredObject> {
    call.signal.throwIfAborted()
    const pieces: Uint8Array[] = []
    for await (const bytes of body) {
      call.signal.throwIfAborted()
      pieces.push(bytes.slice())
    }
    call.signal.throwIfAborted()
    return this.keep(key, Buffer.concat(pieces), call)
  }

  protected keep(key: string, bytes: Uint8Array, { exclusive }: Pick<PutCall, 'exclusive'>): StoredObject {
    if (exclusive && this.objects.has(key)) throw new Failure('conflict', `${key} exists already`, { remedy: 'Choose another name.' })
    this.objects.set(key, { bytes, modifiedAt: new Date() })
    return this.describe(key)!
  }

  protected describe(key: string): StoredObject | null {
    const held = this.objects.get(key)
    if (held === undefined) return null
    const sha256 = createHash('sha256').update(held.bytes).digest('hex')
    return { key, sizeBytes: held.bytes.byteLength, modifiedAt: held.modifiedAt, sha256 }
  }

  async *get(key: string, { signal, fromByte, toByte }: GetCall): AsyncGenerator<Uint8Array, void, void> {
    signal.throwIfAborted()
    const held = this.objects.get(key)
    if (held === undefined) throw new Failure('not_found', `there is no ${key}`, { remedy: 'Look at the list of what is there.' })
    const wanted = held.bytes.subarray(fromByte ?? 0, toByte ?? held.bytes.byteLength)
    for (let at = 0; at < wanted.byteLength; at += 65_536) {
      signal.throwIfAborted()
      yield wanted.slice(at, at + 65_536)
    }
  }

  async stat(key: string, { signal }: { signal: AbortSignal }): Promise<StoredObject | null> {
    signal.throwIfAborted()
    return this.describe(key)
  }

  async *list(prefix: string, { signal }: { signal: AbortSignal }): AsyncGenerator<StoredObject, void, void> {
    signal.throwIfAborted()
    for (const key of [...this.objects.keys()].sort()) {
      signal.throwIfAborted()
      if (key.startsWith(prefix)) yield this.describe(key)!
    }
  }

  async remove(key: string, { signal }: { signal: AbortSignal }): Promise<void> {
    signal.throwIfAborted()
    this.objects.delete(key)
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

export const memoryConfig = z.object({
  path: z.string().meta({ title: 'Place' }),
  password: z.string().default('').meta({ title: 'Password', secret: true }),
})

export type MemoryConfig = z.infer<typeof memoryConfig>

export interface Place {
  readonly objects: Map<string, HeldObject>
  readonly config: MemoryConfig
}

/** A plugin around `MemoryTarget` or a variation of it. Instances of one plugin with equal paths share their objects. */
export function memoryTargetPlugin(name: string, make: (place: Place) => Target = ({ objects }) => new MemoryTarget(objects)) {
  const places = new Map<string, Map<string, HeldObject>>()
  return {
    contract: 1,
    kind: 'target',
    name,
    title: { en: 'Memory', 'zh-CN': '内存' },
    config: memoryConfig,
    async open(config) {
      const objects = places.get(config.path) ?? new Map<string, HeldObject>()
      places.set(config.path, objects)
      return make({ objects, config })
    },
  } satisfies TargetPlugin<MemoryConfig>
}
