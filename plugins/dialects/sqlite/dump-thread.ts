import DatabaseFile, { type Database } from 'better-sqlite3'
import type { DumpEvent, Producer } from '../../contract.ts'
import { Failure } from '../../failure.ts'
import { type Catalogue, readCatalogue, type StoredTable, selectGroups, type TableGroup } from './catalogue.ts'
import { SectionChecksum } from './checksum.ts'
import { rehearse } from './define.ts'
import { dropStatement, sequenceText, tableHead, tableTail, terminated, virtualHead } from './definition-text.ts'
import { type Header, preamble, readHeader, trailer } from './dump-text.ts'
import { engineFailure } from './engine-failure.ts'
import { quoteName } from './names.ts'
import { PartText } from './part-text.ts'
import { lookAtNow } from './path-facts.ts'
import { insertColumns } from './row-expression.ts'
import { readRows, rowSeparator } from './row-reader.ts'
import { openSource } from './source.ts'

export interface DumpInput {
  readonly path: string
  /** Sections chosen; null means everything. */
  readonly tables: readonly string[] | null
  readonly generatedAt: Date
}

interface Dump {
  readonly database: Database
  readonly header: Header
  readonly out: PartText
}

/** The dump of a database as SQL, all of one instant. Runs in a thread of its own, which SQLite's calls may block. */
const dump: Producer<DumpInput, DumpEvent> = function* (input, { files }) {
  try {
    using source = openSource(input.path, lookAtNow(input.path, files))
    yield* dumpDatabase(source.database, input)
  } catch (error) {
    throw engineFailure(error, `dumping ${input.path}`)
  }
}

export default dump

function* dumpDatabase(database: Database, input: DumpInput): Generator<DumpEvent, void, void> {
  const catalogue = readCatalogue(database)
  const groups = selectGroups(catalogue, input.tables)
  refuseUnrestorable(groups, catalogue.statistics)
  const state = { database, header: readHeader(database), out: new PartText() }
  const free = freeNames(catalogue)
  yield { type: 'part', name: 'backup.sql' }
  state.out.start({ name: free('-- preamble'), always: true })
  state.out.add(preamble(state.header, input.generatedAt))
  for (const group of groups) yield* dumpGroup(state, group)
  if (input.tables === null) {
    yield* dumpStatistics(state, catalogue.statistics, free('-- statistics'))
    dumpViews(state, catalogue.views, free('-- views'))
  }
  state.out.start({ name: free('-- trailer'), always: true, cut: true })
  state.out.add(trailer(state.header))
  yield* state.out.rest()
  yield { type: 'trailer' }
}

/** Names for sections that are no tables: a table may have any name, so these give way. */
function freeNames(catalogue: Catalogue): (wanted: string) => string {
  const taken = new Set(catalogue.groups.map((group) => group.section))
  const free = (wanted: string): string => (taken.has(wanted) ? free(`-${wanted}`) : wanted)
  return free
}

function refuseUnrestorable(groups: readonly TableGroup[], statistics: Catalogue['statistics']): void {
  const empty = new DatabaseFile(':memory:')
  try {
    empty.unsafeMode()
    rehearse(empty, groups, statistics)
  } finally {
    empty.close()
  }
}

function* dumpGroup(state: Dump, group: TableGroup): Generator<DumpEvent, void, void> {
  const { out } = state
  const checksum = new SectionChecksum()
  out.start({ name: group.section, cut: true })
  out.add(virtualHead(group))
  for (const table of group.stored) {
    out.add(tableHead(table))
    checksum.nextTable()
    yield* dumpRows(state, table, checksum)
    out.add(sequenceText(state.database, table))
  }
  out.add(tableTail(group))
  out.figure(checksum.figure(group.section))
  yield* out.full()
}

function* dumpRows(
  { database, header, out }: Dump,
  table: StoredTable,
  checksum: SectionChecksum | null,
): Generator<DumpEvent, void, void> {
  const insert = Buffer.from(`INSERT INTO ${quoteName(table.name)} (${insertColumns(table).join(', ')}) VALUES\n`)
  const end = Buffer.from(';\n')
  let [within, rowEnded] = [false, false]
  for (const text of rowsOf(database, table, header)) {
    if (!within) out.add(insert)
    else if (rowEnded) out.add(rowSeparator)
    out.add(text.bytes)
    checksum?.add(text)
    rowEnded = text.rows > 0
    within = !text.boundary
    if (text.boundary) out.add(end)
    yield* out.full()
  }
}

function* rowsOf(database: Database, table: StoredTable, header: Header): ReturnType<typeof readRows> {
  try {
    yield* readRows(database, table, header.encoding)
  } catch (error) {
    const failure = engineFailure(error, 'reading its rows')
    throw new Failure(failure.code, `table "${table.name}": ${failure.message}`, {
      ...(failure.remedy === null ? {} : { remedy: failure.remedy }),
      detail: { ...failure.detail, table: table.name },
      cause: error,
    })
  }
}

/** What the query planner learned. Its tables have reserved names, which only a schema that may be written takes. */
function* dumpStatistics(state: Dump, tables: Catalogue['statistics'], section: string): Generator<DumpEvent, void, void> {
  if (tables.length === 0) return
  state.out.start({ name: section, cut: true })
  for (const table of tables) {
    state.out.add(`PRAGMA writable_schema=ON;\n${tableHead(table)}PRAGMA writable_schema=OFF;\n`)
    yield* dumpRows(state, table, null)
  }
}

function dumpViews({ out }: Dump, views: Catalogue['views'], section: string): void {
  if (views.length === 0) return
  out.start({ name: section, cut: true })
  for (const view of views) out.add(dropStatement(view.type, view) + terminated(view.sql))
}
