/** Targets that are wrong on purpose, each in one way. */
import type { Bytes, Call, PutCall, StoredObject } from '../contract.ts'
import { Failure } from '../failure.ts'
import { MemoryTarget } from './memory-target.ts'

export class LosesLastByte extends MemoryTarget {
  protected override keep(key: string, bytes: Uint8Array, call: Pick<PutCall, 'exclusive'>): StoredObject {
    const kept = bytes.byteLength > 1024 * 1024 ? bytes.subarray(0, -1) : bytes
    return { ...super.keep(key, kept, call), sizeBytes: bytes.byteLength }
  }
}

export class SkipsEmptyObjects extends MemoryTarget {
  protected override keep(key: string, bytes: Uint8Array, call: Pick<PutCall, 'exclusive'>): StoredObject {
    if (bytes.byteLength > 0) return super.keep(key, bytes, call)
    return { key, sizeBytes: 0, modifiedAt: new Date(), sha256: null }
  }
}

export class FoldsCase extends MemoryTarget {
  protected override keep(key: string, bytes: Uint8Array, call: Pick<PutCall, 'exclusive'>): StoredObject {
    for (const taken of this.objects.keys()) if (taken.toLowerCase() === key.toLowerCase()) this.objects.delete(taken)
    return super.keep(key, bytes, call)
  }
}

export class TakesPrefixForFolder extends MemoryTarget {
  override async *list(prefix: string, call: Call): AsyncGenerator<StoredObject, void, void> {
    yield* super.list(prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`, call)
  }
}

export class ShowsWhatIsBeingWritten extends MemoryTarget {
  override async put(key: string, body: Bytes, call: PutCall): Promise<StoredObject> {
    call.signal.throwIfAborted()
    if (!this.objects.has(key)) this.objects.set(key, { bytes: new Uint8Array(), modifiedAt: new Date() })
    else if (call.exclusive) throw new Failure('conflict', `${key} exists already`)
    try {
      return await super.put(key, body, { ...call, exclusive: false })
    } catch (error) {
      this.objects.delete(key)
      throw error
    }
  }
}

export class KeepsHalfAnObject extends MemoryTarget {
  override async put(key: string, body: Bytes, call: PutCall): Promise<StoredObject> {
    const objects = this.objects
    const pieces: Uint8Array[] = []
    async function* remembered() {
      for await (const bytes of body) {
        pieces.push(bytes)
        yield bytes
      }
    }
    try {
      return await super.put(key, remembered(), call)
    } catch (error) {
      if (pieces.length > 0 && !call.signal.aborted) objects.set(key, { bytes: Buffer.concat(pieces), modifiedAt: new Date() })
      throw error
    }
  }
}

export class WrapsTheBodysError extends MemoryTarget {
  override async put(key: string, body: Bytes, call: PutCall): Promise<StoredObject> {
    try {
      return await super.put(key, body, call)
    } catch (error) {
      if (call.signal.aborted || error instanceof Failure) throw error
      throw new Failure('internal', 'the upload failed', { cause: error })
    }
  }
}

const never = new AbortController().signal

export class IgnoresAbort extends MemoryTarget {
  override async put(key: string, body: Bytes, call: PutCall): Promise<StoredObject> {
    return await super.put(key, body, { ...call, signal: never })
  }
}

export class RenamesTheReason extends MemoryTarget {
  override async stat(key: string, call: Call): Promise<StoredObject | null> {
    if (call.signal.aborted) throw new Failure('unavailable', 'the request was aborted')
    return await super.stat(key, call)
  }
}

export class ReadsAbsentAsEmpty extends MemoryTarget {
  override async *get(key: string, call: Call): AsyncGenerator<Uint8Array, void, void> {
    if (this.objects.has(key)) yield* super.get(key, call)
  }
}

export class ThrowsWhereStatIsNull extends MemoryTarget {
  override async stat(key: string, call: Call): Promise<StoredObject | null> {
    const found = await super.stat(key, call)
    if (found === null) throw new Failure('not_found', `there is no ${key}`)
    return found
  }
}

export class ThrowsPlainErrors extends MemoryTarget {
  override async *get(key: string, call: Call): AsyncGenerator<Uint8Array, void, void> {
    if (!this.objects.has(key)) throw new Error('NoSuchKey')
    yield* super.get(key, call)
  }
}

export class IgnoresRanges extends MemoryTarget {
  override async *get(key: string, call: Call): AsyncGenerator<Uint8Array, void, void> {
    yield* super.get(key, { signal: call.signal })
  }
}

export class LooksThenWrites extends MemoryTarget {
  override async put(key: string, body: Bytes, call: PutCall): Promise<StoredObject> {
    call.signal.throwIfAborted()
    if (call.exclusive && this.objects.has(key)) throw new Failure('conflict', `${key} exists already`)
    return await super.put(key, body, { ...call, exclusive: false })
  }
}

export class ProbeLeavesAFile extends MemoryTarget {
  override async probe(call: Call) {
    call.signal.throwIfAborted()
    this.keep('probe', new Uint8Array(1), { exclusive: false })
    return await super.probe(call)
  }
}

export class SharesOneBuffer extends MemoryTarget {
  #pieces: Uint8Array[] = []

  override async put(key: string, body: Bytes, call: PutCall): Promise<StoredObject> {
    call.signal.throwIfAborted()
    this.#pieces = []
    for await (const bytes of body) {
      call.signal.throwIfAborted()
      this.#pieces.push(bytes)
    }
    return this.keep(key, Buffer.concat(this.#pieces), call)
  }
}

export class ClosesOnce extends MemoryTarget {
  #closed = false

  override async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) throw new Error('closed already')
    this.#closed = true
  }
}

export class ListsOnePage extends MemoryTarget {
  override async *list(prefix: string, call: Call): AsyncGenerator<StoredObject, void, void> {
    let count = 0
    for await (const object of super.list(prefix, call)) {
      if (count++ === 1_000) return
      yield object
    }
  }
}
