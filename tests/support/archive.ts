import { createHash } from 'node:crypto'
import type { DumpEvent, ParentSection } from '../../plugins/contract.ts'
import type { RandomAccess } from '../../server/archive/access.ts'
import type { Codec } from '../../server/archive/codec.ts'
import { ArchiveReader } from '../../server/archive/reader.ts'
import type { ArchiveParent } from '../../server/archive/reference-table.ts'
import { ArchiveWriter } from '../../server/archive/writer.ts'
import { BytesAccess } from '../server/archive/bytes-access.ts'

export const call = { signal: new AbortController().signal }

export interface WrittenArchive {
  readonly name: string
  readonly bytes: Buffer
  readonly reader: ArchiveReader
  readonly asParent: ArchiveParent
}

let written = 0

/** Writes an archive into memory and opens it again. `others` are the archives that it may refer to. */
export async function writeArchive(
  events: (parent: ((part: string) => Iterable<ParentSection>) | null) => AsyncIterable<DumpEvent>,
  options: { readonly codec?: Codec; readonly parent?: WrittenArchive; readonly others?: readonly WrittenArchive[] } = {},
): Promise<WrittenArchive> {
  const id = String(++written).padStart(32, '0')
  const name = `backup_${written}.zip`
  const parent = options.parent ?? null
  const writer = new ArchiveWriter(
    {
      id,
      version: 'test',
      scope: 'db',
      mode: parent === null ? 'full' : 'incremental',
      trigger: 'manual',
      codec: options.codec ?? 'zstd',
      startedAt: new Date(0),
      chain: { root: id, parent: parent?.reader.manifest.id ?? null, length: 0 },
      source: { label: 'test', dialect: 'test', identity: 'test', engine: 'test', version: '1' },
      parent: parent?.asParent ?? null,
      now: () => new Date(0),
    },
    { moved: () => {}, warning: () => {} },
  )
  const sections = parent === null ? null : (part: string) => parent.reader.part(part).sections
  const pieces: Uint8Array[] = []
  for await (const piece of writer.write(events(sections), call)) pieces.push(piece)
  return openWritten({ name, id, bytes: Buffer.concat(pieces) }, [...(options.others ?? []), ...(parent === null ? [] : [parent])])
}

export async function openWritten(
  archive: { readonly name: string; readonly id: string; readonly bytes: Buffer; readonly access?: RandomAccess },
  others: readonly WrittenArchive[],
): Promise<WrittenArchive> {
  const reader = await ArchiveReader.open(
    archive.access ?? new BytesAccess(archive.bytes),
    { name: archive.name, locate: async (reference) => new BytesAccess(others.find(({ name }) => name === reference.name)!.bytes) },
    call,
  )
  const sha256 = createHash('sha256').update(archive.bytes).digest('hex')
  return {
    name: archive.name,
    bytes: archive.bytes,
    reader,
    asParent: { reader, reference: { id: archive.id, name: archive.name, sha256, sizeBytes: archive.bytes.length } },
  }
}

/** A part as a dump of whole sections, each in pieces of a few sizes. */
export async function* dumpOf(
  part: string,
  sections: readonly { readonly name: string; readonly content: Uint8Array; readonly cut?: boolean }[],
): AsyncGenerator<DumpEvent> {
  yield { type: 'part', name: part }
  for (const { name, content, cut } of sections) {
    const start = { name, at: 0, cut: cut ?? true, fingerprint: createHash('sha256').update(content).digest() }
    for (let at = 0; at < content.length; at += 700_001) {
      yield { type: 'bytes', bytes: new Uint8Array(content.subarray(at, at + 700_001)), ...(at === 0 ? { starts: [start] } : {}) }
    }
  }
  yield { type: 'trailer' }
}

export async function readPart(archive: WrittenArchive, name: string): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  const toByte = archive.reader.part(name).recipe.plainBytes
  for await (const piece of archive.reader.read(name, { fromByte: 0, toByte }, call)) pieces.push(piece)
  return Buffer.concat(pieces)
}
