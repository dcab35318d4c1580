import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { expectSameBytes, pattern, readAll } from '../expectations.ts'
import type { TargetSubject } from '../subject.ts'
import type { Group } from '../suite.ts'
import { targetTrial } from './place.ts'

const sizeBytes = 100_000
const ranges: readonly (readonly [number | undefined, number | undefined])[] = [
  [0, 1],
  [0, sizeBytes],
  [99_999, 100_000],
  [4_095, 4_097],
  [50_000, undefined],
  [undefined, 10],
  [99_990, 200_000],
  [10, 10],
  [sizeBytes, undefined],
  [sizeBytes + 5, undefined],
]

/** What `supports` says is true. */
export function capabilitiesGroup(subject: TargetSubject): Group {
  return {
    name: 'honest capabilities',
    trials: [
      ...ranges.map(([fromByte, toByte]) =>
        targetTrial(subject, `bytes ${fromByte ?? 'start'} to ${toByte ?? 'end'} are exactly those`, async ({ target, put, call }) => {
          await put('object', pattern(sizeBytes))
          const range = { ...(fromByte === undefined ? {} : { fromByte }), ...(toByte === undefined ? {} : { toByte }) }
          const read = await readAll(target.get('object', { ...call, ...range }))
          expectSameBytes(read, pattern(sizeBytes).subarray(fromByte ?? 0, toByte ?? sizeBytes), 'the range')
        }),
      ),
      targetTrial(subject, 'of many exclusive puts of one key, one wins if the store says it refuses the others', async (place) => {
        if (!place.target.supports.exclusive) return
        const tries = Array.from({ length: 8 }, (_, index) => place.put('contested', pattern(1_000, index + 1), { exclusive: true }))
        const results = await Promise.allSettled(tries)
        const winners = results.flatMap((result, index) => (result.status === 'fulfilled' ? [index] : []))
        strictEqual(winners.length, 1, `${winners.length} of 8 exclusive puts won`)
        expectSameBytes(await place.read('contested'), pattern(1_000, winners[0]! + 1), 'the winner’s object')
        deepStrictEqual(await place.keys(), ['contested'])
      }),
      targetTrial(subject, 'a checksum that is promised is given', async ({ target, put, call }) => {
        if (target.supports.checksum !== 'sha256') return
        await put('object', pattern(1_000))
        const expected = createHash('sha256').update(pattern(1_000)).digest('hex')
        strictEqual((await target.stat('object', call))?.sha256, expected)
      }),
      targetTrial(subject, 'a probe succeeds, reports sane figures and leaves nothing', async ({ target, keys, call }) => {
        const report = await target.probe(call)
        ok(report.freeBytes === null || report.freeBytes >= 0, 'freeBytes')
        ok(report.latencyMs >= 0, 'latencyMs')
        deepStrictEqual(await keys(), [])
      }),
      targetTrial(subject, 'a sweep spares what is whole', async ({ target, put, keys, call }) => {
        await put('whole', pattern(10))
        await target.sweep?.(new Date(Date.now() + 1_000_000), call)
        deepStrictEqual(await keys(), ['whole'])
      }),
    ],
  }
}
