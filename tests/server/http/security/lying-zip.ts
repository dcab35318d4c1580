import { crc32 } from 'node:zlib'

export interface Lie {
  readonly content?: Uint8Array
  readonly method?: number
  /** As Unix writes what kind of file it is. */
  readonly mode?: number
  readonly plainBytes?: number
  /** How many entries the end says that there are. */
  readonly count?: number
  /** What the wide end says: entries, entries, size and place of the directory. */
  readonly wide?: readonly [bigint, bigint, bigint, bigint]
}

/** A ZIP file with one entry, which may lie about itself. */
export function lyingZip(name: string, lie: Lie = {}): Buffer {
  const { content = Buffer.from('create table a (b integer);\n'), method = 0, mode = 0o100644, count = 1 } = lie
  const sums = numbers(4, crc32(content), content.length, lie.plainBytes ?? content.length)
  const named = Buffer.from(name)
  const local = Buffer.concat([numbers(4, 0x04034b50), numbers(2, 20, 0, method, 0, 33), sums, numbers(2, named.length, 0), named, content])
  const record = [numbers(4, 0x02014b50), numbers(2, 20 | (3 << 8), 20, 0, method, 0, 33), sums, numbers(2, named.length, 0, 0, 0, 0)]
  const directory = Buffer.concat([...record, numbers(4, mode * 65536, 0), named])
  const end = numbers(4, directory.length, lie.wide === undefined ? local.length : 0xffffffff)
  return Buffer.concat([
    local,
    directory,
    ...(lie.wide === undefined ? [] : wideEnd(lie.wide, local.length + directory.length)),
    numbers(4, 0x06054b50),
    numbers(2, 0, 0, count, count),
    end,
    numbers(2, 0),
  ])
}

function wideEnd(said: readonly bigint[], at: number): Buffer[] {
  const wide = (...values: readonly bigint[]) => Buffer.from(BigUint64Array.from(values).buffer)
  const record = [numbers(4, 0x06064b50), wide(44n), numbers(2, 45, 45), numbers(4, 0, 0), wide(...said)]
  return [...record, numbers(4, 0x07064b50, 0), wide(BigInt(at)), numbers(4, 1)]
}

/** Little-endian, each in so many bytes. */
function numbers(widthBytes: 2 | 4, ...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * widthBytes)
  for (const [at, value] of values.entries()) bytes.writeUIntLE(value >>> 0, at * widthBytes, widthBytes)
  return bytes
}
