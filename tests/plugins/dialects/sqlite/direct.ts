import * as files from 'node:fs'
import type { SectionFigure, SectionStart } from '../../../../plugins/contract.ts'
import dump from '../../../../plugins/dialects/sqlite/dump-thread.ts'
import type { FreshReport } from '../../../../plugins/dialects/sqlite/fresh-database.ts'
import inspect from '../../../../plugins/dialects/sqlite/inspect-thread.ts'
import replay from '../../../../plugins/dialects/sqlite/replay-thread.ts'

const tools = { files }

export interface RecordedDump {
  readonly bytes: Buffer
  /** `at` counts from the start of the dump. */
  readonly sections: readonly SectionStart[]
  readonly figures: readonly SectionFigure[]
}

/** The dump of a database, made in this thread. */
export function dumpOf(path: string, tables: readonly string[] | null = null): RecordedDump {
  const pieces: Uint8Array[] = []
  const sections: SectionStart[] = []
  const figures: SectionFigure[] = []
  let length = 0
  for (const event of dump({ path, tables, generatedAt: new Date(0) }, tools)) {
    if (event.type === 'figure') figures.push(event.figure)
    if (event.type !== 'bytes') continue
    for (const start of event.starts ?? []) sections.push({ ...start, at: length + start.at })
    pieces.push(event.bytes)
    length += event.bytes.length
  }
  return { bytes: Buffer.concat(pieces), sections, figures }
}

/** The bytes of chosen sections and of those that belong to every selection. */
export function sectionsOf(recorded: RecordedDump, names: readonly string[]): Buffer {
  const ends = [...recorded.sections.slice(1).map(({ at }) => at), recorded.bytes.length]
  const chosen = recorded.sections.flatMap((section, index) =>
    section.always || names.includes(section.name) ? [recorded.bytes.subarray(section.at, ends[index])] : [],
  )
  return Buffer.concat(chosen)
}

/** Makes the database `path` from a dump, in this thread, the dump cut into pieces. */
export function restoreTo(path: string, bytes: Uint8Array, pieceBytes = 64 * 1024): FreshReport {
  const consumer = replay({ path, tables: null, pageSizeBytes: null, becomesDestination: true }, tools)
  try {
    for (let at = 0; at < bytes.length; at += pieceBytes) consumer.write(bytes.subarray(at, at + pieceBytes))
    return consumer.finish()
  } catch (error) {
    consumer.abandon()
    throw error
  }
}

/** What `inspect` finds, in this thread. */
export function figuresOf(path: string): SectionFigure[] {
  return [...inspect({ path, tables: null }, tools)]
}
