import DatabaseFile, { type Database } from 'better-sqlite3'

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

/**
 * Everything that a database holds, read cell by cell and without any of the code under test: types and bytes of all values, rowids, definitions
 * and header. Two databases are equal when this is.
 */
export function contentOf(path: string): Record<string, unknown> {
  const database = new DatabaseFile(path, { readonly: true })
  try {
    const pragma = (name: string) => database.pragma(name, { simple: true })
    const schema = database
      .prepare<[], { type: string; name: string; sql: string }>(
        'SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name COLLATE BINARY',
      )
      .all()
    const tables = schema.filter(({ type, sql }) => type === 'table' && !/^create\s+virtual/i.test(sql))
    return {
      schema,
      header: ['encoding', 'page_size', 'auto_vacuum', 'user_version', 'application_id', 'journal_mode'].map((name) => [
        name,
        pragma(name),
      ]),
      tables: Object.fromEntries(tables.map(({ name }) => [name, rowsOf(database, name)])),
    }
  } finally {
    database.close()
  }
}

function rowsOf(database: Database, table: string): unknown[] {
  const columns = database
    .prepare<[], { name: string; hidden: number }>(`SELECT * FROM pragma_table_xinfo('${table.replaceAll("'", "''")}')`)
    .all()
  const names = columns.map(({ name }) => quoted(name))
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()))
  const rowid = ['rowid', '_rowid_', 'oid'].find((name) => !taken.has(name))
  if (rowid !== undefined && hasRowid(database, table)) names.unshift(rowid)
  // The counters of AUTOINCREMENT have no order that anybody could rely on.
  const order = table === 'sqlite_sequence' ? 'ORDER BY name' : ''
  const chosen = table === 'sqlite_sequence' ? ['name', 'seq'].map(quoted) : names
  return groups(chosen, 400).map((group) => {
    const cells = group.map((name) => `typeof(${name}), hex(CAST(${name} AS BLOB)), ${name}`)
    return database
      .prepare(`SELECT ${cells.join(', ')} FROM ${quoted(table)} NOT INDEXED ${order}`)
      .raw()
      .safeIntegers()
      .all()
      .map(rowText)
  })
}

/** JSON knows neither -0 nor infinities nor 64-bit integers. */
function rowText(row: unknown): string {
  return (row as unknown[])
    .map((value) => {
      if (Buffer.isBuffer(value)) return value.toString('hex')
      return Object.is(value, -0) ? '-0' : String(value)
    })
    .join('|')
}

function hasRowid(database: Database, table: string): boolean {
  try {
    database.prepare(`SELECT rowid FROM ${quoted(table)}`)
    return true
  } catch {
    return false
  }
}

function groups(names: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(names.length / size) }, (_, index) => names.slice(index * size, (index + 1) * size))
}
