import type { Bytes } from '../../contract.ts'

/** `body` in pieces of exactly `pieceBytes`, the last one shorter; none of an empty one. Each is overwritten by the next. */
export async function* inPieces(body: Bytes, pieceBytes: number): AsyncGenerator<Uint8Array, void, void> {
  const piece = Buffer.allocUnsafeSlow(pieceBytes)
  let filledBytes = 0
  for await (const bytes of body) {
    for (let at = 0; at < bytes.byteLength; ) {
      const taken = bytes.subarray(at, at + pieceBytes - filledBytes)
      piece.set(taken, filledBytes)
      filledBytes += taken.byteLength
      at += taken.byteLength
      if (filledBytes < pieceBytes) continue
      yield piece
      filledBytes = 0
    }
  }
  if (filledBytes > 0) yield piece.subarray(0, filledBytes)
}
