import { Failure } from '../../failure.ts'

/** What a restore does with a statement of a dump. */
export type Verdict =
  | { readonly act: 'rows' | 'define' | 'run' }
  | { readonly act: 'virtual table' }
  | { readonly act: 'begin' | 'commit' }
  | { readonly act: 'pragma'; readonly name: string; readonly value: string }
  | { readonly act: 'pass over' }

const definitions = /^CREATE\s+(TABLE|INDEX|UNIQUE\s+INDEX|VIEW|TRIGGER|VIRTUAL\s+TABLE)\b/i
const changes = /^(UPDATE|DELETE|ALTER\s+TABLE|ANALYZE|REINDEX|DROP\s+(TABLE|VIEW|INDEX|TRIGGER))\b/i
const virtualTable =
  /^INSERT INTO sqlite_(?:master|schema)\s*\(type,\s*name,\s*tbl_name,\s*rootpage,\s*sql\)\s*VALUES\s*\('table','(?:[^']|'')*','(?:[^']|'')*',0,'CREATE\s+VIRTUAL\s+TABLE\s(?:[^']|'')*'\);$/i
const pragma = /^PRAGMA\s+(\w+)\s*(?:=\s*|\(\s*)'?([\w-]+)'?\s*\)?\s*;$/i

/** Settings that belong to the database itself. */
const appliedPragmas = new Set(['encoding', 'page_size', 'auto_vacuum', 'user_version', 'application_id', 'journal_mode'])
/** Settings that a restore decides by itself, whatever the dump says. */
const ignoredPragmas = new Set(['foreign_keys', 'writable_schema', 'defer_foreign_keys', 'synchronous', 'legacy_alter_table'])

/**
 * Says what to do with a statement, given its first bytes. A dump may come from anybody: what could reach beyond the database being made
 * (attached files, extensions, commands of the `sqlite3` program) or into its schema is refused as `invalid`.
 */
export function judge(statement: Buffer): Verdict {
  const head = statement.toString('latin1', 0, 160)
  if (/^(INSERT|REPLACE)\b/i.test(head)) {
    if (!/^\w+\s[^(]*sqlite_(master|schema)\b/i.test(head)) return { act: 'rows' }
    if (virtualTable.test(statement.toString('latin1'))) return { act: 'virtual table' }
    throw refused(head, 'it writes into the schema itself')
  }
  if (definitions.test(head)) return { act: 'define' }
  if (changes.test(head)) return { act: 'run' }
  if (/^BEGIN\b/i.test(head)) return { act: 'begin' }
  if (/^(COMMIT|END)\b/i.test(head)) return { act: 'commit' }
  if (/^PRAGMA\b/i.test(head)) return judgePragma(head)
  if (/^ROLLBACK\b/i.test(head)) {
    throw new Failure('corrupt', 'the dump takes itself back: the program that made it met an error and wrote ROLLBACK at its end', {
      remedy: 'Make the dump anew, or use another backup.',
    })
  }
  throw refused(head, head.startsWith('.') ? 'it is a command of the sqlite3 program, not SQL' : 'no dump of a database needs it')
}

function judgePragma(head: string): Verdict {
  const [, name = '', value = ''] = pragma.exec(head) ?? []
  const folded = name.toLowerCase()
  if (ignoredPragmas.has(folded)) return { act: 'pass over' }
  if (appliedPragmas.has(folded)) return { act: 'pragma', name: folded, value }
  throw refused(head, 'a dump may only set what belongs to the database itself')
}

function refused(head: string, why: string): Failure {
  return new Failure('invalid', `the statement "${head.slice(0, 80).trim()}" is refused: ${why}`, {
    remedy: 'Remove it from the dump if you trust where the dump comes from, and restore again.',
  })
}
