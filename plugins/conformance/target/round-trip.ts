import { ok, strictEqual } from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { expectSameBytes, inPieces, pattern } from '../expectations.ts'
import type { TargetSubject } from '../subject.ts'
import type { Group } from '../suite.ts'
import { type Place, targetTrial } from './place.ts'

const mebibyte = 1024 * 1024

/** What is put is what is got, whatever its size and however it comes. */
export function roundTripGroup(subject: TargetSubject): Group {
  const partBytes = subject.partBytes ?? mebibyte
  const largeBytes = subject.largeBytes ?? 24 * mebibyte + 1
  const sizes = [0, 1, partBytes - 1, partBytes, partBytes + 1, largeBytes]
  return {
    name: 'round trip',
    trials: [
      ...sizes.map((sizeBytes) =>
        targetTrial(subject, `${sizeBytes} bytes come back as they went`, (place) => keepsBytes(place, pattern(sizeBytes))),
      ),
      targetTrial(subject, 'a body of tiny pieces comes back whole', async ({ target, call, read }) => {
        const bytes = pattern(5_000)
        await target.put('tiny', inPieces(bytes, 7), { ...call, exclusive: false })
        expectSameBytes(await read('tiny'), bytes, 'the object')
      }),
      targetTrial(subject, 'an object is replaced by a shorter one', async ({ put, read }) => {
        await put('again', pattern(100_000))
        await put('again', pattern(10, 2))
        expectSameBytes(await read('again'), pattern(10, 2), 'the object')
      }),
      targetTrial(subject, 'another instance reads what the first one wrote', async ({ put, reopen, call }) => {
        await put('kept', pattern(1_000))
        await using second = await reopen()
        strictEqual((await second.stat('kept', call))?.sizeBytes, 1_000)
      }),
      targetTrial(subject, 'a removed object is gone', async ({ target, put, keys, call }) => {
        await put('short-lived', pattern(10))
        await target.remove('short-lived', call)
        strictEqual(await target.stat('short-lived', call), null)
        ok(!(await keys()).includes('short-lived'), 'it is still listed')
      }),
    ],
  }
}

async function keepsBytes({ target, put, read, keys, call }: Place, bytes: Uint8Array): Promise<void> {
  const stored = await put('folder/object.bin', bytes)
  strictEqual(stored.key, 'folder/object.bin')
  strictEqual(stored.sizeBytes, bytes.byteLength, 'the size that put reports')
  expectSameBytes(await read('folder/object.bin'), bytes, 'the object')
  const found = await target.stat('folder/object.bin', call)
  strictEqual(found?.sizeBytes, bytes.byteLength, 'the size that stat reports')
  ok(found.modifiedAt instanceof Date && !Number.isNaN(found.modifiedAt.getTime()), 'modifiedAt must be a date')
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  ok(found.sha256 === null || found.sha256 === sha256, 'sha256 must be that of the content, or null')
  ok((await keys()).includes('folder/object.bin'), 'it must be listed')
}
