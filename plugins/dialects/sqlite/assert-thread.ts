import type { Database } from 'better-sqlite3'
import type { Producer } from '../../contract.ts'
import { Failure } from '../../failure.ts'
import { engineCode, engineFailure } from './engine-failure.ts'
import { lookAtNow } from './path-facts.ts'
import { openSource } from './source.ts'
import { sqlSpans } from './sql-spans.ts'

export interface AssertInput {
  readonly path: string
  readonly sql: string
}

/** Yields whether a query is true of a database, read as a dump reads it: in one transaction that can write nothing. */
const assert: Producer<AssertInput, boolean> = function* ({ path, sql }, { files }) {
  try {
    using source = openSource(path, lookAtNow(path, files))
    yield isTrue(answerOf(source.database, sql), sql)
  } catch (error) {
    throw engineFailure(error, `asking "${brief(sql)}"`)
  }
}

/** What the driver refuses by itself (several statements, parameters that nobody gives) has no code of SQLite. */
function answerOf(database: Database, sql: string): unknown {
  try {
    return ask(database, sql)
  } catch (error) {
    if (error instanceof Failure || engineCode(error) !== null) throw error
    throw refused(sql, (error as Error).message, error)
  }
}

/** ATTACH and PRAGMA reach beyond the database, and SQLite calls some of them read-only: so only what begins like a query is one. */
function ask(database: Database, sql: string): unknown {
  if (!/^(SELECT|WITH|VALUES)\b/i.test(firstWords(sql))) throw refused(sql, 'it is no query: it must begin with SELECT, WITH or VALUES')
  const statement = database.prepare<[], unknown>(sql)
  if (!statement.reader || !statement.readonly) throw refused(sql, 'it would change something')
  if (statement.columns().length !== 1) throw refused(sql, `it gives ${statement.columns().length} columns instead of one`)
  const rows: unknown[] = []
  for (const row of statement.pluck().safeIntegers().iterate()) {
    rows.push(row)
    if (rows.length > 1) throw refused(sql, 'it gives more than one row')
  }
  if (rows.length === 0) throw refused(sql, 'it gives no row')
  return rows[0]
}

function firstWords(sql: string): string {
  const latin1 = Buffer.from(sql).toString('latin1')
  for (const { kind, from, to } of sqlSpans(latin1)) {
    const words = latin1.slice(from, to).trimStart()
    if (kind !== 'comment' && words !== '') return words
  }
  return ''
}

function isTrue(answer: unknown, sql: string): boolean {
  if (answer === null) return false
  if (typeof answer === 'number' || typeof answer === 'bigint') return Number(answer) !== 0
  throw refused(sql, 'it gives neither true nor false, but a text or blob')
}

function refused(sql: string, why: string, cause?: unknown): Failure {
  return new Failure('invalid', `the assertion "${brief(sql)}" is refused: ${why}`, {
    remedy: 'Write one query that gives one row of one column: 1 or 0, like SELECT count(*) > 0 FROM orders.',
    ...(cause === undefined ? {} : { cause }),
  })
}

function brief(sql: string): string {
  return sql.length > 200 ? `${sql.slice(0, 200)}…` : sql
}

export default assert
