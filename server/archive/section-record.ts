import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'

/** A section as FORMAT.md writes it: where it starts follows from the sections before it. */
export interface SectionRecord {
  readonly name: Uint8Array
  readonly lengthBytes: number
  readonly always: boolean
  readonly cut: boolean
  readonly rows: number | null
  /** Lower-case hex, two digits a byte. */
  readonly checksum: string | null
  readonly fingerprint: Uint8Array | null
}

export const flag = { always: 1, cut: 2, rows: 4, checksum: 8, fingerprint: 16 } as const
const allFlags = 31

/** Fewer bytes than these hold no record. */
export const recordBytesMin = 3

/** Appends a record. The caller made sure that checksum and fingerprint are of at most 255 bytes. */
export function writeSection(to: ByteWriter, section: SectionRecord): void {
  to.u8(flagsOf(section))
  to.varint(section.name.length)
  to.bytes(section.name)
  to.varint(section.lengthBytes)
  if (section.rows !== null) to.varint(section.rows)
  if (section.checksum !== null) {
    const digest = Buffer.from(section.checksum, 'hex')
    to.u8(digest.length)
    to.bytes(digest)
  }
  if (section.fingerprint !== null) {
    to.u8(section.fingerprint.length)
    to.bytes(section.fingerprint)
  }
}

/** Reads a record; its arrays are views into what is read. Throws `corrupt`. */
export function readSection(from: ByteReader): SectionRecord {
  const flags = from.u8()
  if ((flags & ~allFlags) !== 0) throw from.failure(`a section has flags ${flags}, which this version does not know`)
  // The fields are read as they are written here: their order is the format's.
  return {
    always: (flags & flag.always) !== 0,
    cut: (flags & flag.cut) !== 0,
    name: from.bytes(from.varint()),
    lengthBytes: from.varint(),
    rows: (flags & flag.rows) === 0 ? null : from.varint(),
    checksum: (flags & flag.checksum) === 0 ? null : Buffer.from(from.bytes(from.u8())).toString('hex'),
    fingerprint: (flags & flag.fingerprint) === 0 ? null : from.bytes(from.u8()),
  }
}

function flagsOf(section: SectionRecord): number {
  return (
    (section.always ? flag.always : 0) |
    (section.cut ? flag.cut : 0) |
    (section.rows === null ? 0 : flag.rows) |
    (section.checksum === null ? 0 : flag.checksum) |
    (section.fingerprint === null ? 0 : flag.fingerprint)
  )
}
