import { deepStrictEqual } from 'node:assert/strict'
import type { DialectSubject } from '../subject.ts'
import type { Group } from '../suite.ts'
import { dialectTrial } from './place.ts'
import { figuresOf, record } from './recording.ts'

/** Opening and closing. */
export function dialectLifecycleGroup(subject: DialectSubject): Group {
  return {
    name: 'lifecycle',
    trials: [
      dialectTrial(subject, 'it may be closed twice', async ({ source }) => {
        await source[Symbol.asyncDispose]()
        await source[Symbol.asyncDispose]()
      }),
      dialectTrial(subject, 'closing one instance leaves another at work', async ({ source, reopen, signal }) => {
        await using second = await reopen()
        await second[Symbol.asyncDispose]()
        await record(source, { signal })
      }),
      dialectTrial(subject, 'a dump changes nothing in the source and leaves nothing behind', async ({ source, workshop, signal }) => {
        const before = await figuresOf(source, signal)
        await record(source, { signal })
        deepStrictEqual(await figuresOf(source, signal), before)
        await workshop.expectTidy()
      }),
    ],
  }
}
