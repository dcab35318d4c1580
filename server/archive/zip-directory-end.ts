import type { Call } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import type { RandomAccess } from './access.ts'
import { damaged, FieldReader, max16, max32, signature } from './zip-fields.ts'

/** Where the central directory lies, as the end records say it. */
export interface DirectoryPlace {
  readonly offset: number
  readonly sizeBytes: number
  readonly entries: number
}

const endBytes = 22
const locatorBytes = 20
const end64Bytes = 56

/** Finds the central directory from the end of the file; `invalid` if it is no ZIP file, `unsupported` if it spans several disks. */
export async function locateDirectory(access: RandomAccess, call: Call): Promise<DirectoryPlace> {
  const tailBytes = Math.min(access.sizeBytes, endBytes + max16)
  const tailOffset = access.sizeBytes - tailBytes
  const tail = await access.read(tailOffset, access.sizeBytes, call)
  const at = findEnd(tail)
  if (at === null) {
    throw new Failure('invalid', 'This is no ZIP file, or its end is missing.', {
      remedy: 'Check that it is the right file and that it was transferred whole.',
    })
  }
  const endOffset = tailOffset + at
  const place = parseEnd(tail.subarray(at))
  const wide = await readEnd64(access, endOffset, call)
  if (wide) return agreed(place, wide, wide.recordOffset)
  return agreed(place, place, endOffset)
}

/** The last end record whose comment reaches to the end of the file, or to the zeros that bsdtar fills a pipe's last block with. */
function findEnd(tail: Uint8Array): number | null {
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength)
  const contentEnd = tail.findLastIndex((byte) => byte !== 0) + 1
  for (let at = tail.length - endBytes; at >= 0; at--) {
    if (view.getUint32(at, true) !== signature.end) continue
    const end = at + endBytes + view.getUint16(at + 20, true)
    if (end >= contentEnd && end <= tail.length) return at
  }
  return null
}

function parseEnd(bytes: Uint8Array): DirectoryPlace {
  const fields = new FieldReader(bytes, 'the end record')
  fields.u32()
  const [disk, directoryDisk, entriesHere, entries] = [fields.u16(), fields.u16(), fields.u16(), fields.u16()]
  if ((disk !== 0 && disk !== max16) || (directoryDisk !== 0 && directoryDisk !== max16) || entriesHere !== entries) throw severalDisks()
  const sizeBytes = fields.u32()
  return { sizeBytes, offset: fields.u32(), entries }
}

async function readEnd64(access: RandomAccess, endOffset: number, call: Call) {
  const locatorOffset = endOffset - locatorBytes
  if (locatorOffset < end64Bytes) return null
  const locator = new FieldReader(await access.read(locatorOffset, endOffset, call), 'the ZIP64 locator')
  if (locator.u32() !== signature.end64Locator) return null
  const disk = locator.u32()
  const recordOffset = locator.u64()
  if (disk !== 0 || locator.u32() > 1) throw severalDisks()
  if (recordOffset > locatorOffset - end64Bytes) throw damaged('the ZIP64 locator points past its place')
  const record = new FieldReader(await access.read(recordOffset, recordOffset + end64Bytes, call), 'the ZIP64 end record')
  if (record.u32() !== signature.end64) throw damaged('the ZIP64 locator points to something else')
  if (record.u64() !== locatorOffset - recordOffset - 12) throw damaged('the ZIP64 end record has a wrong length')
  record.raw(4)
  if (record.u32() !== 0 || record.u32() !== 0) throw severalDisks()
  const entries = record.u64()
  if (record.u64() !== entries) throw severalDisks()
  return { entries, sizeBytes: record.u64(), offset: record.u64(), recordOffset }
}

/** Every field of the short record must be the real value or say "see ZIP64": two readers must not see two directories. */
function agreed(short: DirectoryPlace, real: DirectoryPlace, directoryEnd: number): DirectoryPlace {
  const agree = (value: number, truth: number, sentinel: number) => value === truth || (value === sentinel && real !== short)
  if (
    !agree(short.entries, real.entries, max16) ||
    !agree(short.sizeBytes, real.sizeBytes, max32) ||
    !agree(short.offset, real.offset, max32)
  ) {
    throw damaged('its two end records contradict each other')
  }
  if (real.offset + real.sizeBytes !== directoryEnd) throw damaged('the central directory is not where the end record says')
  return { offset: real.offset, sizeBytes: real.sizeBytes, entries: real.entries }
}

function severalDisks(): Failure {
  return new Failure('unsupported', 'The ZIP file is one piece of a set that spans several disks.', {
    remedy: 'Join the pieces into one file first, for example with `zip -s 0`.',
  })
}
