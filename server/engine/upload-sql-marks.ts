import type { DumpComments } from './upload-sql-comments.ts'

/** What dump programs write above everything else. */
const headers: readonly (readonly [RegExp, string])[] = [
  [/^(?:MySQL|MariaDB) dump\b/, 'mysql'],
  [/^phpMyAdmin SQL Dump/, 'mysql'],
  [/^PostgreSQL database (?:cluster )?dump/, 'postgres'],
]

/** What those programs write below everything else; without it the dump was cut short. */
const trailers: readonly (readonly [RegExp, RegExp])[] = [
  [/^(?:MySQL|MariaDB) dump\b/, /^Dump completed/],
  [/^PostgreSQL database dump/, /^PostgreSQL database dump complete/],
  [/^PostgreSQL database cluster dump/, /^PostgreSQL database cluster dump complete/],
  [/^Holdfast Database Backup$/, /^Holdfast dump completed$/],
]

/** Statements that only one dialect has. Quotes of names are no such mark: several dialects take all of them. */
const statements: Readonly<Record<string, readonly RegExp[]>> = {
  sqlite: [
    /^PRAGMA\s/i,
    /^(?:INSERT|DELETE|CREATE|UPDATE)\b.{0,40}\bsqlite_(?:sequence|master|schema|stat\d)\b/is,
    /^CREATE\s+VIRTUAL\s+TABLE\b/i,
    /^CREATE\s+TABLE\b.*\b(?:AUTOINCREMENT|WITHOUT\s+ROWID)\b/is,
  ],
  mysql: [
    /^SET\s+(?:@|NAMES\b|SQL_MODE\b|SESSION\b|GLOBAL\b|FOREIGN_KEY_CHECKS\b|UNIQUE_CHECKS\b|time_zone\s*=)/i,
    /^(?:UN)?LOCK\s+TABLES\b/i,
    /^(?:USE|DELIMITER)\s/i,
    /^CREATE\s+(?:DATABASE|DEFINER)\b/i,
    /^CREATE\s+TABLE\b.*(?:\bENGINE\s*=|\bAUTO_INCREMENT\b)/is,
  ],
  postgres: [
    /^COPY\s.+\sFROM\s+stdin\b/is,
    /^SET\s+(?:statement_timeout|lock_timeout|client_encoding|standard_conforming_strings|search_path|default_|row_security|xmloption|client_min_messages|idle_in)/i,
    /^SELECT\s+pg_catalog\./i,
    /^ALTER\s+TABLE\s+ONLY\b/i,
    /^(?:CREATE|ALTER)\s+(?:SEQUENCE|EXTENSION|SCHEMA|TYPE|DOMAIN|FUNCTION|MATERIALIZED)\b/i,
    /^COMMENT\s+ON\b/i,
    /^\\(?:restrict|connect)\b/i,
  ],
}

/** Words that statements of dumps begin with. */
const known =
  /^(?:INSERT|REPLACE|CREATE|DROP|ALTER|PRAGMA|BEGIN|START|COMMIT|END|SET|COPY|LOCK|UNLOCK|USE|DELETE|UPDATE|SELECT|ANALYZE|REINDEX|VACUUM|GRANT|REVOKE|COMMENT|DELIMITER|WITH|ATTACH|ROLLBACK|TRUNCATE|DO|CALL|\\[a-z!]|\.[a-z])(?![\w$])/i

/** Gathers what tells which dialect wrote a dump. */
export class DialectMarks {
  readonly #found = new Map<string, number>()
  /** Statements that begin as statements of dumps do. */
  known = 0

  add(head: string): void {
    if (known.test(head) || /^\.[a-z]/i.test(head)) this.known++
    for (const [dialect, patterns] of Object.entries(statements)) {
      if (patterns.some((pattern) => pattern.test(head))) this.#found.set(dialect, (this.#found.get(dialect) ?? 0) + 1)
    }
  }

  /** The dialect that the text says, or that most statements belong to; null when none stands out. */
  guess(comments: DumpComments): string | null {
    for (const comment of comments.top) {
      const named = /^Database Engine: ([a-z][a-z0-9-]*)/i.exec(comment)?.[1]?.toLowerCase()
      if (named !== undefined) return { postgresql: 'postgres', mariadb: 'mysql', sqlite3: 'sqlite' }[named] ?? named
      const header = headers.find(([pattern]) => pattern.test(comment))
      if (header !== undefined) return header[1]
    }
    if (comments.executable > 0) this.#found.set('mysql', (this.#found.get('mysql') ?? 0) + comments.executable)
    const [first, second] = [...this.#found].sort(([, one], [, other]) => other - one)
    return first === undefined || first[1] === second?.[1] ? null : first[0]
  }
}

/** The trailer that the program which made the dump would have written; null when it is there, or there is none to expect. */
export function missingTrailer(comments: DumpComments): string | null {
  for (const comment of comments.top) {
    const expected = trailers.find(([header]) => header.test(comment))
    if (expected === undefined) continue
    return expected[1].test(comments.last ?? '') ? null : expected[1].source.replace(/^\^|\$$/g, '')
  }
  return null
}
