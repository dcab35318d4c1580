import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Bytes, GetCall } from '../../../plugins/contract.ts'
import { Failure } from '../../../plugins/failure.ts'
import { storeArchive } from '../../../server/engine/store-archive.ts'
import { MemoryTarget } from '../../support/memory-target.ts'

const call = { signal: new AbortController().signal }
const content = Buffer.from('content '.repeat(20_000))

async function* body(): Bytes {
  for (let at = 0; at < content.length; at += 10_000) yield content.subarray(at, at + 10_000)
}

function at(target: MemoryTarget, label = 'the target') {
  return { target, key: 'backup', label }
}

test('what is stored is counted, hashed and read back', async () => {
  const target = new MemoryTarget()
  const outcome = await storeArchive(body(), [at(target)], call)
  expect(outcome.written).toEqual({ sizeBytes: content.length, sha256: createHash('sha256').update(content).digest('hex') })
  expect(target.calls).toContain('get backup')
})

test('a target that fails does not lose the others', async () => {
  const good = new MemoryTarget()
  const full = new MemoryTarget()
  full.put = async () => {
    throw new Failure('exhausted', 'the disk is full')
  }
  const outcome = await storeArchive(body(), [at(full, 'full'), at(good, 'good')], call)
  expect(outcome.stored.map(({ label }) => label)).toEqual(['good'])
  expect(outcome.failed.map(({ destination, failure }) => [destination.label, failure.code])).toEqual([['full', 'exhausted']])
  expect(good.objects.get('backup')).toEqual(content)
})

test('a target that says yes and holds something else is no success', async () => {
  const lying = new MemoryTarget()
  const put = lying.put.bind(lying)
  lying.put = async (key, bytes, options) => {
    const stored = await put(key, bytes, options)
    lying.objects.get(key)![777]! ^= 1
    return stored
  }
  await expect(storeArchive(body(), [at(lying)], call)).rejects.toMatchObject({ code: 'corrupt' })
})

test('a target that says yes and holds a short object is no success', async () => {
  const short = new MemoryTarget()
  const put = short.put.bind(short)
  short.put = async (key, bytes, options) => {
    const stored = await put(key, bytes, options)
    short.objects.set(key, short.objects.get(key)!.subarray(0, -1))
    return stored
  }
  await expect(storeArchive(body(), [at(short)], call)).rejects.toMatchObject({ code: 'corrupt' })
})

test('when the answer to the last request is lost, what is there decides', async () => {
  const lossy = new MemoryTarget()
  const put = lossy.put.bind(lossy)
  lossy.put = async (key, bytes, options) => {
    await put(key, bytes, options)
    throw new Failure('unavailable', 'the connection was lost')
  }
  const outcome = await storeArchive(body(), [at(lossy)], call)
  expect(outcome.stored).toHaveLength(1)
})

test('what the stream throws passes through as it is, and nothing is left', async () => {
  const target = new MemoryTarget()
  const died = new Failure('internal', 'the dump died')
  async function* dying(): Bytes {
    yield content
    throw died
  }
  await expect(storeArchive(dying(), [at(target), at(new MemoryTarget())], call)).rejects.toBe(died)
  expect(target.objects.size).toBe(0)
})

test('a copy that can not be read back is no success', async () => {
  const unreadable = new MemoryTarget()
  unreadable.get = (_key: string, _call: GetCall): Bytes => {
    throw new Failure('unavailable', 'the store is away')
  }
  await expect(storeArchive(body(), [at(unreadable)], call)).rejects.toMatchObject({ code: 'unavailable' })
})
