import { deepStrictEqual, ok } from 'node:assert/strict'
import type { Call } from '../../contract.ts'
import { drain, expectReason, pattern } from '../expectations.ts'
import type { TargetSubject } from '../subject.ts'
import type { Group } from '../suite.ts'
import { type Place, targetTrial } from './place.ts'

const defaultDeadlineMs = 10_000

/** Every call ends soon after its signal aborts, with the signal's reason and without a trace. */
export function abortGroup(subject: TargetSubject): Group {
  const deadlineMs = subject.deadlineMs ?? defaultDeadlineMs
  const calls: Readonly<Record<string, (place: Place, call: Call) => Promise<unknown>>> = {
    probe: ({ target }, call) => target.probe(call),
    put: ({ target }, call) => target.put('new', body(), { ...call, exclusive: false }),
    get: ({ target }, call) => drain(target.get('there', call)),
    stat: ({ target }, call) => target.stat('there', call),
    list: ({ target }, call) => drain(target.list('', call)),
    remove: ({ target }, call) => target.remove('there', call),
  }
  return {
    name: 'abort',
    trials: [
      ...Object.entries(calls).map(([name, run]) =>
        targetTrial(subject, `${name} does nothing when its signal has aborted already`, async (place) => {
          await place.put('there', pattern(100))
          const reason = new Error('aborted before')
          await expectReason(() => run(place, { signal: AbortSignal.abort(reason) }), reason, { deadlineMs, what: name })
          deepStrictEqual(await place.keys(), ['there'])
        }),
      ),
      targetTrial(subject, 'put ends when its signal aborts between two pieces', (place) => abortsPut(place, deadlineMs)),
      targetTrial(subject, 'get ends when its signal aborts in the middle', (place) => abortsGet(place, deadlineMs)),
      targetTrial(subject, 'list ends when its signal aborts in the middle', (place) => abortsList(place, deadlineMs)),
      targetTrial(subject, 'a reader may stop early', async ({ target, put, read, call }) => {
        await put('large', pattern(3_000_000))
        for await (const bytes of target.get('large', call)) {
          ok(bytes.byteLength > 0)
          break
        }
        await read('large')
      }),
    ],
  }
}

/** It has an end, so that a target that ignores its signal fails the trial instead of filling the memory. */
const pieces = 200

async function* body(beforePiece: (piece: number) => unknown = () => {}): AsyncGenerator<Uint8Array, void, void> {
  for (let piece = 0; piece < pieces; piece += 1) {
    beforePiece(piece)
    await new Promise((resolve) => setImmediate(resolve))
    yield pattern(20_000)
  }
}

async function abortsPut({ target, keys }: Place, deadlineMs: number): Promise<void> {
  const reason = new Error('aborted between pieces')
  const controller = new AbortController()
  const aborting = body((piece) => piece === pieces / 2 && controller.abort(reason))
  const work = () => target.put('new', aborting, { signal: controller.signal, exclusive: false })
  await expectReason(work, reason, { deadlineMs, what: 'an aborted put' })
  deepStrictEqual(await keys(), [])
}

async function abortsGet({ target, put }: Place, deadlineMs: number): Promise<void> {
  await put('large', pattern(4_000_000))
  const reason = new Error('aborted in the middle')
  const controller = new AbortController()
  const read = async () => {
    for await (const _ of target.get('large', { signal: controller.signal })) controller.abort(reason)
  }
  await expectReason(read, reason, { deadlineMs, what: 'an aborted get' })
}

async function abortsList({ target, put }: Place, deadlineMs: number): Promise<void> {
  for (let index = 0; index < 5; index += 1) await put(`folder-${index}/object`, pattern(1))
  const reason = new Error('aborted in the middle')
  const controller = new AbortController()
  const read = async () => {
    for await (const _ of target.list('', { signal: controller.signal })) controller.abort(reason)
  }
  await expectReason(read, reason, { deadlineMs, what: 'an aborted list' })
}
