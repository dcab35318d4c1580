import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict'
import { drain, expectFailure, expectSameBytes, pattern } from '../expectations.ts'
import type { TargetSubject } from '../subject.ts'
import type { Group } from '../suite.ts'
import { targetTrial } from './place.ts'

/** What goes wrong has the code that programs act on. */
export function failuresGroup(subject: TargetSubject): Group {
  return {
    name: 'failure codes',
    trials: [
      targetTrial(subject, 'reading an absent object is not_found', async ({ target, call }) => {
        await expectFailure(() => drain(target.get('absent', call)), ['not_found'], 'get of an absent object')
        await expectFailure(
          () => drain(target.get('absent/too', { ...call, fromByte: 1, toByte: 2 })),
          ['not_found'],
          'a range of an absent one',
        )
      }),
      targetTrial(subject, 'looking up an absent object gives null', async ({ target, call }) => {
        strictEqual(await target.stat('absent', call), null)
        strictEqual(await target.stat('absent/too', call), null)
      }),
      targetTrial(subject, 'a folder of objects is no object', async ({ target, put, call }) => {
        await put('folder/object', pattern(1))
        strictEqual(await target.stat('folder', call), null)
        await expectFailure(() => drain(target.get('folder', call)), ['not_found'], 'get of a folder')
        await target.remove('folder', call)
        ok((await target.stat('folder/object', call)) !== null, 'removing "folder" removed what is in it')
      }),
      targetTrial(subject, 'removing what is absent is fine', async ({ target, call }) => {
        await target.remove('absent', call)
        await target.remove('absent/too', call)
      }),
      targetTrial(subject, 'an exclusive put of a taken key is a conflict and changes nothing', async ({ put, read, keys }) => {
        await put('taken', pattern(50))
        await expectFailure(() => put('taken', pattern(60, 2), { exclusive: true }), ['conflict'], 'an exclusive put of a taken key')
        expectSameBytes(await read('taken'), pattern(50), 'the object that was there')
        deepStrictEqual(await keys(), ['taken'])
      }),
      targetTrial(subject, 'an empty place lists nothing', async ({ keys }) => deepStrictEqual(await keys(), [])),
    ],
  }
}
