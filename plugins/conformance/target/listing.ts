import { deepStrictEqual, strictEqual } from 'node:assert/strict'
import { pattern } from '../expectations.ts'
import type { TargetSubject } from '../subject.ts'
import type { Group } from '../suite.ts'
import { targetTrial } from './place.ts'

const defaultObjects = 1_100
const putsAtOnce = 16

/** A listing goes on past its first page. */
export function listingGroup(subject: TargetSubject): Group {
  const count = subject.objects ?? defaultObjects
  return {
    name: 'listing',
    trials: [
      targetTrial(subject, `all of ${count} objects are listed, each once`, async ({ put, keys, target, call }) => {
        const names = Array.from({ length: count }, (_, index) => `many/${String(index).padStart(6, '0')}`)
        for (let at = 0; at < count; at += putsAtOnce) {
          await Promise.all(names.slice(at, at + putsAtOnce).map((key) => put(key, pattern(1))))
        }
        deepStrictEqual(await keys('many/'), names)
        for await (const object of target.list('many/000001', call)) strictEqual(object.sizeBytes, 1)
      }),
    ],
  }
}
