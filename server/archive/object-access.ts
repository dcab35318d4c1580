import type { Bytes, Call, Target } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import type { RandomAccess } from './access.ts'

/** An object at a target as random access. Throws `not_found` when it isn't there. */
export async function openObject(target: Target, key: string, call: Call): Promise<RandomAccess> {
  const object = await target.stat(key, call)
  if (object === null) {
    throw new Failure('not_found', `there is no ${key} at the target`, { remedy: 'Check the name; "holdfast list" shows what is there.' })
  }
  return new ObjectAccess(target, key, object.sizeBytes)
}

class ObjectAccess implements RandomAccess {
  readonly sizeBytes: number
  readonly #target: Target
  readonly #key: string

  constructor(target: Target, key: string, sizeBytes: number) {
    this.#target = target
    this.#key = key
    this.sizeBytes = sizeBytes
  }

  async read(fromByte: number, toByte: number, call: Call): Promise<Uint8Array> {
    if (fromByte < 0 || toByte < fromByte || toByte > this.sizeBytes) {
      throw new Failure('corrupt', `${this.#key}: bytes ${fromByte} to ${toByte} are asked for, but it has only ${this.sizeBytes}`)
    }
    const bytes = new Uint8Array(toByte - fromByte)
    let filled = 0
    for await (const piece of this.stream(fromByte, toByte, call)) {
      if (filled + piece.length > bytes.length) throw new Failure('corrupt', `${this.#key}: the target sent more bytes than were asked for`)
      bytes.set(piece, filled)
      filled += piece.length
    }
    if (filled !== bytes.length) {
      throw new Failure('corrupt', `${this.#key}: the target sent ${filled} of the ${bytes.length} bytes from ${fromByte} on`)
    }
    return bytes
  }

  async *stream(fromByte: number, toByte: number, call: Call): Bytes {
    if (fromByte === toByte) return
    yield* this.#target.get(this.#key, { signal: call.signal, fromByte, toByte })
  }
}
