import { crc32 } from 'node:zlib'
import { Failure } from '../../plugins/failure.ts'
import type { ArchiveReader } from '../archive/reader.ts'
import type { JobContext, ProgressMeter } from './context.ts'

/**
 * Reads every part to its end: each chunk against its SHA-256 and, where the ZIP entry is the part itself, the whole against the entry's
 * CRC-32, so that a tool that knows nothing of chunks finds the same bytes. Throws `corrupt`.
 */
export async function parseParts(
  reader: ArchiveReader,
  work: { readonly context: JobContext; readonly meter: ProgressMeter },
): Promise<void> {
  work.meter.set({ phase: 'verifying', bytesRead: 0, bytesExpected: reader.manifest.totals.plainBytes })
  for (const part of reader.manifest.parts) {
    let crc = 0
    let bytes = 0
    for await (const piece of reader.read(part.name, { fromByte: 0, toByte: part.plainBytes }, work.context)) {
      crc = crc32(piece, crc)
      bytes += piece.length
      work.meter.add({ bytesRead: piece.length })
    }
    if (bytes !== part.plainBytes) throw new Failure('corrupt', `${part.name} has ${bytes} bytes, the manifest says ${part.plainBytes}`)
    const entry = reader.entries.find(({ name }) => name === part.entry)
    if (entry === undefined) throw new Failure('corrupt', `${reader.name} has no entry ${part.entry}`)
    if (part.entry === part.name && (entry.crc32 !== crc || entry.plainBytes !== bytes)) {
      throw new Failure('corrupt', `${part.entry}: the ZIP directory and the index tell different bytes`)
    }
  }
}
