const cp437High =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0'

/** Why a name may not be used as a relative path, as the end of a sentence about it; null if it may. */
export function nameObjection(name: string): string | null {
  if (name === '') return 'is empty'
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'contains a control character'
  if (name.includes('\\')) return 'contains a backslash'
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name)) return 'is an absolute path'
  const segments = name.split('/')
  if (segments.includes('..')) return 'leads out of its folder'
  if (segments.includes('.') || segments.includes('')) return 'contains an empty path segment'
  return null
}

/** Text of a name's bytes: UTF-8 where that is valid (many tools write it without saying so), else code page 437 as APPNOTE appendix D says. */
export function nameOfBytes(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return Array.from(bytes, (byte) => (byte < 128 ? String.fromCharCode(byte) : cp437High[byte - 128])).join('')
  }
}
