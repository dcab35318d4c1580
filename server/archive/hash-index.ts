/** Keys that somebody keeps, each under a number. Equal keys have equal words. */
export interface KeyColumn {
  wordOf(key: Uint8Array): number
  wordAt(entry: number): number
  isAt(entry: number, key: Uint8Array): boolean
}

const slotsMin = 64

/** Finds the number of a key in constant time: open addressing over a column of keys that it doesn't copy, some eight bytes a key. */
export class HashIndex {
  readonly #keys: KeyColumn
  /** 0 is free; else the entry's number plus one. */
  #slots: Uint32Array
  #count = 0

  /** `expected` only spares growing. */
  constructor(keys: KeyColumn, expected = 0) {
    this.#keys = keys
    this.#slots = new Uint32Array(slotsFor(expected))
  }

  /** The entry with this key, -1 if there is none. */
  find(key: Uint8Array): number {
    const mask = this.#slots.length - 1
    for (let slot = this.#keys.wordOf(key) & mask; ; slot = (slot + 1) & mask) {
      const entry = this.#slots[slot]! - 1
      if (entry < 0 || this.#keys.isAt(entry, key)) return entry
    }
  }

  /** The caller made sure that no entry has the same key. */
  add(entry: number): void {
    if (slotsFor(++this.#count) > this.#slots.length) this.#grow()
    this.#place(entry)
  }

  #place(entry: number): void {
    const mask = this.#slots.length - 1
    let slot = this.#keys.wordAt(entry) & mask
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
    this.#slots[slot] = entry + 1
  }

  #grow(): void {
    const before = this.#slots
    this.#slots = new Uint32Array(before.length * 2)
    for (const held of before) if (held !== 0) this.#place(held - 1)
  }
}

/** A power of two, at most two thirds full. */
function slotsFor(count: number): number {
  return Math.max(slotsMin, 2 ** Math.ceil(Math.log2(count * 1.5 + 1)))
}
