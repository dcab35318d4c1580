const bytesMax = 200
const suffixBytesMax = 24

/** Names that mean a device on Windows, whatever follows the first dot. */
const devices = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i

/** Control characters, marks that make a name read as another one, and what some file system or shell gives a meaning. */
const unfit = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069<>:"|?*]/gu

/**
 * A name that any file system takes and that leads nowhere, from whatever a client calls its file: one segment, never hidden, never a device, at most
 * 200 bytes, with the suffixes it had. Never empty.
 */
export function safeFileName(given: string): string {
  const last = given.normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const plain = last
    .replace(unfit, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '')
    .trim()
  if (plain === '' || /^_+$/.test(plain)) return 'upload'
  return shortened(devices.test(plain) ? `_${plain}` : plain)
}

/** Cut before its suffixes, which say what it is, and between characters. */
function shortened(name: string): string {
  if (Buffer.byteLength(name) <= bytesMax) return name
  const suffix = /(\.[a-z0-9]{1,8}){1,3}$/i.exec(name)?.[0] ?? ''
  const kept = Buffer.byteLength(suffix) <= suffixBytesMax ? suffix : ''
  let stem = ''
  let leftBytes = bytesMax - Buffer.byteLength(kept)
  for (const character of name) {
    leftBytes -= Buffer.byteLength(character)
    if (leftBytes < 0) break
    stem += character
  }
  return stem + kept
}
