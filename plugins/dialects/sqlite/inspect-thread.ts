import type { Producer, SectionFigure } from '../../contract.ts'
import { readCatalogue, selectGroups } from './catalogue.ts'
import { SectionChecksum } from './checksum.ts'
import { readHeader } from './dump-text.ts'
import { engineFailure } from './engine-failure.ts'
import { lookAtNow } from './path-facts.ts'
import { readRows } from './row-reader.ts'
import { openSource } from './source.ts'

export interface InspectInput {
  readonly path: string
  /** Sections chosen; null means everything. */
  readonly tables: readonly string[] | null
}

/** The figures of a database, read in the way in which a dump reads it. */
const inspect: Producer<InspectInput, SectionFigure> = function* (input, { files }) {
  try {
    using source = openSource(input.path, lookAtNow(input.path, files))
    const { encoding } = readHeader(source.database)
    for (const group of selectGroups(readCatalogue(source.database), input.tables)) {
      const checksum = new SectionChecksum()
      for (const table of group.stored) {
        checksum.nextTable()
        for (const text of readRows(source.database, table, encoding)) checksum.add(text)
      }
      yield checksum.figure(group.section)
    }
  } catch (error) {
    throw engineFailure(error, `inspecting ${input.path}`)
  }
}

export default inspect
