import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'

/** The payload of an age file (age-encryption.org/v1): a nonce, then blocks of 64 KiB, each sealed with ChaCha20-Poly1305. */
export const payloadNonceBytes = 16
export const plainBlockBytes = 64 * 1024
const tagBytes = 16
export const sealedBlockBytes = plainBlockBytes + tagBytes

const cipher = 'chacha20-poly1305'

/** The key of the payload's blocks. */
export function payloadKey(fileKey: Uint8Array, nonce: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', fileKey, nonce, 'payload', 32))
}

/** Size of an age file whose header has `headerBytes`. */
export function sealedSize(plainBytes: number, headerBytes: number): number {
  const blocks = Math.max(1, Math.ceil(plainBytes / plainBlockBytes))
  return headerBytes + payloadNonceBytes + plainBytes + blocks * tagBytes
}

/** Size of what is sealed in an age file of `sealedBytes`; null if no age file has that size. */
export function plainSize(sealedBytes: number, headerBytes: number): number | null {
  const payloadBytes = sealedBytes - headerBytes - payloadNonceBytes
  const lastBytes = payloadBytes % sealedBlockBytes
  const emptyLast = lastBytes === tagBytes && payloadBytes > tagBytes
  if (payloadBytes < tagBytes || (lastBytes > 0 && lastBytes < tagBytes) || emptyLast) return null
  return payloadBytes - Math.ceil(payloadBytes / sealedBlockBytes) * tagBytes
}

/** A block's place in the payload; a file cut at a block's end is noticed because its last block is not marked as the last. */
export interface BlockPlace {
  readonly index: number
  readonly last: boolean
}

/** Seals one block into `into`, which is its length and the tag's. */
export function sealBlock(key: Uint8Array, block: { readonly plain: Uint8Array; readonly into: Uint8Array }, place: BlockPlace): void {
  const sealing = createCipheriv(cipher, key, blockNonce(place), { authTagLength: tagBytes })
  block.into.set(sealing.update(block.plain))
  sealing.final()
  block.into.set(sealing.getAuthTag(), block.plain.length)
}

/** The plain bytes of one block; null if it is not what was sealed under this key at this place. */
export function openBlock(key: Uint8Array, sealed: Uint8Array, place: BlockPlace): Uint8Array | null {
  if (sealed.length < tagBytes) return null
  const opening = createDecipheriv(cipher, key, blockNonce(place), { authTagLength: tagBytes })
  opening.setAuthTag(sealed.subarray(sealed.length - tagBytes))
  const plain = opening.update(sealed.subarray(0, sealed.length - tagBytes))
  try {
    opening.final()
  } catch {
    return null
  }
  return plain
}

/** Eleven bytes count the blocks, big-endian; the twelfth marks the last one. */
function blockNonce(place: BlockPlace): Uint8Array {
  const nonce = new Uint8Array(12)
  new DataView(nonce.buffer).setBigUint64(3, BigInt(place.index))
  nonce[11] = place.last ? 1 : 0
  return nonce
}
