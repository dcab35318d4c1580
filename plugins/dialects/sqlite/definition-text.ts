import type { Database } from 'better-sqlite3'
import type { Definition, StoredTable, TableGroup } from './catalogue.ts'
import { quoteName, quoteText } from './names.ts'
import { StatementSplitter } from './statement-splitter.ts'

/**
 * A definition as a statement of its own. SQLite keeps what its author wrote after the last token too, such as a comment that swallows a
 * semicolon; the first ending that closes the statement is taken.
 */
export function terminated(sql: string): string {
  return ['', '\n', '*/'].map((ending) => `${sql}${ending};\n`).find(isOneStatement) ?? `${sql};\n`
}

function isOneStatement(text: string): boolean {
  const splitter = new StatementSplitter()
  splitter.push(Buffer.from(text))
  return splitter.next() !== null && splitter.next() === null && splitter.rest().length === 0
}

/** The statements before the first row of a stored table. */
export function tableHead(table: StoredTable): string {
  return `DROP TABLE IF EXISTS ${quoteName(table.name)};\n${terminated(table.sql)}`
}

/**
 * A virtual table is entered into the schema as it is, because making it in the usual way would make and fill the tables that hold its content,
 * which come with their own rows.
 */
export function virtualHead(group: TableGroup): string {
  if (group.virtualSql === null) return ''
  const name = quoteText(group.name)
  return [
    `DROP TABLE IF EXISTS ${quoteName(group.name)};\n`,
    'PRAGMA writable_schema=ON;\n',
    `INSERT INTO sqlite_master(type,name,tbl_name,rootpage,sql)VALUES('table',${name},${name},0,${quoteText(group.virtualSql)});\n`,
    'PRAGMA writable_schema=OFF;\n',
  ].join('')
}

/** Indexes and triggers come after the rows: building an index at once is faster, and a trigger must not fire for rows that are put back. */
export function tableTail(group: TableGroup): string {
  return [...group.indexes, ...group.triggers].map((definition) => terminated(definition.sql)).join('')
}

export function dropStatement(type: 'view' | 'trigger', definition: Definition): string {
  return `DROP ${type.toUpperCase()} IF EXISTS ${quoteName(definition.name)};\n`
}

/**
 * The counter of a table with AUTOINCREMENT. The inserts before it set it to the largest key, but it may be larger: keys that were given out
 * once must not come back.
 */
export function sequenceText(database: Database, table: StoredTable): string {
  if (!/autoincrement/i.test(table.sql)) return ''
  const name = quoteText(table.name)
  const counters = database.prepare<[], string>(`SELECT quote(seq) FROM sqlite_sequence WHERE name = ${name} ORDER BY rowid`).pluck().all()
  const inserts = counters.map((counter) => `INSERT INTO sqlite_sequence (name, seq) VALUES (${name}, ${counter});\n`)
  return `DELETE FROM sqlite_sequence WHERE name = ${name};\n${inserts.join('')}`
}
