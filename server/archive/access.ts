import type { Bytes, Call } from '../../plugins/contract.ts'

/** Bytes that can be read from any place: an object at a target, or the plain text of a sealed one. */
export interface RandomAccess {
  readonly sizeBytes: number
  /** Exactly the bytes from `fromByte` up to, not including, `toByte`; throws `corrupt` if there are fewer. */
  read(fromByte: number, toByte: number, call: Call): Promise<Uint8Array>
  /** The same as a stream, for ranges too large to hold. */
  stream(fromByte: number, toByte: number, call: Call): Bytes
}
