import type { Producer, SourceReport } from '../../contract.ts'
import { readCatalogue } from './catalogue.ts'
import { readHeader } from './dump-text.ts'
import { engineFailure } from './engine-failure.ts'
import { lookAtNow } from './path-facts.ts'
import { openSource } from './source.ts'

export interface ProbeInput {
  readonly path: string
}

/** Yields one report. Rows are not counted: that would read every page. */
const probe: Producer<ProbeInput, Omit<SourceReport, 'parts'>> = function* ({ path }, { files }) {
  try {
    using source = openSource(path, lookAtNow(path, files))
    const { database } = source
    const read = (sql: string) => database.prepare(sql).pluck().get()
    yield {
      engine: 'SQLite',
      version: String(read('SELECT sqlite_version()')),
      identity: `sqlite:${files.realpathSync(path)}`,
      sizeBytes: Number(read('PRAGMA page_count')) * readHeader(database).pageSizeBytes,
      tables: readCatalogue(database).groups.map((group) => ({ name: group.section, rows: null })),
    }
  } catch (error) {
    throw engineFailure(error, `looking at ${path}`)
  }
}

export default probe
