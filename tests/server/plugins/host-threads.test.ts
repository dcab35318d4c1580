import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Misbehaviour } from './threads/misbehaving.ts'
import { bytesOf, call, collect, openWorkplace, type Workplace } from './workplace.ts'

const thread = (name: string) => new URL(`./threads/${name}.ts`, import.meta.url)

const misbehave = ({ host, folder }: Workplace, how: Misbehaviour['how'], signal = call.signal) =>
  host.produce<Misbehaviour, unknown>(thread('misbehaving'), { how, diary: join(folder, 'diary') }, { signal })

const diaryOf = ({ folder }: Workplace) => (existsSync(join(folder, 'diary')) ? readFileSync(join(folder, 'diary'), 'utf8') : '')

describe('produce', () => {
  test('gives every item in order, whatever its size', async () => {
    await using place = await openWorkplace()
    for (const { count, sizeBytes } of [
      { count: 5_000, sizeBytes: 10 },
      { count: 40, sizeBytes: 1_000_000 },
      { count: 0, sizeBytes: 1 },
    ]) {
      const items = await collect(place.host.produce<unknown, Uint8Array>(thread('blocks'), { count, sizeBytes }, call))
      expect(items.length).toBe(count)
      expect(items.every((bytes, index) => bytes.byteLength === sizeBytes && bytes[0] === (index & 0xff))).toBe(true)
    }
  })

  test('copies what lies in a shared pool instead of taking the pool away', async () => {
    await using place = await openWorkplace()
    const items = (await collect(misbehave(place, 'pooled'))) as { bytes: Uint8Array; nested: { fingerprint: Uint8Array }[] }[]
    expect(items.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(Array.from({ length: 50 }, (_, index) => `item ${index}`))
    expect(items.every(({ bytes, nested }) => bytes.buffer.byteLength < 100 && nested[0]!.fingerprint.byteLength === 5)).toBe(true)
  })

  test('a failure crosses with its code, remedy and detail', async () => {
    await using place = await openWorkplace()
    const error = collect(misbehave(place, 'failure'))
    await expect(error).rejects.toMatchObject({
      name: 'Failure',
      code: 'denied',
      message: 'not for you',
      remedy: 'Ask.',
      detail: { path: '/x' },
    })
  })

  test('an error of the system gets the code that fits', async () => {
    await using place = await openWorkplace()
    await expect(collect(misbehave(place, 'system-error'))).rejects.toMatchObject({ name: 'Failure', code: 'not_found' })
  })

  test('a thread that just ends is a failure, never a short dump', async () => {
    await using place = await openWorkplace()
    await expect(collect(misbehave(place, 'exit'))).rejects.toMatchObject({ code: 'internal' })
  })

  test('a reader that stops early ends the thread after its finally blocks ran', async () => {
    await using place = await openWorkplace()
    for await (const _ of misbehave(place, 'endless')) break
    expect(diaryOf(place)).toBe('cleaned up\n')
  })

  test('an abort ends the thread in the same way and passes its reason through', async () => {
    await using place = await openWorkplace()
    const controller = new AbortController()
    const reason = new Error('enough')
    const reading = (async () => {
      for await (const _ of misbehave(place, 'endless', controller.signal)) controller.abort(reason)
    })()
    await expect(reading).rejects.toBe(reason)
    expect(diaryOf(place)).toBe('cleaned up\n')
  })

  test('the signal of the host ends it as well', async () => {
    const ending = new AbortController()
    await using place = await openWorkplace({ signal: ending.signal })
    const reason = new Error('the instance ends')
    const reading = (async () => {
      for await (const _ of misbehave(place, 'endless')) ending.abort(reason)
    })()
    await expect(reading).rejects.toBe(reason)
  })

  test('an aborted signal starts no thread', async () => {
    await using place = await openWorkplace()
    await expect(collect(misbehave(place, 'endless', AbortSignal.abort('no')))).rejects.toBe('no')
    expect(diaryOf(place)).toBe('')
  })

  test('a module that can not be loaded is a failure', async () => {
    await using place = await openWorkplace()
    await expect(collect(place.host.produce(thread('none'), null, call))).rejects.toMatchObject({ name: 'Failure' })
  })

  test('a test may put other tools into the thread', async () => {
    await using place = await openWorkplace({ threadToolsModule: thread('other-tools') })
    expect((await collect(misbehave(place, 'files')))[1]).toEqual(['marker'])
  })
})

describe('consume', () => {
  interface Keeping {
    readonly bytes: AsyncIterable<Uint8Array>
    readonly failIn?: 'write' | 'finish'
    readonly signal?: AbortSignal
  }

  const keepDiary = ({ host, folder }: Workplace, { bytes, failIn, signal = call.signal }: Keeping) =>
    host.consume<unknown, string>(thread('diary'), { path: join(folder, 'diary'), failIn: failIn ?? null }, bytes, { signal })

  test('feeds all bytes and gives the result', async () => {
    await using place = await openWorkplace()
    const hash = createHash('sha256')
    async function* source() {
      for (let index = 0; index < 30; index += 1) {
        const bytes = new Uint8Array(700_001).fill(index)
        hash.update(bytes)
        yield bytes
      }
      yield new Uint8Array(0)
    }
    const result = await place.host.consume(thread('counting'), null, source(), call)
    expect(result).toEqual({ bytes: 30 * 700_001, sha256: hash.digest('hex') })
    expect(await keepDiary(place, { bytes: bytesOf('ab', 'c') })).toBe('result')
    expect(diaryOf(place)).toBe('write 3\nfinish\n')
  })

  test('leaves the sender’s memory alone', async () => {
    await using place = await openWorkplace()
    const bytes = new Uint8Array(2_000_000).fill(7)
    async function* source() {
      yield bytes
    }
    await keepDiary(place, { bytes: source() })
    expect(bytes.byteLength).toBe(2_000_000)
    expect(bytes[1_999_999]).toBe(7)
  })

  test('an error of the source abandons the consumer and is rethrown as it is', async () => {
    await using place = await openWorkplace()
    const reason = new Error('the source broke')
    await expect(keepDiary(place, { bytes: bytesOf('a', reason) })).rejects.toBe(reason)
    expect(diaryOf(place)).toBe('abandon\n')
  })

  test.each(['write', 'finish'] as const)('a failure in %s abandons it and crosses with its code', async (failIn) => {
    await using place = await openWorkplace()
    await expect(keepDiary(place, { bytes: bytesOf('a'), failIn })).rejects.toMatchObject({
      code: 'exhausted',
      message: `full in ${failIn}`,
    })
    expect(diaryOf(place).split('\n').at(-2)).toBe('abandon')
  })

  test('an abort while the source sleeps ends at once', async () => {
    await using place = await openWorkplace()
    const controller = new AbortController()
    const reason = new Error('enough')
    async function* sleeping() {
      yield new Uint8Array(1)
      setTimeout(() => controller.abort(reason), 10)
      await new Promise(() => {})
    }
    await expect(keepDiary(place, { bytes: sleeping(), signal: controller.signal })).rejects.toBe(reason)
    expect(diaryOf(place)).toBe('abandon\n')
  })

  test('a consumer that fails early stops a source that goes on', async () => {
    await using place = await openWorkplace()
    let returned = false
    async function* endless() {
      try {
        for (;;) yield new Uint8Array(500_000)
      } finally {
        returned = true
      }
    }
    await expect(keepDiary(place, { bytes: endless(), failIn: 'write' })).rejects.toMatchObject({ code: 'exhausted' })
    expect(returned).toBe(true)
  })
})

describe('temporary', () => {
  test('gives an empty folder and removes it with everything in it', async () => {
    await using place = await openWorkplace()
    let path = ''
    {
      await using scratch = await place.host.temporary('label')
      path = scratch.path
      await place.host.files.mkdir(join(path, 'inner'))
    }
    expect(existsSync(path)).toBe(false)
  })

  test('takes no label that could lead elsewhere', async () => {
    await using place = await openWorkplace()
    await expect(place.host.temporary('../out')).rejects.toMatchObject({ code: 'internal' })
  })
})
