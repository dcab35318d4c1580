/** The bytes that let a reader mend a block: the remainder of a Reed–Solomon division over GF(256). */
export function correctionOf(data: readonly number[], degree: number): number[] {
  const divisor = divisorOf(degree)
  let rest = new Array<number>(degree).fill(0)
  for (const byte of data) {
    const factor = byte ^ rest[0]!
    rest = [...rest.slice(1), 0].map((value, at) => value ^ product(divisor[at]!, factor))
  }
  return rest
}

function divisorOf(degree: number): number[] {
  let result = [...new Array<number>(degree - 1).fill(0), 1]
  let root = 1
  for (let at = 0; at < degree; at += 1) {
    const factor = root
    result = result.map((value, place) => product(value, factor) ^ (result[place + 1] ?? 0))
    root = product(root, 2)
  }
  return result
}

/** In GF(256) modulo x⁸ + x⁴ + x³ + x² + 1. */
function product(x: number, y: number): number {
  let result = 0
  for (let at = 7; at >= 0; at -= 1) {
    result = (result << 1) ^ ((result >>> 7) * 0x11d)
    result ^= ((y >>> at) & 1) * x
  }
  return result
}
