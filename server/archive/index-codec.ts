import { isUtf8 } from 'node:buffer'
import { Failure } from '../../plugins/failure.ts'
import { ByteReader } from './byte-reader.ts'
import { ByteWriter } from './byte-writer.ts'
import { type ColumnLimits, chunkBytes, placeBytes, readColumns, writeChunks, writeDictionaries } from './index-columns.ts'
import { Recipe } from './recipe.ts'
import { readSection, recordBytesMin, writeSection } from './section-record.ts'
import { fingerprintBytesMax, SectionTable } from './section-table.ts'

/** What `index.bin` holds of one part. */
export interface PartIndex {
  readonly name: string
  readonly recipe: Recipe
  readonly sections: SectionTable
}

const magic = Buffer.from('HFINDEX1', 'latin1')
const nameBytesMax = 0xffff
/** The name's length, plain bytes, counts of chunks, dictionaries and sections, bytes of the records. */
const partBytesMin = 2 + 8 + 4 + 4 + 4 + 8

/** `index.bin` as FORMAT.md describes it. Throws `internal` where a part's sections and chunks don't have the same length. */
export function encodeIndex(parts: readonly PartIndex[]): Uint8Array {
  const to = new ByteWriter()
  to.bytes(magic)
  to.u32(parts.length)
  for (const part of parts) {
    const { recipe, sections } = part
    const name = Buffer.from(part.name)
    if (name.length > nameBytesMax) throw new Failure('internal', `the part name ${part.name} is too long`)
    if (sections.count > 0 && sections.plainBytes !== recipe.plainBytes) {
      throw new Failure('internal', `the sections of ${part.name} have ${sections.plainBytes} bytes, its chunks ${recipe.plainBytes}`)
    }
    to.u16(name.length)
    to.bytes(name)
    to.u64(recipe.plainBytes)
    to.u32(recipe.count)
    to.u32(recipe.dictionaryCount)
    to.bytes(writeChunks(recipe))
    to.bytes(writeDictionaries(recipe))
    writeSections(to, sections)
  }
  return to.written.slice()
}

/** The parts of an `index.bin` that may be hostile: nothing is made before the bytes for it were seen. Throws `corrupt` and says what is wrong. */
export function decodeIndex(bytes: Uint8Array, limits: ColumnLimits): PartIndex[] {
  const from = new ByteReader(bytes, 'index.bin')
  from.expect(1, magic.length)
  if (Buffer.compare(from.bytes(magic.length), magic) !== 0) throw from.failure('it does not start with HFINDEX1')
  const count = from.u32()
  from.expect(count, partBytesMin)
  const parts = new Map<string, PartIndex>()
  for (let number = 0; number < count; number++) {
    const part = readPart(from, limits)
    if (parts.has(part.name)) throw from.failure(`two parts are named ${part.name}`)
    parts.set(part.name, part)
  }
  if (from.leftBytes > 0) throw from.failure(`${from.leftBytes} bytes follow the last part`)
  return [...parts.values()]
}

function writeSections(to: ByteWriter, sections: SectionTable): void {
  to.u32(sections.count)
  const lengthAt = to.length
  to.u64(0)
  const recordsAt = to.length
  for (const section of sections) writeSection(to, { ...section, name: Buffer.from(section.name) })
  to.setU64(lengthAt, to.length - recordsAt)
}

function readPart(from: ByteReader, limits: ColumnLimits): PartIndex {
  const name = from.text(from.u16())
  if (name === '') throw from.failure('a part has no name')
  const plainBytes = from.u64()
  const chunks = from.u32()
  const dictionaries = from.u32()
  from.expect(chunks, chunkBytes)
  from.expect(dictionaries, placeBytes)
  const recipe = new Recipe()
  readColumns(from, recipe, { chunks, dictionaries, limits })
  if (recipe.plainBytes !== plainBytes)
    throw from.failure(`the chunks of ${name} have ${recipe.plainBytes} bytes, but it should have ${plainBytes}`)
  return { name, recipe, sections: readSections(from, plainBytes) }
}

function readSections(from: ByteReader, plainBytes: number): SectionTable {
  const count = from.u32()
  const recordsBytes = from.u64()
  from.expect(1, recordsBytes)
  if (count * recordBytesMin > recordsBytes) throw from.failure(`${count} sections are announced in ${recordsBytes} bytes`)
  const end = from.at + recordsBytes
  const table = new SectionTable()
  for (let number = 0; number < count; number++) {
    const section = readSection(from)
    if (!isUtf8(section.name)) throw from.failure(`the name of section ${number} is no UTF-8`)
    if ((section.fingerprint?.length ?? 0) > fingerprintBytesMax) throw from.failure(`the fingerprint of section ${number} is too long`)
    if (section.rows === null && section.checksum !== null) throw from.failure(`section ${number} has a checksum but no rows`)
    if (section.lengthBytes > plainBytes - table.plainBytes) throw from.failure(`section ${number} reaches beyond the end of its part`)
    if (!table.add(section)) throw from.failure(`section ${number} has the name of another`)
  }
  if (from.at !== end)
    throw from.failure(`the sections end ${Math.abs(end - from.at)} bytes ${from.at < end ? 'before' : 'after'} their place`)
  if (count > 0 && table.plainBytes !== plainBytes)
    throw from.failure(`the sections have ${table.plainBytes} bytes, the part ${plainBytes}`)
  return table
}
