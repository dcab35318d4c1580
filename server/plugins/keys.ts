import { Failure } from '../../plugins/failure.ts'

const keyBytesMax = 900

// C0, DEL and C1 controls, and the backslash that some systems take for a separator.
const forbidden = /[\u0000-\u001f\u007f-\u009f\\]/u

/** Throws `invalid` unless `key` keeps the rules of `Target`: then no target has to guard against traversal or odd names itself. */
export function requireKey(key: string): void {
  const fault = faultOf(key, false)
  if (fault !== null) throw refused('key', key, fault)
}

/** The same for the start of keys: empty is every key, and its last segment may be cut anywhere. */
export function requirePrefix(prefix: string): void {
  const fault = faultOf(prefix, true)
  if (fault !== null) throw refused('prefix', prefix, fault)
}

export function isKey(key: string): boolean {
  return faultOf(key, false) === null
}

function faultOf(text: string, isPrefix: boolean): string | null {
  if (!text.isWellFormed()) return 'it holds half a surrogate pair'
  if (Buffer.byteLength(text) > keyBytesMax) return `it is longer than ${keyBytesMax} bytes`
  if (forbidden.test(text)) return 'it holds a control character or a backslash'
  const segments = text.split('/')
  // The end of a prefix is only a beginning: "" and "." may still become a whole segment.
  const whole = isPrefix ? segments.slice(0, -1) : segments
  if (whole.includes('')) return text === '' ? 'it is empty' : 'one of its segments is empty'
  if (segments.includes('..') || whole.includes('.')) return 'it holds a segment "." or ".."'
  return null
}

function refused(noun: string, text: string, fault: string): Failure {
  return new Failure('invalid', `the ${noun} ${JSON.stringify(text.slice(0, 200))} can't be used: ${fault}`, {
    remedy: 'Use segments joined by "/", none of them empty, "." or "..", without control characters.',
  })
}
