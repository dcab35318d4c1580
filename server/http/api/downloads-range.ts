/** Bytes from one up to, not including, another. */
interface ByteRange {
  readonly fromByte: number
  readonly toByte: number
}

/**
 * What a `Range` header asks for of so many bytes (RFC 9110, 14.2): one range, or null for everything, which is also what answers several ranges and
 * what can't be read. `unsatisfiable` when it begins behind the end.
 */
export function rangeOf(header: string | undefined, sizeBytes: number): ByteRange | null | 'unsatisfiable' {
  // Space has one place at a time where it may stand: with two, a header of nothing else would take its square to be refused.
  const match = /^bytes=\s*(?:(\d{1,16})\s*)?-\s*(?:(\d{1,16})\s*)?$/i.exec(header ?? '')
  if (match === null) return null
  const [, first = '', last = ''] = match
  if (first === '') return last === '' ? null : suffix(Number(last), sizeBytes)
  if (last !== '' && Number(last) < Number(first)) return null
  if (Number(first) >= sizeBytes) return 'unsatisfiable'
  return { fromByte: Number(first), toByte: last === '' ? sizeBytes : Math.min(sizeBytes, Number(last) + 1) }
}

function suffix(lengthBytes: number, sizeBytes: number): ByteRange | 'unsatisfiable' {
  if (lengthBytes === 0 || sizeBytes === 0) return 'unsatisfiable'
  return { fromByte: Math.max(0, sizeBytes - lengthBytes), toByte: sizeBytes }
}

/** Whether a range may be given, or all must: what the client holds a part of has to be the same still (RFC 9110, 13.1.5). A date never says so. */
export function isSameFor(ifRange: string | undefined, tag: string): boolean {
  return ifRange === undefined || ifRange.trim() === `"${tag}"`
}

/** `Content-Disposition` of a file that is to be kept (RFC 6266): the name in ASCII, and beside it as it is where that says less. */
export function dispositionOf(name: string): string {
  const fit = name.toWellFormed().replaceAll(/[\p{Cc}/\\]/gu, '_')
  const ascii = fit
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\x20-\x7e]|["%;]/g, '_')
  const plain = `attachment; filename="${ascii}"`
  return ascii === fit ? plain : `${plain}; filename*=UTF-8''${extended(fit)}`
}

/** RFC 8187: of what `encodeURIComponent` leaves as it is, these have to be written out too. */
function extended(text: string): string {
  return encodeURIComponent(text).replaceAll(/['()*!]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}
