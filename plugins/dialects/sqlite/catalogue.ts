import type { Database } from 'better-sqlite3'
import { Failure } from '../../failure.ts'
import { listNames, quoteText, sectionName } from './names.ts'

/** A table that holds rows of its own: an ordinary one, or one in which a virtual table keeps its content. */
export interface StoredTable {
  readonly name: string
  readonly sql: string
  /** Columns that take values; generated ones don't. */
  readonly columns: readonly Column[]
  /** The name by which the rowid can be addressed; null without rowid, or when columns hide all its names. */
  readonly rowid: string | null
  /** The rowid is no column of the table, so it must be written beside them. */
  readonly rowidHidden: boolean
}

export interface Column {
  readonly name: string
  readonly affinity: 'text' | 'numeric' | 'integer' | 'real' | 'none'
  /** It is the rowid under another name, so it holds nothing but integers. */
  readonly isRowid: boolean
}

/** What is dumped and restored as one: a table with its indexes and triggers, or a virtual table with the tables that hold its content. */
export interface TableGroup {
  /** The name of its section. */
  readonly section: string
  readonly name: string
  /** The definition, if the table is virtual. */
  readonly virtualSql: string | null
  readonly stored: readonly StoredTable[]
  readonly indexes: readonly Definition[]
  readonly triggers: readonly Definition[]
}

export interface Definition {
  readonly name: string
  readonly sql: string
}

export interface Catalogue {
  readonly groups: readonly TableGroup[]
  /** Views and the triggers on them, in the order in which they were made. */
  readonly views: readonly (Definition & { readonly type: 'view' | 'trigger' })[]
  /** Tables in which the query planner keeps what it learned. */
  readonly statistics: readonly StoredTable[]
}

interface SchemaRow {
  readonly type: 'table' | 'index' | 'view' | 'trigger'
  readonly name: string
  readonly tbl_name: string
  readonly sql: string | null
}

const fold = (name: string) => name.toLowerCase()

/** Everything that the database defines, read in the caller's transaction. Throws `unsupported` when a name is no valid text. */
export function readCatalogue(database: Database): Catalogue {
  const rows = database.prepare<[], SchemaRow>('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid').all()
  refuseUnreadableNames(rows)
  const tables = rows.filter((row) => row.type === 'table')
  const shadows = readShadows(database, tables)
  const dependents = Map.groupBy(
    rows.filter((row) => row.type !== 'table' && row.type !== 'view' && row.sql !== null),
    (row) => fold(row.tbl_name),
  )
  const definitions = (table: string, type: SchemaRow['type']): Definition[] =>
    (dependents.get(fold(table)) ?? []).filter((row) => row.type === type).map((row) => ({ name: row.name, sql: row.sql ?? '' }))
  const owners = tables.filter((row) => !shadows.has(fold(row.name)) && !isInternal(row.name))
  const groups = owners.map((row): TableGroup => {
    const own = tables.filter((table) => shadows.get(fold(table.name)) === fold(row.name))
    const virtual = isVirtual(row)
    const members = virtual ? own : [row]
    return {
      section: sectionName(row.name),
      name: row.name,
      virtualSql: virtual ? row.sql : null,
      stored: members.map((member) => readStoredTable(database, member)),
      indexes: members.flatMap((member) => definitions(member.name, 'index')),
      triggers: members.flatMap((member) => definitions(member.name, 'trigger')),
    }
  })
  return {
    groups,
    views: readViews(rows),
    statistics: tables.filter((row) => isStatistics(row.name)).map((row) => readStoredTable(database, row)),
  }
}

/** The groups of these sections, in the order of the catalogue; all of them for null. Throws `not_found` for a name that isn't there. */
export function selectGroups(catalogue: Catalogue, sections: readonly string[] | null): readonly TableGroup[] {
  if (sections === null) return catalogue.groups
  const wanted = new Set(sections)
  const found = catalogue.groups.filter((group) => wanted.delete(group.section))
  if (wanted.size === 0) return found
  throw new Failure('not_found', `the database has no table ${listNames([...wanted])}`, {
    remedy: `Choose among ${listNames(
      catalogue.groups.map((group) => group.section),
      20,
    )}.`,
    detail: { tables: [...wanted] },
  })
}

