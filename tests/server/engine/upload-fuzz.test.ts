import { gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { ProgressMeter } from '../../../server/engine/context.ts'
import { inspectUpload } from '../../../server/engine/upload-inspect.ts'
import { systemSeams } from '../../../server/seams/seams.ts'
import { dumpOf, writeArchive } from '../../support/archive.ts'
import { BytesAccess } from '../archive/bytes-access.ts'
import { seeded } from '../archive/seeded.ts'
import { dump, zipOf } from './upload-fixture.ts'

const rounds = process.env['HOLDFAST_PROOFS'] === '1' ? 20_000 : 300
const context = { seams: systemSeams(), temporaryRoot: '/nonexistent', signal: new AbortController().signal, emit: () => {} }
const inspect = (bytes: Uint8Array) =>
  inspectUpload(
    new BytesAccess(bytes),
    { path: '/nonexistent/upload', identities: [], plainBytesMax: 64 * 1024 ** 2 },
    { context, meter: new ProgressMeter(() => {}, 'reading') },
  )

/** Bits flipped, bytes replaced, stretches cut out, doubled or moved from elsewhere. */
function mutate(bytes: Uint8Array, chance: ReturnType<typeof seeded>): Buffer {
  let mutated = Buffer.from(bytes)
  for (let change = chance.below(4); change >= 0; change--) {
    const [at, length] = [chance.below(mutated.length), 1 + chance.below(40)]
    const stretch = mutated.subarray(at, at + length)
    const kind = chance.below(5)
    if (kind === 0) mutated[at]! ^= 1 << chance.below(8)
    else if (kind === 1) mutated.set(chance.bytes(stretch.length), at)
    else if (kind === 2) mutated.fill(chance.below(2) * 255, at, at + stretch.length)
    else if (kind === 3) mutated = Buffer.concat([mutated.subarray(0, at), mutated.subarray(at + length)])
    else mutated = Buffer.concat([mutated.subarray(0, at), stretch, mutated.subarray(at)])
    if (mutated.length === 0) return mutated
  }
  return mutated
}

const archive = (await writeArchive(() => dumpOf('backup.sql', [{ name: 'users', content: Buffer.from(dump) }]))).bytes

test.each<[string, Uint8Array, boolean]>([
  ['a ZIP file with deflate', zipOf({ 'dump.sql': dump, 'read.me': 'x' }), true],
  ['a ZIP file with zstd', zipOf({ 'dump.sql': dump }, 93), true],
  ['a stored ZIP file', zipOf({ 'dump.sql': dump }, 0), true],
  ['an archive', archive, true],
  ['gzip', gzipSync(dump), true],
  ['zstd', zstdCompressSync(dump), false],
  ['SQL', Buffer.from(dump), false],
])('%s, changed at random, is reported on and never passed on changed', async (_, bytes, isChecked) => {
  const chance = seeded()
  const honest = await inspect(bytes)
  expect(honest.report.problems).toEqual([])
  for (let round = 0; round < rounds; round++) {
    const { report, sha256 } = await inspect(mutate(bytes, chance))
    const where = `seed ${chance.seed}, round ${round}`
    if (report.problems.length > 0 || !isChecked || (report.form === 'sql' && report.packing === null)) continue
    expect([report.plainBytes, sha256], where).toEqual([honest.report.plainBytes, honest.sha256])
  }
})
