import { Failure } from '../../plugins/failure.ts'

/** What a file is by its first bytes, among what an upload may be. */
export type UploadKind = 'zip' | 'gzip' | 'zstd' | 'text'

/** So many bytes of a file's beginning tell what it is. */
export const kindBytes = 512

interface Signature {
  readonly at?: number
  readonly bytes: string
  readonly what: string
  readonly remedy: string
}

const unpackFirst = 'Unpack it and give the dump itself, or pack that as .sql.gz, .sql.zst or .zip.'

const packed: readonly (readonly [string, UploadKind])[] = [
  ['PK\x03\x04', 'zip'],
  ['PK\x05\x06', 'zip'],
  ['\x1f\x8b', 'gzip'],
  ['\x28\xb5\x2f\xfd', 'zstd'],
]

const foreign: readonly Signature[] = [
  {
    bytes: 'SQLite format 3\0',
    what: 'an SQLite database itself, not a dump of one',
    remedy: 'Make a dump of it: sqlite3 FILE .dump > dump.sql',
  },
  {
    bytes: 'PGDMP',
    what: "a dump in pg_dump's custom format, not SQL text",
    remedy: 'Turn it into SQL text: pg_restore -f dump.sql FILE',
  },
  { bytes: '\xff\xfe', what: 'text in UTF-16', remedy: 'Save it as UTF-8: iconv -f UTF-16 -t UTF-8 FILE > dump.sql' },
  { bytes: '\xfe\xff', what: 'text in UTF-16', remedy: 'Save it as UTF-8: iconv -f UTF-16 -t UTF-8 FILE > dump.sql' },
  { bytes: 'BZh', what: 'packed with bzip2', remedy: unpackFirst },
  { bytes: '\xfd7zXZ\0', what: 'packed with xz', remedy: unpackFirst },
  { bytes: '7z\xbc\xaf\x27\x1c', what: 'a 7z file', remedy: unpackFirst },
  { bytes: 'Rar!', what: 'a RAR file', remedy: unpackFirst },
  { bytes: 'age-encryption.org/', what: 'sealed once more', remedy: 'Open it with `age -d` and give the result.' },
  { at: 257, bytes: 'ustar', what: 'a tar file', remedy: 'Pack it into a ZIP file under the name files.tar.' },
]

/** Throws `unsupported`, naming it, for what is known and can't be restored. All else that has no signature is taken for text. */
export function kindOf(head: Uint8Array): UploadKind {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, kindBytes)).toString('latin1')
  const known = packed.find(([bytes]) => text.startsWith(bytes))
  if (known !== undefined) return known[1]
  const signature = foreign.find(({ at = 0, bytes }) => text.startsWith(bytes, at))
  if (signature === undefined) return 'text'
  throw new Failure('unsupported', `The upload can't be restored: it is ${signature.what}.`, { remedy: signature.remedy })
}
