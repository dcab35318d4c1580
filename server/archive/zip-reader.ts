import { crc32 } from 'node:zlib'
import type { Bytes, Call } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import type { RandomAccess } from './access.ts'
import { parseDirectory } from './zip-directory.ts'
import { locateDirectory } from './zip-directory-end.ts'
import { damaged } from './zip-fields.ts'
import { pastLimit, type ZipLimits } from './zip-limits.ts'
import { locateContents } from './zip-local-headers.ts'
import { unpack } from './zip-unpack.ts'

/** One file in a ZIP file. Its name is a safe relative path. */
export interface ZipEntry {
  readonly name: string
  /** As the file says it: 0, 8 and 93 can be opened. */
  readonly method: number
  readonly crc32: number
  readonly storedBytes: number
  readonly plainBytes: number
  /** First stored byte of the content. */
  readonly dataOffset: number
  readonly modifiedAt: Date
}

/**
 * The files in a ZIP file, in the directory's order; folders are checked like files but not listed. Memory stays within `limits`.
 * Throws `invalid` for what is no ZIP, has unsafe or repeated names or goes past a limit, `corrupt` for contradictions and overlaps,
 * `unsupported` for encryption, several disks, links and devices.
 */
export async function readDirectory(access: RandomAccess, limits: ZipLimits, call: Call): Promise<ZipEntry[]> {
  const place = await locateDirectory(access, call)
  if (place.entries > limits.entries) throw pastLimit(`it has ${place.entries} entries`, limits.entries)
  if (place.sizeBytes > limits.directoryBytes) throw pastLimit(`its directory has ${place.sizeBytes} bytes`, limits.directoryBytes)
  const bytes = await access.read(place.offset, place.offset + place.sizeBytes, call)
  const records = parseDirectory(bytes, place.entries, limits)
  const offsets = await locateContents(access, { records, directoryOffset: place.offset }, call)
  return records.flatMap(({ name, method, crc32, storedBytes, plainBytes, modifiedAt, folder }, index) =>
    folder ? [] : [{ name, method, crc32, storedBytes, plainBytes, modifiedAt, dataOffset: offsets[index]! }],
  )
}

/**
 * The content of an entry that `readDirectory` let pass, unpacked in pieces; never more than it declares. Checksum and length are compared after the last piece, so
 * nothing may be relied on before the iteration ended. Throws `corrupt`, and `unsupported` for a method that is not known.
 */
export async function* openEntry(access: RandomAccess, entry: ZipEntry, call: Call): Bytes {
  const stored = access.stream(entry.dataOffset, entry.dataOffset + entry.storedBytes, call)
  let [plainBytes, crc] = [0, 0]
  for await (const bytes of contentOf(stored, entry)) {
    call.signal.throwIfAborted()
    plainBytes += bytes.length
    if (plainBytes > entry.plainBytes) throw damaged(`${JSON.stringify(entry.name)} unpacks to more than it declares`)
    crc = crc32(bytes, crc)
    yield bytes
  }
  if (plainBytes !== entry.plainBytes) throw damaged(`${JSON.stringify(entry.name)} unpacks to less than it declares`)
  if (crc !== entry.crc32) throw damaged(`the content of ${JSON.stringify(entry.name)} does not have its checksum`)
}

function contentOf(stored: Bytes, entry: ZipEntry): Bytes {
  if (entry.method === 0) return stored
  if (entry.method === 8) return unpack(stored, 'deflate', entry.name)
  if (entry.method === 93) return unpack(stored, 'zstd', entry.name)
  throw new Failure('unsupported', `${JSON.stringify(entry.name)} is packed with ZIP method ${entry.method}, which is not known here.`, {
    remedy: 'Pack it again with deflate, which every ZIP tool knows.',
    detail: { method: entry.method },
  })
}
