import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import type { Bytes } from '../../plugins/contract.ts'
import type { RandomAccess } from '../../server/archive/access.ts'
import type { ZipMethod } from '../../server/archive/zip-fields.ts'
import { framesBefore } from '../../server/archive/zip-frames.ts'
import { ZipWriter } from '../../server/archive/zip-writer.ts'
import { contentEnd, modifiedAt, storedChunk } from '../server/archive/zip-files.ts'

export interface LargeEntry {
  readonly name: string
  readonly method: ZipMethod
  /** Repeated until the entry is complete. */
  readonly chunk: Uint8Array
  readonly repeats: number
}

/** Writes an archive. Zeros that are stored as they are become holes, so that gigabytes of them take nothing of the disk. */
export async function writeLarge(path: string, entries: readonly LargeEntry[]): Promise<void> {
  await using file = await open(path, 'w')
  const zip = new ZipWriter({ modifiedAt })
  for (const entry of entries) {
    await append(file, zip, () => zip.open(entry.name, entry.method))
    const stored = storedChunk(entry.chunk, entry.method)
    const hole = stored.every((byte) => byte === 0)
    for (let count = 0; count < entry.repeats; count++) {
      const before = entry.method === 93 ? framesBefore(zip.offset, stored.length) : new Uint8Array(0)
      if (!hole) await file.writev([before, stored], zip.offset)
      zip.account(before, new Uint8Array(0))
      zip.account(stored, entry.chunk)
    }
    await append(file, zip, () => {
      zip.account(contentEnd[entry.method], new Uint8Array(0))
      return Buffer.concat([contentEnd[entry.method], zip.close()])
    })
  }
  await append(file, zip, () => zip.finish())
}

async function append(file: FileHandle, zip: ZipWriter, make: () => Uint8Array): Promise<void> {
  const at = zip.offset
  const bytes = make()
  await file.write(bytes, 0, bytes.length, at)
}

export interface Sum {
  readonly sizeBytes: number
  readonly crc32: number
}

export function sumOf(entries: readonly LargeEntry[]): Sum {
  let [sizeBytes, crc] = [0, 0]
  for (const entry of entries) {
    for (let count = 0; count < entry.repeats; count++) crc = crc32(entry.chunk, crc)
    sizeBytes += entry.chunk.length * entry.repeats
  }
  return { sizeBytes, crc32: crc }
}

/** Size and checksum of a stream that is too long to hold. */
export async function sumOfStream(bytes: Bytes): Promise<Sum> {
  let [sizeBytes, crc] = [0, 0]
  for await (const piece of bytes) {
    sizeBytes += piece.length
    crc = crc32(piece, crc)
  }
  return { sizeBytes, crc32: crc }
}

/** Runs a program to its end, with a file as its input if given, and sums what it writes. */
export async function sumOfOutput(
  command: string,
  args: readonly string[],
  inputPath?: string,
): Promise<Sum & { readonly status: number | null }> {
  const child = spawn(command, args, { stdio: [inputPath ? 'pipe' : 'ignore', 'pipe', 'inherit'] })
  const exit = once(child, 'exit')
  if (inputPath && child.stdin) createReadStream(inputPath, { highWaterMark: 1 << 20 }).pipe(child.stdin)
  const sum = await sumOfStream(child.stdout!)
  const [status] = await exit
  return { ...sum, status: status as number | null }
}

/** A file as random access, closed by whoever opened it. */
export async function openFile(path: string): Promise<RandomAccess & AsyncDisposable> {
  const file = await open(path)
  const { size } = await file.stat()
  const read = async (fromByte: number, toByte: number) => {
    const bytes = new Uint8Array(toByte - fromByte)
    await file.read(bytes, 0, bytes.length, fromByte)
    return bytes
  }
  return {
    sizeBytes: size,
    read,
    async *stream(fromByte, toByte) {
      for (let at = fromByte; at < toByte; at += 1 << 20) yield await read(at, Math.min(at + (1 << 20), toByte))
    },
    [Symbol.asyncDispose]: () => file.close(),
  }
}
