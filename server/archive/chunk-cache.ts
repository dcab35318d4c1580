/** Enough for the chunks that are in work at once and their dictionaries; they are used in the parent's order, so older ones are done with. */
const cachedBytesMax = 32 * 1024 * 1024

/** Plain chunks by key, the most recently used ones; a chunk that is being read is read once for all who ask. */
export class ChunkCache {
  readonly #entries = new Map<string, { readonly chunk: Promise<Uint8Array>; bytes: number }>()
  #bytes = 0

  get(key: string, load: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const known = this.#entries.get(key)
    if (known !== undefined) {
      this.#entries.delete(key)
      this.#entries.set(key, known)
      return known.chunk
    }
    const entry = { chunk: load(), bytes: 0 }
    this.#entries.set(key, entry)
    entry.chunk.then(
      (plain) => this.#loaded(key, entry, plain.length),
      () => this.#entries.delete(key),
    )
    return entry.chunk
  }

  #loaded(key: string, entry: { bytes: number }, bytes: number): void {
    if (this.#entries.get(key) !== entry) return
    entry.bytes = bytes
    this.#bytes += bytes
    for (const [oldest, { bytes }] of this.#entries) {
      if (this.#bytes <= cachedBytesMax) break
      if (oldest === key || bytes === 0) continue
      this.#entries.delete(oldest)
      this.#bytes -= bytes
    }
  }
}
