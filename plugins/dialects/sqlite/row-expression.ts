import type { Column, StoredTable } from './catalogue.ts'
import { quoteName } from './names.ts'

/** SQLite takes at most 1000 arguments to a function and 1000 levels of an expression. */
const argumentsMax = 500

/** A cell beyond this is never joined with the others of its block. */
const cellBytesMax = 64 * 1024
const rowBytesMax = 256 * 1024

/** What stands for a row that has a cell too large to be joined. No other row has a NUL: `readable` in row-reader.ts looks for it. */
const tooLarge = 'char(0)'

/** The columns that an INSERT names, the hidden rowid among them, as SQL. */
export function insertColumns(table: StoredTable): readonly string[] {
  const names = table.columns.map((column) => quoteName(column.name))
  return table.rowidHidden && table.rowid !== null ? [table.rowid, ...names] : names
}

/**
 * SQL that makes the text of one row, `(1,'a',NULL)`, all in SQLite, which is many times faster than cell by cell in JavaScript.
 * The text of a row with NUL in it has a NUL too (`quote` would end there), so that the reader sees it and takes the exact way.
 */
export function rowExpression(table: StoredTable): string {
  const cells = table.columns.map((column) => cellExpression(column, table))
  if (table.rowidHidden && table.rowid !== null) cells.unshift(table.rowid)
  const row = `'(' || ${joined(cells)} || ')'`
  const large = largeCell(table.columns)
  return large === null ? row : `iif(${large}, ${tooLarge}, ${row})`
}

/** SQL that makes the literal of one cell that holds no text; text is written as it is, between quotes. */
function cellExpression(column: Column, table: StoredTable): string {
  const name = quoteName(column.name)
  if (column.isRowid) return name
  const other = literalExpression(column, table)
  return `iif(typeof(${name}) = 'text', '''' || replace(${name}, '''', '''''') || '''', ${other})`
}

/** SQL for the literal of a cell that is no text. `quote` forgets the sign of -0.0, which only some columns can hold. */
export function literalExpression(column: Column, table: StoredTable): string {
  const name = quoteName(column.name)
  const mayHoldNegativeZero = column.affinity === 'none' || (column.affinity === 'real' && table.rowid === null)
  if (!mayHoldNegativeZero) return `quote(${name})`
  return `iif(typeof(${name}) = 'real' AND ${name} = 0.0 AND atan2(${name}, -1.0) < 0.0, '-0.0', quote(${name}))`
}

function joined(cells: readonly string[]): string {
  if (cells.length <= argumentsMax) return `concat_ws(',', ${cells.join(', ')})`
  const groups = []
  for (let at = 0; at < cells.length; at += argumentsMax) groups.push(joined(cells.slice(at, at + argumentsMax)))
  return joined(groups)
}

/** True for a row that must not be joined with others. Numbers are short, so a column for them is not asked. */
function largeCell(columns: readonly Column[]): string | null {
  const growing = columns.filter((column) => column.affinity === 'text' || column.affinity === 'none')
  if (growing.length === 0) return null
  const limitBytes = Math.max(1024, Math.min(cellBytesMax, Math.floor(rowBytesMax / growing.length)))
  return anyOf(growing.map((column) => `octet_length(${quoteName(column.name)}) > ${limitBytes}`))
}

/** The conditions joined as a balanced tree: a chain of a thousand would be too deep for SQLite. */
function anyOf(conditions: readonly string[]): string {
  if (conditions.length === 1) return conditions[0]!
  const middle = conditions.length >> 1
  return `(${anyOf(conditions.slice(0, middle))} OR ${anyOf(conditions.slice(middle))})`
}
