import type { Bytes, Call, RestorePart } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import type { ArchiveReader } from '../archive/reader.ts'
import type { Handover } from './archive-parts.ts'

interface ByteRange {
  readonly fromByte: number
  readonly toByte: number
}

/**
 * The parts of an archive for a restore: whole, or with `tables` only the sections chosen and those that belong to every selection.
 * A name also chooses what lies below it as a folder. Every part is named before its bytes are read, and those may be left unread.
 */
export async function* restoreParts(
  reader: ArchiveReader,
  options: {
    readonly parts: Handover['parts']
    readonly tables: readonly string[] | null
    readonly onBytes: (bytes: number) => void
  },
  call: Call,
): AsyncGenerator<RestorePart> {
  const plans = options.parts.map((part) => ({ ...part, ranges: rangesOf(reader, part.entry, options.tables) }))
  for (const { entry, name, ranges } of plans) {
    const sizeBytes = ranges.reduce((sum, range) => sum + range.toByte - range.fromByte, 0)
    yield { name, sizeBytes, bytes: readRanges(reader, { name: entry, ranges, onBytes: options.onBytes }, call) }
  }
}

/** The byte ranges of a part that a selection needs, neighbours joined. */
export function rangesOf(reader: ArchiveReader, part: string, tables: readonly string[] | null): readonly ByteRange[] {
  const { recipe, sections } = reader.part(part)
  if (tables === null) return [{ fromByte: 0, toByte: recipe.plainBytes }]
  const ranges: { fromByte: number; toByte: number }[] = []
  for (const section of sections) {
    if (!section.always && !isChosen(section.name, tables)) continue
    const last = ranges.at(-1)
    const toByte = section.startByte + section.lengthBytes
    if (last !== undefined && last.toByte === section.startByte) last.toByte = toByte
    else ranges.push({ fromByte: section.startByte, toByte })
  }
  return ranges
}

function isChosen(name: string, tables: readonly string[]): boolean {
  return tables.some((table) => name === table || name.startsWith(`${table}/`))
}

async function* readRanges(
  reader: ArchiveReader,
  of: { readonly name: string; readonly ranges: readonly ByteRange[]; readonly onBytes: (bytes: number) => void },
  call: Call,
): Bytes {
  for (const range of of.ranges) {
    for await (const piece of reader.read(of.name, range, call)) {
      of.onBytes(piece.length)
      yield piece
    }
  }
}

/** Throws `not_found` for a chosen name that no part of the archive has. */
export function requireSections(reader: ArchiveReader, tables: readonly string[]): void {
  const missing = new Set(tables)
  for (const part of reader.parts) {
    for (const { name } of part.sections) {
      for (const table of missing) if (isChosen(name, [table])) missing.delete(table)
      if (missing.size === 0) return
    }
  }
  const known = reader.manifest.parts.flatMap((part) => part.tables.map(({ name }) => name)).slice(0, 20)
  throw new Failure('not_found', `the backup holds nothing named ${[...missing].join(', ')}`, {
    remedy: known.length > 0 ? `It holds: ${known.join(', ')}.` : '"holdfast extract --entry manifest.json" tells what it holds.',
  })
}
