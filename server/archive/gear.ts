/** One random word for each value of a byte. */
export type GearTable = Int32Array

const seed = 0x486f6c64
/** 2^32 divided by the golden ratio: steps of this size visit every 32-bit word once. */
const step = 0x9e3779b9

/**
 * The table of the rolling hash, always the same. Word n is the seed plus n + 1 steps, mixed by the 32-bit finaliser of MurmurHash3.
 * Another table cuts elsewhere and yields other features, so no chunk would be found in archives written before: it never changes.
 */
export function gearTable(): GearTable {
  return Int32Array.from({ length: 256 }, (_, byte) => mix((seed + Math.imul(byte + 1, step)) | 0))
}

function mix(word: number): number {
  const once = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35)
  return twice ^ (twice >>> 16)
}
