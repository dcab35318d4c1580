import { strictEqual } from 'node:assert/strict'
import { pattern } from '../expectations.ts'
import type { TargetSubject } from '../subject.ts'
import type { Group } from '../suite.ts'
import { targetTrial } from './place.ts'

/** Opening and closing. */
export function lifecycleGroup(subject: TargetSubject): Group {
  return {
    name: 'lifecycle',
    trials: [
      targetTrial(subject, 'it may be closed twice', async ({ target }) => {
        await target[Symbol.asyncDispose]()
        await target[Symbol.asyncDispose]()
      }),
      targetTrial(subject, 'what was written is there after closing and opening again', async ({ target, put, reopen, call }) => {
        await put('kept', pattern(10))
        await target[Symbol.asyncDispose]()
        await using second = await reopen()
        strictEqual((await second.stat('kept', call))?.sizeBytes, 10)
      }),
      targetTrial(subject, 'closing one instance leaves another at work', async ({ target, put, reopen }) => {
        await using second = await reopen()
        await second[Symbol.asyncDispose]()
        await put('object', pattern(10))
        await target[Symbol.asyncDispose]()
      }),
    ],
  }
}
