import { createHash } from 'node:crypto'
import { constants, deflateRawSync, zstdCompressSync } from 'node:zlib'
import type { ZipMethod } from '../../../server/archive/zip-fields.ts'
import { ZipWriter } from '../../../server/archive/zip-writer.ts'
import { modifiedAt } from './zip-files.ts'

/** Where a chunk lies, as index.bin says it. */
export interface Place {
  readonly plain: Uint8Array
  readonly archive: number
  readonly offset: number
  readonly storedBytes: number
  readonly coding: number
  readonly dictionary?: Place
}

export interface HandSection {
  readonly name: string
  readonly lengthBytes: number
  readonly always?: boolean
  readonly rows?: number
}

export interface HandPart {
  readonly name: string
  readonly method: ZipMethod
  readonly delta?: boolean
  /** New chunks with their coding, or places in other archives. */
  readonly chunks: readonly ({ readonly plain: Uint8Array; readonly dictionary?: Place } | Place)[]
  readonly sections: readonly HandSection[]
}

export interface HandArchive {
  readonly bytes: Buffer
  readonly places: readonly Place[][]
}

const u8 = (...values: number[]) => Buffer.from(values)
const u16 = (...values: number[]) => Buffer.from(Uint16Array.from(values).buffer)
const u32 = (...values: number[]) => Buffer.from(Uint32Array.from(values).buffer)
const u64 = (...values: number[]) => Buffer.from(BigUint64Array.from(values, BigInt).buffer)
export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

function varint(value: number): Buffer {
  const bytes: number[] = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest])
    bytes.push((rest % 128) | 128)
  }
}

/** An archive made from FORMAT.md alone, without the code that it tests; only the ZIP around it is the writer's. */
export function archiveByHand(parts: readonly HandPart[], archives: readonly { name: string; bytes: Uint8Array }[] = []): HandArchive {
  const zip = new ZipWriter({ modifiedAt })
  const pieces: Uint8Array[] = []
  const places = parts.map((part) => writePart(zip, pieces, part))
  const index = Buffer.concat([Buffer.from('HFINDEX1'), u32(parts.length), ...parts.map((part, at) => partIndex(part, places[at]!))])
  const manifest = {
    format: 1,
    id: '00112233445566778899aabbccddeeff',
    parts: parts.map((part, at) => ({
      name: part.name,
      entry: entryName(part),
      plainBytes: sum(places[at]!.map(({ plain }) => plain.length)),
    })),
    archives: archives.map(({ name, bytes }) => ({ id: 'ff', name, sha256: sha256(bytes).toString('hex'), sizeBytes: bytes.length })),
    index: { sha256: sha256(index).toString('hex'), sizeBytes: index.length },
  }
  for (const [name, plain] of [
    ['index.bin', index],
    ['manifest.json', Buffer.from(JSON.stringify(manifest))],
  ] as const) {
    const stored = deflateRawSync(plain)
    pieces.push(zip.open(name, 8), stored)
    zip.account(stored, plain)
    pieces.push(zip.close())
  }
  pieces.push(zip.finish())
  return { bytes: Buffer.concat(pieces), places }
}

const entryName = (part: HandPart) => (part.delta ? `${part.name}.delta` : part.name)
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

function writePart(zip: ZipWriter, pieces: Uint8Array[], part: HandPart): Place[] {
  pieces.push(zip.open(entryName(part), part.delta ? 0 : part.method))
  const places = part.chunks.map((chunk): Place => {
    if ('archive' in chunk) return chunk
    const { stored, coding } = encode(chunk, part.method)
    const offset = zip.offset
    zip.account(stored, part.delta ? stored : chunk.plain)
    pieces.push(stored)
    return { ...chunk, archive: 0, offset, storedBytes: stored.length, coding }
  })
  if (part.method === 8 && !part.delta) {
    zip.account(u8(3, 0), u8())
    pieces.push(u8(3, 0))
  }
  pieces.push(zip.close())
  return places
}

function encode(chunk: { readonly plain: Uint8Array; readonly dictionary?: Place }, method: ZipMethod) {
  if (chunk.dictionary) return { stored: zstdCompressSync(chunk.plain, { dictionary: Buffer.from(chunk.dictionary.plain) }), coding: 3 }
  if (method === 8) return { stored: deflateRawSync(chunk.plain, { finishFlush: constants.Z_FULL_FLUSH }), coding: 1 }
  if (method === 93) return { stored: zstdCompressSync(chunk.plain), coding: 2 }
  return { stored: chunk.plain, coding: 0 }
}

function partIndex(part: HandPart, places: readonly Place[]): Buffer {
  const dictionaries = [...new Set(places.flatMap(({ dictionary }) => dictionary ?? []))]
  const references = places.map(({ dictionary }) => (dictionary ? dictionaries.indexOf(dictionary) : 0xffffffff))
  const sections = part.sections.map((section) => {
    const name = Buffer.from(section.name)
    const flags = (section.always ? 1 : 0) | (section.rows === undefined ? 0 : 4 | 8 | 16)
    const figures = section.rows === undefined ? [] : [varint(section.rows), u8(2, 0xab, 0xcd), u8(3, 1, 2, 3)]
    return Buffer.concat([u8(flags), varint(name.length), name, varint(section.lengthBytes), ...figures])
  })
  const name = Buffer.from(part.name)
  return Buffer.concat([
    u16(name.length),
    name,
    u64(sum(places.map(({ plain }) => plain.length))),
    u32(places.length, dictionaries.length),
    columns(places),
    u32(...references),
    u32(...places.flatMap(() => [1, 2, 3, 4])),
    columns(dictionaries),
    u32(sections.length),
    u64(sum(sections.map(({ length }) => length))),
    ...sections,
  ])
}

function columns(places: readonly Place[]): Buffer {
  return Buffer.concat([
    ...places.map(({ plain }) => sha256(plain)),
    u32(...places.map(({ plain }) => plain.length)),
    u16(...places.map(({ archive }) => archive)),
    u64(...places.map(({ offset }) => offset)),
    u32(...places.map(({ storedBytes }) => storedBytes)),
    u8(...places.map(({ coding }) => coding)),
  ])
}
