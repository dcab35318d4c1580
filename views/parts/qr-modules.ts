import { correctionOf } from './qr-correction.ts'

/** Of level L, by version from 1: bytes of correction in a block, and blocks. Enough for any screen; a damaged picture is shown anew. */
const correctionBytes = [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28]
const blockCounts = [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8]
const levelBits = 1
const mask = 0

/** Modules, dark or light, in a square: `modules[y][x]`; reserved ones are never covered by data or mask. */
class Square {
  readonly size: number
  readonly dark: boolean[][]
  readonly reserved: boolean[][]

  constructor(version: number) {
    this.size = version * 4 + 17
    this.dark = Array.from({ length: this.size }, () => new Array<boolean>(this.size).fill(false))
    this.reserved = Array.from({ length: this.size }, () => new Array<boolean>(this.size).fill(false))
  }

  set(x: number, y: number, isDark: boolean): void {
    if (x < 0 || y < 0 || x >= this.size || y >= this.size) return
    this.dark[y]![x] = isDark
    this.reserved[y]![x] = true
  }
}

/** A QR code (ISO/IEC 18004) in byte mode with correction level L; null for more than version 20 holds. */
export function qrModules(bytes: Uint8Array): readonly (readonly boolean[])[] | null {
  const version = correctionBytes.findIndex((_, at) => bytes.length + 3 <= dataBytes(at + 1)) + 1
  if (version === 0) return null
  const square = new Square(version)
  drawPatterns(square, version)
  drawData(square, interleaved(encoded(bytes, version), version))
  return square.dark
}

function rawModules(version: number): number {
  const aligned = version < 2 ? 0 : Math.floor(version / 7) + 2
  const modules = (16 * version + 128) * version + 64
  const alignment = version < 2 ? 0 : (25 * aligned - 10) * aligned - 55
  return modules - alignment - (version < 7 ? 0 : 36)
}

function dataBytes(version: number): number {
  return Math.floor(rawModules(version) / 8) - correctionBytes[version - 1]! * blockCounts[version - 1]!
}

/** Mode, length and content, padded to what the version holds. */
function encoded(bytes: Uint8Array, version: number): number[] {
  const bits: number[] = []
  const push = (value: number, length: number) => {
    for (let at = length - 1; at >= 0; at -= 1) bits.push((value >>> at) & 1)
  }
  push(4, 4)
  push(bytes.length, version < 10 ? 8 : 16)
  for (const byte of bytes) push(byte, 8)
  const capacity = dataBytes(version) * 8
  push(0, Math.min(4, capacity - bits.length))
  push(0, (8 - (bits.length % 8)) % 8)
  for (let pad = 0xec; bits.length < capacity; pad ^= 0xfd) push(pad, 8)
  return Array.from({ length: bits.length / 8 }, (_, at) => Number.parseInt(bits.slice(at * 8, at * 8 + 8).join(''), 2))
}

/** The blocks with their correction, a byte of each in turn. The last blocks may be a byte longer. */
function interleaved(data: readonly number[], version: number): number[] {
  const blocks = blockCounts[version - 1]!
  const degree = correctionBytes[version - 1]!
  const shortLength = Math.floor(data.length / blocks)
  const shortBlocks = blocks - (data.length % blocks)
  let start = 0
  const parts = Array.from({ length: blocks }, (_, at) => {
    const part = data.slice(start, start + shortLength + (at < shortBlocks ? 0 : 1))
    start += part.length
    return { part, correction: correctionOf(part, degree) }
  })
  const turns = (lists: readonly (readonly number[])[], length: number) =>
    Array.from({ length }, (_, at) => lists.flatMap((list) => (at < list.length ? [list[at]!] : []))).flat()
  const ofData = turns(
    parts.map(({ part }) => part),
    shortLength + 1,
  )
  return [
    ...ofData,
    ...turns(
      parts.map(({ correction }) => correction),
      degree,
    ),
  ]
}

function drawPatterns(square: Square, version: number): void {
  const { size } = square
  for (let at = 0; at < size; at += 1) {
    square.set(6, at, at % 2 === 0)
    square.set(at, 6, at % 2 === 0)
  }
  const corners: readonly (readonly [number, number])[] = [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ]
  for (const [x, y] of corners) drawRings(square, { x, y, radius: 4, light: [2, 4] })
  const places = alignmentPlaces(version, size)
  const last = places.length - 1
  for (const [i, x] of places.entries()) {
    for (const [j, y] of places.entries()) {
      const isCorner = (i === 0 && (j === 0 || j === last)) || (i === last && j === 0)
      if (!isCorner) drawRings(square, { x, y, radius: 2, light: [1] })
    }
  }
  drawFormat(square)
  drawVersion(square, version)
}

function drawRings(
  square: Square,
  { x, y, radius, light }: { readonly x: number; readonly y: number; readonly radius: number; readonly light: readonly number[] },
): void {
  for (let dy = -radius; dy <= radius; dy += 1) {
    for (let dx = -radius; dx <= radius; dx += 1) square.set(x + dx, y + dy, !light.includes(Math.max(Math.abs(dx), Math.abs(dy))))
  }
}

function alignmentPlaces(version: number, size: number): number[] {
  if (version === 1) return []
  const count = Math.floor(version / 7) + 2
  const step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2
  return [6, ...Array.from({ length: count - 1 }, (_, at) => size - 7 - (count - 2 - at) * step)]
}

/** Level and mask, twice, with a BCH code. */
function drawFormat(square: Square): void {
  const { size } = square
  const data = (levelBits << 3) | mask
  const bits = ((data << 10) | remainder(data, { degree: 10, polynomial: 0x537 })) ^ 0x5412
  const bit = (at: number) => ((bits >>> at) & 1) !== 0
  for (let at = 0; at <= 5; at += 1) square.set(8, at, bit(at))
  square.set(8, 7, bit(6))
  square.set(8, 8, bit(7))
  square.set(7, 8, bit(8))
  for (let at = 9; at < 15; at += 1) square.set(14 - at, 8, bit(at))
  for (let at = 0; at < 8; at += 1) square.set(size - 1 - at, 8, bit(at))
  for (let at = 8; at < 15; at += 1) square.set(8, size - 15 + at, bit(at))
  square.set(8, size - 8, true)
}

function drawVersion(square: Square, version: number): void {
  if (version < 7) return
  const bits = (version << 12) | remainder(version, { degree: 12, polynomial: 0x1f25 })
  for (let at = 0; at < 18; at += 1) {
    const isDark = ((bits >>> at) & 1) !== 0
    const [far, near] = [square.size - 11 + (at % 3), Math.floor(at / 3)]
    square.set(far, near, isDark)
    square.set(near, far, isDark)
  }
}

function remainder(data: number, { degree, polynomial }: { readonly degree: number; readonly polynomial: number }): number {
  let rest = data
  for (let at = 0; at < degree; at += 1) rest = (rest << 1) ^ ((rest >>> (degree - 1)) * polynomial)
  return rest
}

/** In columns of two, up and down from the right, already masked. */
function drawData({ size, dark, reserved }: Square, bytes: readonly number[]): void {
  let at = 0
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5
    for (let step = 0; step < size; step += 1) {
      const isUpward = ((right + 1) & 2) === 0
      const y = isUpward ? size - 1 - step : step
      for (const x of [right, right - 1]) {
        if (reserved[y]![x]) continue
        const bit = at < bytes.length * 8 ? (bytes[at >>> 3]! >>> (7 - (at & 7))) & 1 : 0
        at += 1
        dark[y]![x] = (bit === 1) !== ((x + y) % 2 === 0)
      }
    }
  }
}
