/** How the text of a dialect is read: what its strings, comments and commands look like. */
export interface SqlRules {
  /** A backslash in a string takes the next byte's meaning away. */
  readonly hasBackslashes: boolean
  /** Names in square brackets. */
  readonly hasBrackets: boolean
  /** Strings between `$tag$` and `$tag$`, strings after E, comments in comments, and rows after `COPY … FROM stdin`. */
  readonly isPostgres: boolean
  /** Comments after `#`, comments that are none (`/*!40101 …`), and the command DELIMITER. */
  readonly isMysql: boolean
  /** A trigger holds semicolons of its own and ends with `; END`. */
  readonly hasPlainTriggers: boolean
}

const plain: SqlRules = { hasBackslashes: false, hasBrackets: false, isPostgres: false, isMysql: false, hasPlainTriggers: true }

const rules: Readonly<Record<string, SqlRules>> = {
  sqlite: { ...plain, hasBrackets: true },
  mysql: { ...plain, hasBackslashes: true, isMysql: true, hasPlainTriggers: false },
  postgres: { ...plain, isPostgres: true, hasPlainTriggers: false },
}

/** The rules of a dialect; those that most have in common when it is not known. */
export function rulesOf(dialect: string | null): SqlRules {
  return (dialect === null ? undefined : rules[dialect]) ?? plain
}