function refuseUnreadableNames(rows: readonly SchemaRow[]): void {
  const bad = rows.find((row) => row.name.includes('\uFFFD') || row.name.includes('\0') || (row.sql ?? '').includes('\0'))
  if (bad === undefined) return
  throw new Failure('unsupported', `the name or definition of ${bad.type} "${bad.name}" is no valid text, so SQL can't say it`, {
    remedy: 'Use the form "snapshot", which copies the database page by page.',
  })
}

function isVirtual(row: SchemaRow): boolean {
  return /^create\s+virtual\s/i.test(row.sql ?? '')
}

/** SQLite reserves the prefix `sqlite_` for tables of its own. */
function isInternal(table: string): boolean {
  return fold(table).startsWith('sqlite_')
}

function isStatistics(table: string): boolean {
  return /^sqlite_stat[1-4]$/i.test(table)
}

/** Which table belongs to which virtual table, by their folded names. SQLite tells only that a table belongs to one: the name tells to which. */
function readShadows(database: Database, tables: readonly SchemaRow[]): Map<string, string> {
  const virtual = tables.filter(isVirtual).map((row) => fold(row.name))
  if (virtual.length === 0) return new Map()
  virtual.sort((a, b) => b.length - a.length)
  const names = database.prepare<[], string>("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'").pluck().all()
  const owned = names.map(fold).flatMap((name): [string, string][] => {
    const owner = virtual.find((candidate) => name.startsWith(`${candidate}_`))
    return owner === undefined ? [] : [[name, owner]]
  })
  return new Map(owned)
}

function readViews(rows: readonly SchemaRow[]): Catalogue['views'] {
  const names = new Set(rows.filter((row) => row.type === 'view').map((row) => fold(row.name)))
  return rows.flatMap((row) => {
    const { type, name, sql } = row
    if (sql === null || (type !== 'view' && type !== 'trigger')) return []
    return type === 'view' || names.has(fold(row.tbl_name)) ? [{ type, name, sql }] : []
  })
}

interface ColumnRow {
  readonly name: string
  readonly type: string
  readonly hidden: number
  readonly pk: number
}

function readStoredTable(database: Database, row: SchemaRow): StoredTable {
  const name = quoteText(row.name)
  const all = database.prepare<[], ColumnRow>(`SELECT name, type, hidden, pk FROM pragma_table_xinfo(${name})`).all()
  const withoutRowid = database.prepare<[], number>(`SELECT wr FROM pragma_table_list(${name}) WHERE schema = 'main'`).pluck().get() === 1
  const keyIndex = database.prepare(`SELECT 1 FROM pragma_index_list(${name}) WHERE origin = 'pk'`).get()
  const keys = all.filter((column) => column.pk > 0)
  const rowidColumn = !withoutRowid && keyIndex === undefined && keys.length === 1 ? keys[0]! : null
  const taken = new Set(all.map((column) => fold(column.name)))
  const free = ['rowid', '_rowid_', 'oid'].find((alias) => !taken.has(alias)) ?? null
  return {
    name: row.name,
    sql: row.sql ?? '',
    columns: all
      .filter((column) => column.hidden === 0)
      .map((column) => ({ name: column.name, affinity: affinityOf(column.type), isRowid: column === rowidColumn })),
    rowid: withoutRowid ? null : (rowidColumn?.name ?? free),
    rowidHidden: !withoutRowid && rowidColumn === null && free !== null,
  }
}

/** How a declared type decides what a column turns its values into: https://sqlite.org/datatype3.html#determination_of_column_affinity */
function affinityOf(type: string): Column['affinity'] {
  const declared = type.toUpperCase()
  if (declared.includes('INT')) return 'integer'
  if (/CHAR|CLOB|TEXT/.test(declared)) return 'text'
  if (declared === '' || declared === 'ANY' || declared.includes('BLOB')) return 'none'
  if (/REAL|FLOA|DOUB/.test(declared)) return 'real'
  return 'numeric'
}
