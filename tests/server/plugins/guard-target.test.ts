import { describe, expect, test } from 'vitest'
import { MemoryTarget } from '../../../plugins/conformance/memory-target.ts'
import { Failure } from '../../../plugins/failure.ts'
import type { GuardOptions } from '../../../server/plugins/guard.ts'
import { guardTarget } from '../../../server/plugins/guard-target.ts'
import { bytesOf, call, collect, jumpingClock } from './workplace.ts'

const unavailable = () => new Failure('unavailable', 'the store is busy')

class Flaky extends MemoryTarget {
  readonly calls: string[] = []
  failures = 0

  attempt(name: string): void {
    this.calls.push(name)
    if (this.failures-- > 0) throw unavailable()
  }

  override async stat(...given: Parameters<MemoryTarget['stat']>) {
    this.attempt('stat')
    return await super.stat(...given)
  }
}

function guarded(target: MemoryTarget = new MemoryTarget(new Map()), options: Partial<GuardOptions> = {}) {
  const clock = jumpingClock()
  const moved: number[] = []
  const guard = guardTarget(
    target,
    { name: 'memory' },
    { clock, idleMs: null, secrets: [], onBytes: (count) => moved.push(count), ...options },
  )
  return { guard, target, clock, moved, put: (key: string, text: string) => guard.put(key, bytesOf(text), { ...call, exclusive: false }) }
}

const text = async (bytes: AsyncIterable<Uint8Array>) => Buffer.concat(await collect(bytes)).toString()

describe('keys', () => {
  test('are checked before the plugin sees them', async () => {
    const { guard } = guarded()
    const wrong = { code: 'invalid' }
    await expect(guard.put('../x', bytesOf(), { ...call, exclusive: false })).rejects.toMatchObject(wrong)
    await expect(guard.stat('/x', call)).rejects.toMatchObject(wrong)
    await expect(guard.remove('a//b', call)).rejects.toMatchObject(wrong)
    await expect(collect(guard.get('a\\b', call))).rejects.toMatchObject(wrong)
    await expect(collect(guard.list('../', call))).rejects.toMatchObject(wrong)
  })

  test('that a store should not have, or that were not asked for, are not listed', async () => {
    const { guard, target, put } = guarded()
    await put('a/b', 'x')
    target.list = async function* () {
      const found = { sizeBytes: 1, modifiedAt: new Date(), sha256: null }
      for (const key of ['a/b', 'a/../c', 'other']) yield { ...found, key }
    }
    expect((await collect(guard.list('a/', call))).map(({ key }) => key)).toEqual(['a/b'])
  })
})

describe('bytes', () => {
  test('are counted both ways', async () => {
    const { guard, put, moved } = guarded()
    await put('a', '12345')
    await text(guard.get('a', call))
    expect(moved).toEqual([5, 5])
  })

  test('a stored object that is shorter than what was sent is corrupt', async () => {
    const { target, put } = guarded()
    target.put = async (key) => ({ key, sizeBytes: 4, modifiedAt: new Date(), sha256: null })
    target.put = async (key, body) => {
      await collect(body)
      return { key, sizeBytes: 4, modifiedAt: new Date(), sha256: null }
    }
    await expect(put('a', '12345')).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining('4 bytes where 5 were sent'),
    })
  })

  test('a target that is done before it has read everything is caught', async () => {
    const { target, put } = guarded()
    target.put = async (key) => ({ key, sizeBytes: 5, modifiedAt: new Date(), sha256: null })
    await expect(put('a', '12345')).rejects.toMatchObject({ code: 'internal' })
  })

  test('an object that ends short is corrupt, with or without a range', async () => {
    const { guard, target, put } = guarded()
    await put('a', '12345')
    target.get = async function* () {
      yield Buffer.from('12')
    }
    await expect(text(guard.get('a', call))).rejects.toMatchObject({ code: 'corrupt' })
    await expect(text(guard.get('a', { ...call, toByte: 3 }))).rejects.toMatchObject({ code: 'corrupt' })
    expect(await text(guard.get('a', { ...call, toByte: 2 }))).toBe('12')
  })

  test('an object that is removed while it is read is gone, not corrupt', async () => {
    const { guard, target } = guarded()
    target.get = async function* () {
      yield Buffer.from('12')
    }
    await expect(text(guard.get('a', { ...call, toByte: 3 }))).rejects.toMatchObject({ code: 'not_found' })
  })

  test('a target that gives more than the range is corrupt', async () => {
    const { guard, target, put } = guarded()
    await put('a', '12345')
    target.get = async function* () {
      yield Buffer.from('12345')
    }
    await expect(text(guard.get('a', { ...call, toByte: 3 }))).rejects.toMatchObject({ code: 'corrupt' })
  })

  test('a range past the end is cut to it, and an empty one is empty', async () => {
    const { guard, put } = guarded()
    await put('a', '12345')
    expect(await text(guard.get('a', { ...call, fromByte: 3, toByte: 100 }))).toBe('45')
    expect(await text(guard.get('a', { ...call, fromByte: 100 }))).toBe('')
    expect(await text(guard.get('a', { ...call, fromByte: 2, toByte: 2 }))).toBe('')
    await expect(text(guard.get('a', { ...call, fromByte: 3, toByte: 2 }))).rejects.toMatchObject({ code: 'invalid' })
  })
})

