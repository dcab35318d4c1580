import { deepStrictEqual } from 'node:assert/strict'
import { expectSameBytes, inPieces, pattern } from '../expectations.ts'
import type { TargetSubject } from '../subject.ts'
import type { Group } from '../suite.ts'
import { targetTrial } from './place.ts'

/** Calls at the same time don't disturb one another. */
export function concurrencyGroup(subject: TargetSubject): Group {
  const names = Array.from({ length: 12 }, (_, index) => `at-once/${index}`)
  return {
    name: 'concurrency',
    trials: [
      targetTrial(subject, 'objects written and read at the same time keep their own bytes', async ({ target, read, keys, call }) => {
        const bytes = names.map((_, index) => pattern(200_000 + index, index + 1))
        await Promise.all(names.map((key, index) => target.put(key, inPieces(bytes[index]!, 10_000), { ...call, exclusive: true })))
        const all = await Promise.all(names.map((key) => read(key)))
        for (const [index, found] of all.entries()) expectSameBytes(found, bytes[index]!, names[index]!)
        deepStrictEqual(await keys(), [...names].sort())
      }),
      targetTrial(subject, 'writing one object while its neighbour is removed works', async ({ target, put, keys, call }) => {
        for (let round = 0; round < 10; round += 1) {
          await put('folder/old', pattern(10))
          await Promise.all([target.remove('folder/old', call), put('folder/new', pattern(10))])
          deepStrictEqual(await keys(), ['folder/new'])
          await target.remove('folder/new', call)
        }
      }),
      targetTrial(subject, 'one object replaced by many at once is one of them, whole', async ({ put, read }) => {
        await Promise.all(names.map((_, index) => put('shared', pattern(50_000, index + 1))))
        const found = await read('shared')
        const whole = names.some((_, index) => found.equals(pattern(50_000, index + 1)))
        deepStrictEqual(whole, true, 'it is a mixture')
      }),
    ],
  }
}
