import { deepStrictEqual } from 'node:assert/strict'
import type { Call, Dialect } from '../../contract.ts'
import { drain, expectReason } from '../expectations.ts'
import type { DialectSubject } from '../subject.ts'
import type { Group } from '../suite.ts'
import { dialectTrial, type Place } from './place.ts'
import { figuresOf, record, replay } from './recording.ts'

const calls: Readonly<Record<string, (source: Dialect, call: Call) => Promise<unknown>>> = {
  probe: (source, call) => source.probe(call),
  dump: (source, call) => drain(source.dump({ tables: null }, { ...call, parent: null })),
  inspect: (source, call) => drain(source.inspect({ tables: null }, call)),
}

/** Every call ends soon after its signal aborts, with the signal's reason and without a trace. */
export function dialectAbortGroup(subject: DialectSubject): Group {
  return {
    name: 'abort',
    trials: [
      ...Object.entries(calls).map(([name, run]) =>
        dialectTrial(subject, `${name} does nothing when its signal has aborted already`, async ({ source, deadlineMs }) => {
          const reason = new Error('aborted before')
          await expectReason(() => run(source, { signal: AbortSignal.abort(reason) }), reason, { deadlineMs, what: name })
        }),
      ),
      dialectTrial(subject, 'a dump ends when its signal aborts in the middle', async ({ source, deadlineMs }) => {
        const reason = new Error('aborted in the middle')
        const controller = new AbortController()
        const work = async () => {
          for await (const _ of source.dump({ tables: null }, { signal: controller.signal, parent: null })) controller.abort(reason)
        }
        await expectReason(work, reason, { deadlineMs, what: 'an aborted dump' })
      }),
      dialectTrial(subject, 'a reader may stop early', async ({ source, signal }) => {
        for await (const _ of source.dump({ tables: null }, { signal, parent: null })) break
        await record(source, { signal })
      }),
      dialectTrial(subject, 'an aborted restore leaves the destination as it was', abortsRestore),
    ],
  }
}

async function abortsRestore({ source, openEmpty, signal, deadlineMs }: Place): Promise<void> {
  await using destination = await openEmpty()
  const parts = await record(source, { signal })
  const reason = new Error('aborted in the middle')
  const controller = new AbortController()
  async function* aborting() {
    for await (const part of replay(parts, { pieceBytes: 50 }))
      yield { ...part, bytes: abortAfterFirst(part.bytes, () => controller.abort(reason)) }
  }
  const work = () => destination.restore(aborting(), { signal: controller.signal, existing: 'refuse', tables: null })
  await expectReason(work, reason, { deadlineMs, what: 'an aborted restore' })
  await destination.restore(replay(parts), { signal, existing: 'refuse', tables: null })
  deepStrictEqual(await figuresOf(destination, signal), await figuresOf(source, signal))
}

async function* abortAfterFirst(bytes: AsyncIterable<Uint8Array>, abort: () => void): AsyncGenerator<Uint8Array, void, void> {
  for await (const piece of bytes) {
    yield piece
    abort()
  }
}
