import { createCipheriv } from 'node:crypto'

/** The same sequence for the same seed, on every machine. */
export interface Dice {
  /** From 0 up to, not including, 1. */
  fraction(): number
  /** From 0 up to, not including, `below`. */
  whole(below: number): number
  pick<Item>(items: readonly Item[]): Item
  hex(length: number): string
}

/** A counter through a mixing function: SplitMix, in its 32-bit form. Not for secrets. */
export function createDice(seed: number): Dice {
  let counter = seed | 0
  const next = () => {
    counter = (counter + 0x9e3779b9) | 0
    let mixed = counter ^ (counter >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return (mixed ^ (mixed >>> 15)) >>> 0
  }
  const fraction = () => next() / 2 ** 32
  const whole = (below: number) => Math.floor(fraction() * below)
  return {
    fraction,
    whole,
    pick: (items) => items[whole(items.length)]!,
    hex(length) {
      let text = ''
      while (text.length < length) text += next().toString(16).padStart(8, '0')
      return text.slice(0, length)
    },
  }
}

/** Bytes that no tool can compress: a cipher's key stream. */
export function* incompressible(seed: number, sizeBytes: number): Generator<Uint8Array> {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16))
  const zeros = Buffer.alloc(1 << 20)
  for (let left = sizeBytes; left > 0; left -= zeros.length) yield cipher.update(zeros.subarray(0, Math.min(left, zeros.length)))
}
