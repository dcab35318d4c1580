import { isUtf8 } from 'node:buffer'
import { Failure } from '../../failure.ts'
import type { Encoding } from './exact-literal.ts'
import { sqlSpans } from './sql-spans.ts'

/**
 * The bytes of a statement as a string. The driver would end SQL at NUL and replace bytes that are no UTF-8, so strings that hold such are
 * written in hexadecimal. Throws `invalid` when they stand outside a string.
 */
export function statementText(bytes: Buffer, encoding: Encoding): string {
  if (isPassable(bytes)) return bytes.toString('utf8')
  const latin1 = bytes.toString('latin1')
  const texts = [...sqlSpans(latin1)].map(({ kind, from, to }) => {
    const part = bytes.subarray(from, to)
    if (isPassable(part)) return part.toString('utf8')
    if (kind === 'comment') return ' '
    if (kind !== 'string' || encoding !== 'UTF-8') throw unreadable(latin1)
    const value = Buffer.from(latin1.slice(from + 1, to - 1).replaceAll("''", "'"), 'latin1')
    return `CAST(X'${value.toString('hex')}' AS TEXT)`
  })
  return texts.join('')
}

function isPassable(bytes: Buffer): boolean {
  return isUtf8(bytes) && !bytes.includes(0)
}

function unreadable(latin1: string): Failure {
  return new Failure('invalid', `a statement holds bytes that are no text: ${latin1.slice(0, 80)}`, {
    remedy: 'Make the dump anew; it must be SQL text in UTF-8.',
  })
}