describe('retries', () => {
  test('a lookup is tried three times, with growing pauses', async () => {
    const target = new Flaky(new Map())
    const { guard, clock } = guarded(target)
    target.failures = 2
    expect(await guard.stat('a', call)).toBeNull()
    expect(target.calls.length).toBe(3)
    expect(clock.slept).toEqual([200, 800])
    target.failures = 3
    await expect(guard.stat('a', call)).rejects.toMatchObject({ code: 'unavailable' })
  })

  test('other failures are not tried again', async () => {
    const { guard, target, clock } = guarded()
    target.probe = async () => {
      throw new Failure('denied', 'no')
    }
    await expect(guard.probe(call)).rejects.toMatchObject({ code: 'denied' })
    expect(clock.slept).toEqual([])
  })

  test('a put is never tried again', async () => {
    const { target, put } = guarded()
    let puts = 0
    target.put = async () => {
      puts += 1
      throw unavailable()
    }
    await expect(put('a', 'x')).rejects.toMatchObject({ code: 'unavailable' })
    expect(puts).toBe(1)
  })

  test('a broken read goes on where it broke', async () => {
    const { guard, target, put } = guarded()
    await put('a', '123456789')
    const asked: (number | undefined)[] = []
    target.get = async function* (_key, { fromByte }) {
      asked.push(fromByte)
      yield Buffer.from('123456789'.slice(fromByte ?? 0, (fromByte ?? 0) + 3))
      if ((fromByte ?? 0) < 6) throw unavailable()
    }
    expect(await text(guard.get('a', call))).toBe('123456789')
    expect(asked).toEqual([undefined, 3, 6])
  })

  test('a broken read without ranges is not patched together', async () => {
    const { guard, target, put } = guarded()
    await put('a', '123')
    Object.assign(target, { supports: { ...target.supports, ranges: false } })
    target.get = async function* () {
      yield Buffer.from('1')
      throw unavailable()
    }
    await expect(text(guard.get('a', call))).rejects.toMatchObject({ code: 'unavailable' })
  })

  test('a read that never gets a byte gives up', async () => {
    const { guard, target } = guarded()
    let tries = 0
    // biome-ignore lint/correctness/useYield: it fails before the first byte.
    target.get = async function* () {
      tries += 1
      throw unavailable()
    }
    await expect(text(guard.get('a', call))).rejects.toMatchObject({ code: 'unavailable' })
    expect(tries).toBe(3)
  })

  test('a listing is started again, but not after its first object', async () => {
    const { guard, target, put } = guarded()
    await put('a', 'x')
    const list = target.list.bind(target)
    let starts = 0
    target.list = async function* (...given) {
      if (++starts === 1) throw unavailable()
      yield* list(...given)
      throw unavailable()
    }
    const keys: string[] = []
    const reading = (async () => {
      for await (const { key } of guard.list('', call)) keys.push(key)
    })()
    await expect(reading).rejects.toMatchObject({ code: 'unavailable' })
    expect(keys).toEqual(['a'])
    expect(starts).toBe(2)
  })
})

