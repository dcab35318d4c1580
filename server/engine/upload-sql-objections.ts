type Objection = readonly [RegExp, string]

/** What is said against commands of client programs. */
export const clientObjection = 'it is a command of a client program, which runs on the machine that restores'
const host = 'it reaches files or programs of the machine'
const beyond = 'it reaches beyond the database that is restored'

const everywhere: readonly Objection[] = [
  [/^\.[a-z]/i, 'it is a command of the sqlite3 program, not SQL'],
  [/^\\(?!(?:restrict|unrestrict|connect|c|encoding)\b|-)/i, clientObjection],
]

const sqlite: readonly Objection[] = [
  [/^(?:ATTACH|DETACH)\b/i, beyond],
  [/^VACUUM\b/i, beyond],
  [/\b(?:load_extension|readfile|writefile|fts3_tokenizer|edit|fsdir|zipfile)\s*\(/i, host],
]

const mysql: readonly Objection[] = [
  [/^(?:SYSTEM|SOURCE|TEE|PAGER|EDIT)\s/i, clientObjection],
  [/^LOAD\s+(?:DATA|XML)\b/i, host],
  [/\bINTO\s+(?:OUTFILE|DUMPFILE)\b/i, host],
  [/\bLOAD_FILE\s*\(/i, host],
  [/^(?:INSTALL|UNINSTALL)\s+(?:PLUGIN|COMPONENT|SONAME)\b/i, host],
  [/^CREATE\s.*\bSONAME\b/is, host],
  [/^SET\s+(?:GLOBAL|PERSIST|@@GLOBAL)\b/i, beyond],
]

const postgres: readonly Objection[] = [
  [/^COPY\s.*\b(?:FROM|TO)\s+PROGRAM\b/is, host],
  [/^COPY\s.*\b(?:FROM|TO)\s+''/is, host],
  [/^ALTER\s+SYSTEM\b/i, beyond],
  [/^LOAD\s/i, host],
  [/\bLANGUAGE\s+(?:''|"?(?:c|internal|plpython\w*|plperlu|pltclu|plsh)\b)/i, host],
  [/\b(?:pg_read_(?:binary_)?file|pg_ls_dir|lo_import|lo_export|pg_file_write|dblink\w*)\s*\(/i, host],
]

const byDialect: Readonly<Record<string, readonly Objection[]>> = { sqlite, mysql, postgres }

/** Some word of every rule about what may stand within rows. */
const suspicious = /load_|file|edit|fsdir|tokenizer|pg_|lo_|dblink/i

/** Whether the rows of an INSERT could hold what `objectionTo` objects to: a glance for the many, that spares all but a few of them the look. */
export function areRowsSuspicious(head: string): boolean {
  return suspicious.test(head)
}

/**
 * Why a statement must not come from an upload, as the end of a sentence; null when nothing is known against it. It is the first net, for a
 * report: each dialect refuses by itself what it can't run safely.
 */
export function objectionTo(head: string, dialect: string | null): string | null {
  const rules = dialect === null ? [...sqlite, ...mysql, ...postgres] : (byDialect[dialect] ?? [])
  // What stands within strings does nothing.
  const bare = head.replace(dialect === 'mysql' ? /'(?:[^'\\]|\\.|'')*'?/gs : /'(?:[^']|'')*'?/g, "''")
  return [...everywhere, ...rules].find(([pattern]) => pattern.test(bare))?.[1] ?? null
}
