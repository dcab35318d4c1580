import type { Database } from 'better-sqlite3'
import type { Column, StoredTable } from './catalogue.ts'
import { blobLiteral, type Encoding, textLiteral } from './exact-literal.ts'
import { quoteName } from './names.ts'
import { literalExpression } from './row-expression.ts'

/** Text that ends `rows` rows: whole ones, or a piece of one, and then it ends the row or none. */
export interface RowPiece {
  readonly bytes: Uint8Array
  readonly rows: number
}

export interface RowQuery {
  readonly table: StoredTable
  readonly encoding: Encoding
  /** SQL after the table's name that chooses the rows. */
  readonly where: string
  readonly bindings: readonly bigint[]
}

/** A query returns at most 2000 columns, and each cell takes two. */
const cellsPerQuery = 900
const pieceBytes = 256 * 1024

/** A cell as the query returns it: what it is, and its bytes if it is text or a large blob, else its literal. */
type Cell = readonly [type: string, value: Buffer | string]

/** Rows cell by cell: the way for values that SQLite's own functions don't write truly or would join into too large a text. */
export function* exactRows(database: Database, query: RowQuery): Generator<RowPiece, void, void> {
  const groups = columnGroups(query.table)
  const readers = groups.map((columns) => database.prepare<bigint[], (Buffer | string)[]>(cellsSql(columns, query)).raw())
  const iterators = readers.map((reader) => reader.iterate(...query.bindings))
  try {
    for (;;) {
      const parts = iterators.map((iterator) => iterator.next())
      if (parts.some((part) => part.done === true)) return
      yield* rowPieces(
        parts.flatMap((part) => part.value as (Buffer | string)[]),
        query.encoding,
      )
    }
  } finally {
    for (const iterator of iterators) iterator.return?.()
  }
}

function columnGroups(table: StoredTable): (readonly (Column | string)[])[] {
  const columns: (Column | string)[] = [...table.columns]
  if (table.rowidHidden && table.rowid !== null) columns.unshift(table.rowid)
  return Array.from({ length: Math.ceil(columns.length / cellsPerQuery) }, (_, group) =>
    columns.slice(group * cellsPerQuery, (group + 1) * cellsPerQuery),
  )
}

function cellsSql(columns: readonly (Column | string)[], { table, where }: RowQuery): string {
  const cells = columns.map((column) => {
    if (typeof column === 'string') return `'integer', quote(${column})`
    const name = quoteName(column.name)
    const large = `typeof(${name}) = 'blob' AND octet_length(${name}) > ${pieceBytes}`
    const value = `CASE WHEN typeof(${name}) = 'text' THEN CAST(${name} AS BLOB) WHEN ${large} THEN ${name} ELSE ${literalExpression(column, table)} END`
    return `typeof(${name}), ${value}`
  })
  return `SELECT ${cells.join(', ')} FROM ${quoteName(table.name)} NOT INDEXED ${where}`
}

function* rowPieces(cells: readonly (Buffer | string)[], encoding: Encoding): Generator<RowPiece, void, void> {
  let pending: Buffer[] = []
  let pendingBytes = 0
  for (let at = 0; at < cells.length; at += 2) {
    const cell = [cells[at], cells[at + 1]] as unknown as Cell
    pending.push(Buffer.from(at === 0 ? '(' : ','))
    for (const piece of literalPieces(cell, encoding)) {
      pending.push(piece)
      pendingBytes += piece.length
      if (pendingBytes < pieceBytes) continue
      yield { bytes: Buffer.concat(pending), rows: 0 }
      pending = []
      pendingBytes = 0
    }
  }
  pending.push(Buffer.from(')'))
  yield { bytes: Buffer.concat(pending), rows: 1 }
}

function literalPieces([type, value]: Cell, encoding: Encoding): Iterable<Buffer> {
  if (typeof value === 'string') return [Buffer.from(value)]
  return type === 'text' ? textLiteral(value, encoding) : blobLiteral(value)
}
