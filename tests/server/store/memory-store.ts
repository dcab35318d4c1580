import { createSealer } from '../../../server/store/sealing.ts'
import { openStore, type Store } from '../../../server/store/store.ts'

/** A key of 32 bytes, all the same. */
export function keyOf(byte: number): Uint8Array {
  return new Uint8Array(32).fill(byte)
}

/** A store of its own that nothing else sees; whoever opens it disposes it. */
export function openMemoryStore(): Promise<Store> {
  return openStore(':memory:', createSealer(keyOf(7)))
}
