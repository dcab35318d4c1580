import { isUtf8 } from 'node:buffer'
import { Failure } from '../../failure.ts'

/** How a database keeps its text. */
export type Encoding = 'UTF-8' | 'UTF-16le' | 'UTF-16be'

/** A larger row could be written, but no reader of SQL would take it. https://sqlite.org/limits.html */
const valueBytesMax = 240_000_000
const pieceBytes = 256 * 1024
const carriageReturn = 13

/** Text that can't stand between quotes as it is: NUL ends SQL, and `sqlite3` reads CR LF as LF. */
export function isPlainText(utf8: Uint8Array): boolean {
  const bytes = Buffer.from(utf8.buffer, utf8.byteOffset, utf8.byteLength)
  return isUtf8(bytes) && !bytes.includes(0) && !(bytes.includes(carriageReturn) && bytes.includes('\r\n'))
}

/** The literal of a text whose bytes are those that the database keeps. Throws `unsupported` for one too long for SQL. */
export function* textLiteral(stored: Buffer, encoding: Encoding): Generator<Buffer, void, void> {
  const utf8 = asUtf8(stored, encoding)
  if (utf8 === null || utf8.includes(0)) yield* wrapped('CAST(', blobLiteral(stored), ' AS TEXT)')
  else if (utf8.includes('\r\n')) yield* returnsLiteral(utf8)
  else yield* quoted(utf8)
}

/** The literal of a blob. Throws `unsupported` for one too long for SQL. */
export function* blobLiteral(bytes: Buffer): Generator<Buffer, void, void> {
  refuseTooLong(bytes)
  yield Buffer.from("X'")
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    yield Buffer.from(bytes.toString('hex', at, at + pieceBytes).toUpperCase(), 'latin1')
  }
  yield Buffer.from("'")
}

/** Every CR becomes a mark that the text doesn't hold, and `replace` puts it back. */
function* returnsLiteral(utf8: Buffer): Generator<Buffer, void, void> {
  let mark = '\\r'
  for (let count = 1; utf8.includes(mark); count++) mark = `\\r${count}`
  const marked = Buffer.from(utf8.toString('latin1').replaceAll('\r', mark), 'latin1')
  yield* wrapped('replace(', quoted(marked), `,'${mark}',char(13))`)
}

function* quoted(utf8: Buffer): Generator<Buffer, void, void> {
  refuseTooLong(utf8)
  yield Buffer.from("'")
  for (let at = 0; at < utf8.length; at += pieceBytes) {
    yield Buffer.from(utf8.toString('latin1', at, at + pieceBytes).replaceAll("'", "''"), 'latin1')
  }
  yield Buffer.from("'")
}

function* wrapped(before: string, pieces: Iterable<Buffer>, after: string): Generator<Buffer, void, void> {
  yield Buffer.from(before)
  yield* pieces
  yield Buffer.from(after)
}

/** The text in UTF-8, or null when it is no valid text. */
function asUtf8(stored: Buffer, encoding: Encoding): Buffer | null {
  if (encoding === 'UTF-8') return isUtf8(stored) ? stored : null
  try {
    const decoder = new TextDecoder(encoding === 'UTF-16le' ? 'utf-16le' : 'utf-16be', { fatal: true, ignoreBOM: true })
    const text = decoder.decode(stored)
    // SQLite takes these two, which are no characters, for errors when it reads them in UTF-8.
    return /[\uFFFE\uFFFF]/.test(text) ? null : Buffer.from(text)
  } catch {
    return null
  }
}

function refuseTooLong(bytes: Uint8Array): void {
  if (bytes.length <= valueBytesMax) return
  throw new Failure('unsupported', `a value of ${bytes.length} bytes is too long for SQL text`, {
    remedy: 'Use the form "snapshot", which copies the database page by page.',
  })
}