describe('stalls', () => {
  const hang = () => new Promise<never>(() => {})

  test('a call that moves nothing ends as unavailable, even when the plugin ignores its signal', async () => {
    const { guard, target } = guarded(undefined, { idleMs: 60_000 })
    target.remove = hang
    await expect(guard.remove('a', call)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('60 s') })
  })

  test('the plugin’s signal aborts, so that it can clean up', async () => {
    const { put, target } = guarded(undefined, { idleMs: 60_000 })
    let reason: unknown
    target.put = (_key, _body, { signal }) =>
      new Promise((_, reject) =>
        signal.addEventListener('abort', () => {
          reason = signal.reason
          reject(signal.reason)
        }),
      )
    await expect(put('a', 'x')).rejects.toMatchObject({ code: 'unavailable' })
    expect(reason).toMatchObject({ code: 'unavailable' })
  })

  test('a slow source is not the target’s fault', async () => {
    const clock = jumpingClock()
    const { guard } = guarded(undefined, { idleMs: 1_000, clock })
    async function* slow() {
      yield Buffer.from('a')
      for (let minute = 0; minute < 5; minute += 1) await clock.sleep(60_000, call.signal)
      yield Buffer.from('b')
    }
    expect((await guard.put('a', slow(), { ...call, exclusive: false })).sizeBytes).toBe(2)
  })

  test('a slow reader is not the target’s fault', async () => {
    const clock = jumpingClock()
    const { guard, put } = guarded(undefined, { idleMs: 1_000, clock })
    await put('a', 'x'.repeat(200_000))
    let sizeBytes = 0
    for await (const bytes of guard.get('a', call)) {
      await clock.sleep(600_000, call.signal)
      sizeBytes += bytes.byteLength
    }
    expect(sizeBytes).toBe(200_000)
  })
})

describe('ending', () => {
  test('an abort passes its reason through, whatever the plugin makes of it', async () => {
    const { guard, target } = guarded()
    const controller = new AbortController()
    const reason = new Error('enough')
    target.stat = (_key, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('ECANCELED'))))
    const waiting = guard.stat('a', { signal: controller.signal })
    controller.abort(reason)
    await expect(waiting).rejects.toBe(reason)
  })

  test('an abort ends a put whose source sleeps', async () => {
    const { guard } = guarded()
    const controller = new AbortController()
    const reason = new Error('enough')
    async function* sleeping() {
      yield Buffer.from('a')
      setTimeout(() => controller.abort(reason), 5)
      await new Promise(() => {})
    }
    await expect(guard.put('a', sleeping(), { signal: controller.signal, exclusive: false })).rejects.toBe(reason)
  })

  test('an error of the body is rethrown as it is', async () => {
    const { guard, target } = guarded()
    const reason = new Error('the dump broke')
    const put = target.put.bind(target)
    target.put = async (...given) => {
      try {
        return await put(...given)
      } catch (cause) {
        throw new Failure('internal', 'upload failed', { cause })
      }
    }
    await expect(guard.put('a', bytesOf('x', reason), { ...call, exclusive: false })).rejects.toBe(reason)
  })

  test('unknown errors become failures that name the work', async () => {
    const { guard, target } = guarded()
    target.probe = async () => {
      throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    }
    await expect(guard.probe(call)).rejects.toMatchObject({
      name: 'Failure',
      code: 'unavailable',
      message: expect.stringContaining('target memory: probing'),
    })
  })

  test('a failure of another copy of the class keeps its code', async () => {
    const { guard, target } = guarded()
    class Foreign extends Error {
      override readonly name = 'Failure'
      readonly code = 'exhausted'
      readonly remedy = 'Free some space.'
      readonly detail = {}
    }
    target.probe = async () => {
      throw new Foreign('full')
    }
    const error = await guard.probe(call).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(Failure)
    expect(error).toMatchObject({ code: 'exhausted', remedy: 'Free some space.' })
  })

  test('secrets of the configuration appear in no error', async () => {
    const { guard, target } = guarded(undefined, { secrets: ['hunter2'] })
    target.probe = async () => {
      throw new Error('login me:hunter2 refused')
    }
    await expect(guard.probe(call)).rejects.toMatchObject({ message: expect.not.stringContaining('hunter2') })
  })

  test('use after closing is an error of the program, and closing twice closes once', async () => {
    const { guard, target } = guarded()
    let closed = 0
    target[Symbol.asyncDispose] = async () => void (closed += 1)
    await guard[Symbol.asyncDispose]()
    await guard[Symbol.asyncDispose]()
    expect(closed).toBe(1)
    await expect(guard.stat('a', call)).rejects.toMatchObject({ code: 'internal' })
    await expect(collect(guard.get('a', call))).rejects.toMatchObject({ code: 'internal' })
  })

  test('a target without sweep has none behind the guard', () => {
    expect(guarded().guard.sweep).toBeUndefined()
  })
})
