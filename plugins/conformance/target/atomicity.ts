import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict'
import { expectSameBytes, pattern, thrownBy } from '../expectations.ts'
import type { TargetSubject } from '../subject.ts'
import type { Group } from '../suite.ts'
import { type Place, targetTrial } from './place.ts'

/** An object is there whole or not at all. */
export function atomicityGroup(subject: TargetSubject): Group {
  const partBytes = subject.partBytes ?? 1024 * 1024
  return {
    name: 'atomicity',
    trials: [
      targetTrial(subject, 'an object that is being written is not seen', (place) => isHiddenWhileWritten(place, partBytes)),
      targetTrial(subject, 'while an object is replaced, readers see the previous one', (place) => showsPrevious(place, partBytes)),
      ...[0, 1, 2 * partBytes + 1].flatMap((afterBytes) => [
        targetTrial(subject, `a body that fails after ${afterBytes} bytes leaves nothing behind`, async (place) => {
          await failsMidway(place, 'new', afterBytes)
          strictEqual(await place.target.stat('new', place.call), null)
          deepStrictEqual(await place.keys(), [])
        }),
        targetTrial(subject, `a body that fails after ${afterBytes} bytes leaves the previous object`, async (place) => {
          await place.put('old', pattern(500))
          await failsMidway(place, 'old', afterBytes)
          expectSameBytes(await place.read('old'), pattern(500), 'the previous object')
          deepStrictEqual(await place.keys(), ['old'])
        }),
      ]),
    ],
  }
}

async function isHiddenWhileWritten({ target, keys, call }: Place, partBytes: number): Promise<void> {
  const seen: unknown[] = []
  async function* body() {
    yield pattern(2 * partBytes + 1)
    seen.push(await target.stat('growing', call), ...(await keys()))
    yield pattern(10)
    seen.push(await target.stat('growing', call), ...(await keys()))
  }
  await target.put('growing', body(), { ...call, exclusive: false })
  deepStrictEqual(
    seen.filter((found) => found !== null),
    [],
    'it was seen before put resolved',
  )
  ok((await target.stat('growing', call)) !== null, 'it must be there once put has resolved')
}

async function showsPrevious({ target, put, read, call }: Place, partBytes: number): Promise<void> {
  await put('replaced', pattern(300))
  const during: Buffer[] = []
  async function* body() {
    yield pattern(partBytes + 1, 2)
    during.push(await read('replaced'))
    yield pattern(10, 2)
  }
  await target.put('replaced', body(), { ...call, exclusive: false })
  strictEqual(during.length, 1)
  expectSameBytes(during[0]!, pattern(300), 'the object during its replacement')
}

async function failsMidway({ target, call }: Place, key: string, afterBytes: number): Promise<void> {
  const reason = new Error('the body failed')
  async function* body() {
    if (afterBytes > 0) yield pattern(afterBytes, 3)
    throw reason
  }
  const thrown = await thrownBy(() => target.put(key, body(), { ...call, exclusive: false }), 'put of a failing body')
  ok(thrown === reason, `put must rethrow what its body threw, but threw ${String(thrown)}`)
}
