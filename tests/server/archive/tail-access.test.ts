import { expect, test } from 'vitest'
import type { RandomAccess } from '../../../server/archive/access.ts'
import { TailAccess } from '../../../server/archive/tail-access.ts'
import { BytesAccess } from './bytes-access.ts'

const call = { signal: new AbortController().signal }
const content = Buffer.from(Array.from({ length: 200_000 }, (_, at) => at % 251))

function counted() {
  const access = new BytesAccess(content)
  const reads: [number, number][] = []
  const counting: RandomAccess = {
    sizeBytes: access.sizeBytes,
    read(fromByte, toByte) {
      reads.push([fromByte, toByte])
      return access.read(fromByte, toByte)
    },
    stream: (fromByte, toByte) => access.stream(fromByte, toByte),
  }
  return { reads, access: new TailAccess(counting) }
}

test('the end is fetched once, however often and in whatever way it is read', async () => {
  const { access, reads } = counted()
  const ranges = [
    [199_990, 200_000],
    [150_000, 160_000],
    [140_000, 140_000],
    [134_464, 200_000],
  ] as const
  for (const [from, to] of ranges) {
    expect(Buffer.from(await access.read(from, to, call))).toEqual(content.subarray(from, to))
    expect(Buffer.concat(await Array.fromAsync(access.stream(from, to, call)))).toEqual(content.subarray(from, to))
  }
  expect(reads).toEqual([[134_464, 200_000]])
})

test('what lies before the end, or reaches into it, is read where it is', async () => {
  const { access, reads } = counted()
  expect(Buffer.from(await access.read(0, 10, call))).toEqual(content.subarray(0, 10))
  expect(Buffer.from(await access.read(134_463, 134_470, call))).toEqual(content.subarray(134_463, 134_470))
  expect(reads).toEqual([
    [0, 10],
    [134_463, 134_470],
  ])
})

test('what nobody can have is refused as without it', async () => {
  const { access } = counted()
  await expect(access.read(199_999, 200_001, call)).rejects.toThrow()
})
