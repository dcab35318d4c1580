/**
 * Gives the memory of `bytes` back at once instead of leaving it to the garbage collector, which on a stream of megabytes would run all the time
 * and let memory pile up in between. Only for whoever owns the bytes: no view of their buffer can be used afterwards. Does nothing to
 * a view of a larger buffer, for others may have views of it too.
 */
export function release(bytes: Uint8Array): void {
  if (bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength) detach(bytes.buffer)
}

/** The same for a chunk as the chunker gives it: the buffer behind it is larger than the chunk and nobody else's. */
export function releaseChunk(bytes: Uint8Array): void {
  detach(bytes.buffer)
}

function detach(buffer: ArrayBufferLike): void {
  if (buffer instanceof ArrayBuffer && !buffer.resizable) buffer.transfer(0)
}
