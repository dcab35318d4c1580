import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { emptyFrame } from '../../../server/archive/codec.ts'
import { framesBefore } from '../../../server/archive/zip-frames.ts'
import { ZipWriter } from '../../../server/archive/zip-writer.ts'
import { run, temporaryFolder } from './program.ts'
import { seeded } from './seeded.ts'
import { modifiedAt } from './zip-files.ts'

const readBytes = 65_536

/** A ZIP file whose only entry holds a frame that begins where `gap` bytes are left of libarchive's first read, then one more frame. */
function zipWithFrame(gap: number, guarded: boolean): { readonly bytes: Buffer; readonly plain: Buffer } {
  const zip = new ZipWriter({ modifiedAt })
  const pieces = [zip.open('a', 93)]
  const plain: Uint8Array[] = []
  const add = (stored: Uint8Array, content: Uint8Array = new Uint8Array(0)) => {
    zip.account(stored, content)
    pieces.push(stored)
    plain.push(content)
  }
  const skipped = Buffer.alloc(readBytes - zip.offset - gap)
  // A skippable frame (RFC 8878, 3.1.2) brings the next one where it is wanted.
  skipped.writeUInt32LE(0x184d2a50, 0)
  skipped.writeUInt32LE(skipped.length - 8, 4)
  add(skipped)
  for (const content of [seeded().bytes(1000), Buffer.alloc(256 * 1024 - 1000, 'last')]) {
    const stored = zstdCompressSync(content)
    if (guarded) add(framesBefore(zip.offset, stored.length))
    add(stored, content)
  }
  if (guarded) add(emptyFrame)
  pieces.push(zip.close(), zip.finish())
  return { bytes: Buffer.concat(pieces), plain: Buffer.concat(plain) }
}

const frameBytes = zstdCompressSync(seeded().bytes(1000)).length

describe('empty frames', () => {
  test.each([1, 9, 18, 1000, frameBytes - 9, frameBytes, frameBytes + 9])(
    'let bsdtar and 7-Zip read a frame that starts %i bytes before a read ends',
    (gap) => {
      using folder = temporaryFolder()
      const { bytes, plain } = zipWithFrame(gap, true)
      writeFileSync(join(folder.path, 'a.zip'), bytes)
      expect(run('bsdtar', ['-xOf', 'a.zip'], { folder: folder.path })).toMatchObject({ status: 0, errors: '', output: plain })
      expect(run('7z', ['t', 'a.zip'], { folder: folder.path }).status).toBe(0)
    },
  )

  test('are written only where a frame would end with a read', () => {
    for (let offset = 0; offset < 3 * readBytes; offset += 101) {
      for (const storedBytes of [9, 500, readBytes, readBytes + 9]) {
        const frames = framesBefore(offset, storedBytes)
        expect(frames.length > 0).toBe((offset + storedBytes) % readBytes === 0)
        expect((offset + frames.length + storedBytes) % readBytes).not.toBe(0)
      }
    }
    // Here one empty frame would itself end with a read.
    expect(framesBefore(readBytes - 9, 9).length).toBe(18)
  })
})
