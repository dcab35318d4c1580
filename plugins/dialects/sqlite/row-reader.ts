import type { Database } from 'better-sqlite3'
import type { StoredTable } from './catalogue.ts'
import { type Encoding, isPlainText } from './exact-literal.ts'
import { exactRows, type RowPiece } from './exact-rows.ts'
import { quoteName } from './names.ts'
import { rowExpression } from './row-expression.ts'
import { type RowidRange, rowidRanges } from './rowid-ranges.ts'

/** Text of rows joined by `rowSeparator`, or a piece of one row that is too large to be held as one text. */
export interface RowText extends RowPiece {
  /** A statement may end here: at a place that other rows, inserted or removed elsewhere, don't move. */
  readonly boundary: boolean
}

export const rowSeparator = Buffer.from(',\n')

const statementBytesMax = 1024 * 1024

/**
 * The rows of a table in the order of its key, as SQL text. Equal rows give equal text, whatever the pages look like: what this yields is also
 * what a checksum is taken of. Reads in the caller's transaction and holds one block of rows at a time.
 */
export function* readRows(database: Database, table: StoredTable, encoding: Encoding): Generator<RowText, void, void> {
  if (table.rowid === null) yield* readScanned(database, table, encoding)
  else yield* readRanges(database, { ...table, rowid: table.rowid }, encoding)
}

function* readRanges(database: Database, table: StoredTable & { rowid: string }, encoding: Encoding): Generator<RowText, void, void> {
  const within = `WHERE ${quoteName(table.rowid)} BETWEEN ? AND ?`
  const block = database
    .prepare<[bigint, bigint], [bigint, Buffer | null]>(
      `SELECT count(*), CAST(group_concat(${rowExpression(table)}, ',' || char(10)) AS BLOB) FROM ${quoteName(table.name)} NOT INDEXED ${within}`,
    )
    .raw()
    .safeIntegers()
  const exactly = (range: RowidRange) => exactRows(database, { table, encoding, where: within, bindings: [range.from, range.to] })
  const ranges = rowidRanges(database, table)
  for (let step = ranges.next(); !step.done; ) {
    const range = step.value
    let rows = 0
    // SQLite hands out the text of a UTF-16 database converted, so what is no valid text would go unseen.
    const [count, bytes] = encoding === 'UTF-8' ? block.get(range.from, range.to)! : [null, null]
    if (bytes !== null && isPlainText(bytes)) {
      rows = Number(count)
      yield { bytes, rows, boundary: true }
    } else if (bytes !== null || count === null) {
      rows = yield* withBoundaries(exactly(range), () => false)
    }
    step = ranges.next(rows)
  }
}

/** Without a rowid to seek by, the table is read in one scan; from the first row on that is no plain text, in the exact and slower way. */
function* readScanned(database: Database, table: StoredTable, encoding: Encoding): Generator<RowText, void, void> {
  const plain = encoding === 'UTF-8' ? yield* withBoundaries(plainRows(database, table), endsStatement) : 0
  const rest = { table, encoding, where: 'LIMIT -1 OFFSET ?', bindings: [BigInt(plain)] }
  yield* withBoundaries(exactRows(database, rest), endsStatement)
}

/** The rows up to the first that is no plain text. */
function* plainRows(database: Database, table: StoredTable): Generator<RowPiece, void, void> {
  const rows = database.prepare<[], Buffer>(`SELECT CAST(${rowExpression(table)} AS BLOB) FROM ${quoteName(table.name)} NOT INDEXED`)
  for (const bytes of rows.pluck().iterate()) {
    if (!isPlainText(bytes)) return
    yield { bytes, rows: 1 }
  }
}

/** Lets statements end where `ends` says, when they grow large, and after the last row. Returns how many rows there were. */
function* withBoundaries(pieces: Iterable<RowPiece>, ends: (row: Uint8Array) => boolean): Generator<RowText, number, void> {
  let [rows, bytesSince] = [0, 0]
  let held: RowPiece | null = null
  for (const piece of pieces) {
    if (held !== null) {
      bytesSince += held.bytes.length
      const boundary = held.rows > 0 && (bytesSince >= statementBytesMax || ends(held.bytes))
      if (boundary) bytesSince = 0
      yield { ...held, boundary }
    }
    rows += piece.rows
    held = piece
  }
  if (held !== null) yield { ...held, boundary: true }
  return rows
}

/** Chosen by the content of the row alone, one row in 256: FNV-1a over its first bytes, which hold the key. */
function endsStatement(row: Uint8Array): boolean {
  let hash = 0x811c9dc5
  const length = Math.min(row.length, 48)
  for (let at = 0; at < length; at++) hash = Math.imul(hash ^ row[at]!, 0x01000193)
  return hash >>> 24 === 0
}
