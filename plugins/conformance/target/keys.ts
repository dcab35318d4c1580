import { deepStrictEqual, strictEqual } from 'node:assert/strict'
import { expectSameBytes, pattern } from '../expectations.ts'
import type { TargetSubject } from '../subject.ts'
import type { Group } from '../suite.ts'
import { targetTrial } from './place.ts'

const unusual = [
  'with space/a b.zip',
  '数据库/备份_手动.sql.zip',
  'emoji-🗄️.bin',
  'percent%20and+plus&amp;.bin',
  'quotes\'"`.bin',
  'question?hash#at@colon:.bin',
  '--leading-dashes',
  '.hidden/file',
  'tilde~$dollar!star*[brackets]{braces}.bin',
  'trailing.dot.',
]

/** Keys are kept as they are and told apart exactly. */
export function keysGroup(subject: TargetSubject): Group {
  return {
    name: 'keys',
    trials: [
      ...unusual.map((key) =>
        targetTrial(subject, `${key} is kept as it is`, async ({ target, put, read, keys, call }) => {
          await put(key, pattern(20))
          expectSameBytes(await read(key), pattern(20), 'the object')
          strictEqual((await target.stat(key, call))?.key, key)
          deepStrictEqual(await keys(), [key])
          await target.remove(key, call)
          deepStrictEqual(await keys(), [])
        }),
      ),
      targetTrial(subject, 'a key of 900 bytes in many segments is kept', async ({ put, keys }) => {
        const key = Array.from({ length: 10 }, (_, index) => String(index).repeat(index === 9 ? 9 : 98)).join('/')
        strictEqual(Buffer.byteLength(key), 900)
        await put(key, pattern(1))
        deepStrictEqual(await keys(), [key])
      }),
      targetTrial(subject, 'keys that differ only in case or in Unicode form are told apart', async ({ put, read }) => {
        const keys = ['Case', 'case', 'caf\u00e9', 'cafe\u0301']
        for (const [index, key] of keys.entries()) await put(key, pattern(10, index + 1))
        for (const [index, key] of keys.entries()) expectSameBytes(await read(key), pattern(10, index + 1), key)
      }),
      targetTrial(subject, 'a prefix selects by its text, not by folders', async ({ put, keys }) => {
        for (const key of ['a/one', 'a/two', 'ab/three', 'b/a/four', 'a.json']) await put(key, pattern(1))
        deepStrictEqual(await keys('a'), ['a.json', 'a/one', 'a/two', 'ab/three'])
        deepStrictEqual(await keys('a/'), ['a/one', 'a/two'])
        deepStrictEqual(await keys('a/t'), ['a/two'])
        deepStrictEqual(await keys('nothing/like/this'), [])
      }),
      targetTrial(subject, 'removing one object leaves its siblings', async ({ target, put, keys, call }) => {
        for (const key of ['a/one', 'a/one.json', 'a/two/x']) await put(key, pattern(1))
        await target.remove('a/one', call)
        deepStrictEqual(await keys(), ['a/one.json', 'a/two/x'])
      }),
    ],
  }
}
