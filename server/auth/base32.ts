const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648 without padding. */
export function encodeBase32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let count = 0
  for (const byte of bytes) {
    bits = (bits << 8) | byte
    count += 8
    for (; count >= 5; count -= 5) text += alphabet[(bits >>> (count - 5)) & 31]
    bits &= (1 << count) - 1
  }
  return count === 0 ? text : text + alphabet[(bits << (5 - count)) & 31]
}

/** The bytes of it, whatever the case and the spaces that people put in; null for anything else. */
export function decodeBase32(text: string): Uint8Array | null {
  const bytes: number[] = []
  let bits = 0
  let count = 0
  for (const character of text.replace(/[\s=-]/g, '').toUpperCase()) {
    const value = alphabet.indexOf(character)
    if (value < 0) return null
    bits = (bits << 5) | value
    count += 5
    if (count >= 8) {
      count -= 8
      bytes.push((bits >>> count) & 255)
      bits &= (1 << count) - 1
    }
  }
  return Uint8Array.from(bytes)
}
