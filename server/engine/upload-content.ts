import type { Bytes, Call } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import type { RandomAccess } from '../archive/access.ts'
import type { ArchiveReader } from '../archive/reader.ts'
import { isSealed, unseal } from '../archive/unseal.ts'
import type { ZipLimits } from '../archive/zip-limits.ts'
import { openEntry, readDirectory, type ZipEntry } from '../archive/zip-reader.ts'
import { isArchive, openUploadedArchive } from './upload-archive.ts'
import { kindBytes, kindOf } from './upload-kind.ts'
import { type Packing, unpackUpload } from './upload-unpack.ts'
import { chooseEntry } from './upload-zip.ts'

/** A single part of an upload; `open` reads it from its beginning, as often as one likes. */
export interface UploadedPart {
  readonly name: string
  /** Null for SQL, whose text tells it. */
  readonly dialect: string | null
  readonly open: (call: Call) => Bytes
}

/** What is found step by step, so that what was found stays known when a later step throws. */
export interface UploadContent {
  sealed: boolean
  form: 'archive' | 'zip' | 'sql' | null
  packing: Packing | null
  entries: readonly ZipEntry[]
  reader: ArchiveReader | null
  part: UploadedPart | null
}

export function emptyContent(): UploadContent {
  return { sealed: false, form: null, packing: null, entries: [], reader: null, part: null }
}

/**
 * Finds what an upload is and how its content is read, into `content`; afterwards either `reader` or `part` is set. Throws `denied` when it is
 * sealed and stays so, `unsupported`, `invalid` or `corrupt` for what can't be restored. `access` stays the caller's to close.
 */
export async function openContent(
  access: RandomAccess,
  by: { readonly identities: readonly string[]; readonly limits: ZipLimits; readonly content: UploadContent },
  call: Call,
): Promise<void> {
  const { content, limits } = by
  content.sealed = await isSealed(access, call)
  const plain = content.sealed ? await unseal(access, by.identities, call) : access
  if (plain.sizeBytes === 0) throw new Failure('invalid', 'The upload is empty.', { remedy: 'Check that it was transferred whole.' })
  const kind = kindOf(await plain.read(0, Math.min(kindBytes, plain.sizeBytes), call))
  if (kind === 'zip') return openZip(plain, by, call)
  const packing = kind === 'text' ? null : kind
  content.form = 'sql'
  content.packing = packing
  content.part = {
    name: 'backup.sql',
    dialect: null,
    open: (reading) => onlyText(unpackUpload(plain, { packing, limits }, reading), packing === null ? null : `The ${packing} file`),
  }
}

async function openZip(access: RandomAccess, by: { limits: ZipLimits; content: UploadContent }, call: Call): Promise<void> {
  const { content, limits } = by
  content.form = 'zip'
  // Chunks of an archive are checked one by one against what they may hold, so only there is any ratio fine; the rest of the limits stay.
  const looked = await readDirectory(access, { ...limits, ratio: Number.POSITIVE_INFINITY }, call)
  content.entries = looked
  if (isArchive(looked)) {
    content.form = 'archive'
    content.reader = await openUploadedArchive(access, { entries: looked, limits }, call)
    return
  }
  const { entry, part, dialect } = chooseEntry(await readDirectory(access, limits, call))
  const open = (reading: Call) => openEntry(access, entry, reading)
  const nested = `The entry ${JSON.stringify(entry.name)}`
  content.part = { name: part, dialect, open: part === 'backup.sql' ? (reading) => onlyText(open(reading), nested) : open }
}

/** Lets text pass and throws `invalid` for what is packed once more; `holder` names what was unpacked, null for a plain file. */
async function* onlyText(bytes: Bytes, holder: string | null): Bytes {
  let head: Buffer | null = Buffer.alloc(0)
  for await (const piece of bytes) {
    if (head !== null) {
      head = Buffer.concat([head, piece])
      if (head.length < kindBytes) continue
      refusePacked(head, holder)
      yield head
      head = null
    } else yield piece
  }
  if (head === null || head.length === 0) return
  refusePacked(head, holder)
  yield head
}

function refusePacked(head: Uint8Array, holder: string | null): void {
  if (holder === null || kindOf(head) === 'text') return
  throw new Failure('invalid', `${holder} holds something that is packed once more.`, {
    remedy: 'Unpack it and give the dump itself, or pack that once as .sql.gz, .sql.zst or .zip.',
  })
}
