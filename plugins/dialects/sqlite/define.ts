import type { Database } from 'better-sqlite3'
import { Failure } from '../../failure.ts'
import type { Catalogue, TableGroup } from './catalogue.ts'
import { quoteName, quoteText } from './names.ts'
import { sqlSpans } from './sql-spans.ts'

/**
 * Runs a definition. SQLite once took a name in double quotes that is no column for a string; schemas written then are still read, but a
 * new statement of that kind is refused. Such a definition is made with the string in single quotes and then given its own text back.
 */
export function define(database: Database, sql: string): void {
  let adapted = sql
  for (;;) {
    try {
      runOne(database, adapted)
      break
    } catch (error) {
      const name = /no such column: "(.*)" - should this be a string literal/s.exec((error as Error).message)?.[1]
      const next = name === undefined ? adapted : singleQuoted(adapted, name)
      if (next === adapted) throw error
      adapted = next
    }
  }
  if (adapted !== sql) giveText(database, withoutEnd(adapted), withoutEnd(sql))
}

/**
 * Runs exactly one statement, as SQLite itself counts them: where its tokens end and where ours do may differ, and what hides behind a
 * statement was judged by nobody. Throws `invalid` for more than one and for one that waits for values or answers with rows.
 */
export function runOne(database: Database, sql: string): void {
  try {
    database.prepare(sql).run()
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error
    throw new Failure('invalid', `the statement "${sql.slice(0, 80).trim()}" is refused: ${error.message}`, {
      remedy: 'Remove it from the dump if you trust where the dump comes from, and restore again.',
      cause: error,
    })
  }
}

function singleQuoted(sql: string, name: string): string {
  const texts = [...sqlSpans(sql)].map((span) => sql.slice(span.from, span.to))
  return texts.map((text) => (text === quoteName(name) ? quoteText(name) : text)).join('')
}

function withoutEnd(sql: string): string {
  return sql.replace(/;\s*$/, '').trimEnd()
}

function giveText(database: Database, adapted: string, original: string): void {
  writingSchema(database, () => {
    const { changes } = database.prepare('UPDATE sqlite_schema SET sql = ? WHERE sql = ?').run(original, adapted)
    if (changes !== 1) throw new Failure('internal', `a definition with strings in double quotes could not be kept: ${original}`)
  })
}

/** Allows the schema to be written while `work` runs, and has SQLite read it anew. */
export function writingSchema(database: Database, work: () => void): void {
  database.pragma('writable_schema = ON')
  try {
    work()
  } finally {
    database.pragma('writable_schema = RESET')
  }
}

/**
 * Makes every table and index once in `empty`, an empty database that is open for unsafe work: what can't be made there could not be restored,
 * and that must be known while the source still exists. Throws `unsupported`.
 */
export function rehearse(empty: Database, groups: readonly TableGroup[], statistics: Catalogue['statistics']): void {
  const attempt = (what: string, sql: string, run: (sql: string) => void) => {
    try {
      run(sql)
    } catch (error) {
      throw new Failure('unsupported', `${what} can't be made anew from its definition: ${(error as Error).message}`, {
        remedy: 'Use the form "snapshot", which copies the database page by page.',
        cause: error,
      })
    }
  }
  for (const group of groups) {
    for (const table of group.stored) attempt(`table "${table.name}"`, table.sql, (sql) => define(empty, sql))
    for (const index of group.indexes) attempt(`index "${index.name}"`, index.sql, (sql) => define(empty, sql))
  }
  writingSchema(empty, () => {
    for (const table of statistics) attempt(`table "${table.name}"`, table.sql, (sql) => empty.exec(sql))
  })
}
