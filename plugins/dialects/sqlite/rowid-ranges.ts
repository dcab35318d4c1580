import type { Database } from 'better-sqlite3'
import type { StoredTable } from './catalogue.ts'
import { quoteName } from './names.ts'

/** Rowids, both ends included. */
export interface RowidRange {
  readonly from: bigint
  readonly to: bigint
}

const rowsWanted = 256
const rowsMax = 1024
const largest = 2n ** 63n - 1n

/**
 * Ranges of rowids that hold about 256 rows each and at most 1024, in order, and together all of them. They start and end at multiples of a power
 * of two, so that a row inserted or removed moves no range but its own. `next` is told how many rows the last range held.
 */
export function* rowidRanges(database: Database, table: StoredTable & { rowid: string }): Generator<RowidRange, void, number> {
  const [name, rowid] = [quoteName(table.name), quoteName(table.rowid)]
  const find = (sql: string) => database.prepare<[bigint], bigint | null>(sql).pluck().safeIntegers()
  const first = find(`SELECT min(${rowid}) FROM ${name} NOT INDEXED WHERE ${rowid} >= ?`)
  const after = find(`SELECT ${rowid} FROM ${name} NOT INDEXED WHERE ${rowid} >= ? ORDER BY ${rowid} LIMIT 1 OFFSET ${rowsMax}`)
  const last = find(`SELECT max(${rowid}) FROM ${name} NOT INDEXED WHERE ${rowid} <= ?`).get(largest) ?? null
  let from = first.get(-largest - 1n) ?? null
  if (from === null || last === null) return
  const widest = blockWidth(from, last, after)
  while (from !== null && from <= last) {
    let width: bigint = widest
    let to: bigint = endOfBlock(from, width)
    if (width > BigInt(rowsMax)) {
      const beyond = after.get(from) ?? null
      while (beyond !== null && beyond <= to) to = endOfBlock(from, (width >>= 1n))
    }
    const rows: number = yield { from, to: to < largest ? to : largest }
    if (to >= last) return
    from = rows * 4 < rowsWanted ? (first.get(to + 1n) ?? null) : to + 1n
  }
}

/** Rowids are signed and `>>` rounds down, so blocks are aligned below zero as well. */
function endOfBlock(rowid: bigint, width: bigint): bigint {
  return (rowid / width - (rowid < 0n && rowid % width !== 0n ? 1n : 0n)) * width + width - 1n
}

/** The power of two of rowids that holds about 256 rows where the table is densest, asked at five places. */
function blockWidth(first: bigint, last: bigint, after: { get(rowid: bigint): bigint | null | undefined }): bigint {
  let densest = last - first + 1n
  for (let place = 0n; place < 5n; place++) {
    const at = first + ((last - first) * place) / 5n
    const beyond = after.get(at) ?? null
    if (beyond !== null && beyond - at < densest) densest = beyond - at
  }
  let width = BigInt(rowsWanted)
  while (width * BigInt(rowsMax / rowsWanted) < densest) width *= 2n
  return width
}
