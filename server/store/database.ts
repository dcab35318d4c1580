import Database from 'better-sqlite3'
import { Kysely, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely'
import { Failure, toFailure } from '../../plugins/failure.ts'
import { guarded } from './database-trouble.ts'
import type { Tables } from './tables.ts'

/** How long a write waits for another process that writes; ours are short. */
const busyMs = 10_000

/** As many as the program has different queries, with room. */
const statementsMax = 500

/** Opens the database file, or one in memory for ':memory:'; the caller destroys it. Throws a `Failure` that names the file. */
export function openDatabase(path: string): Kysely<Tables> {
  try {
    return guarded(() => {
      const file = new Database(path, { timeout: busyMs })
      file.pragma('journal_mode = WAL')
      file.pragma('synchronous = FULL')
      file.pragma('foreign_keys = ON')
      return new Kysely<Tables>({ dialect: new SqliteDialect({ database: new ImmediateDatabase(file) }) })
    })
  } catch (error) {
    const { code, message, remedy, detail } = toFailure(error, `The metadata database ${path} can't be opened`)
    throw new Failure(code, message.includes(path) ? message : `${path}: ${message}`, {
      remedy: remedy ?? 'Choose a data folder that this user may write to, with --data DIR or HOLDFAST_DATA.',
      cause: error,
      detail,
    })
  }
}

/**
 * What Kysely needs of better-sqlite3, with two differences. A transaction takes the write lock when it begins: one that read first and then
 * found that another process had written could only fail. And statements are kept, because preparing them costs more than running most of them.
 */
class ImmediateDatabase implements SqliteDatabase {
  readonly #file: Database.Database
  readonly #statements = new Map<string, SqliteStatement>()

  constructor(file: Database.Database) {
    this.#file = file
  }

  prepare(sql: string): SqliteStatement {
    const kept = this.#statements.get(sql)
    if (kept !== undefined) return kept
    const statement = guarded(() => new GuardedStatement(this.#file.prepare(sql === 'begin' ? 'begin immediate' : sql) as SqliteStatement))
    if (this.#statements.size >= statementsMax) this.#statements.clear()
    this.#statements.set(sql, statement)
    return statement
  }

  close(): void {
    this.#file.close()
  }
}

/** A statement whose refusals say what to do, where it is the disk or another process and not the query that is to blame. */
class GuardedStatement implements SqliteStatement {
  readonly #statement: SqliteStatement
  readonly reader: boolean

  constructor(statement: SqliteStatement) {
    this.#statement = statement
    this.reader = statement.reader
  }

  all(parameters: readonly unknown[]): unknown[] {
    return guarded(() => this.#statement.all(parameters))
  }

  run(parameters: readonly unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint } {
    return guarded(() => this.#statement.run(parameters))
  }

  iterate(parameters: readonly unknown[]): IterableIterator<unknown> {
    return this.#statement.iterate(parameters)
  }
}
