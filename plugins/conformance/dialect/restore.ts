import { deepStrictEqual, ok } from 'node:assert/strict'
import type { Dialect, RestoreCall } from '../../contract.ts'
import { expectFailure, thrownBy } from '../expectations.ts'
import type { DialectSubject } from '../subject.ts'
import type { Group } from '../suite.ts'
import { dialectTrial, type Place } from './place.ts'
import { figuresOf, type RecordedPart, record, recordedFigures, replay } from './recording.ts'

/** What was dumped comes back, and nothing else does. */
export function restoreGroup(subject: DialectSubject): Group {
  return {
    name: 'restore',
    trials: [
      dialectTrial(subject, 'a dump restored into an empty place is the source again', (place) => comesBack(place)),
      dialectTrial(subject, 'it does not matter in what pieces the dump comes', (place) => comesBack(place, 977)),
      dialectTrial(subject, 'what was restored can be dumped and restored again', async ({ source, openEmpty, signal }) => {
        await using first = await openEmpty()
        await using second = await openEmpty()
        await restore(first, await record(source, { signal }), { signal })
        await restore(second, await record(first, { signal }), { signal })
        deepStrictEqual(await figuresOf(second, signal), await figuresOf(source, signal))
      }),
      ...[1, 100].map((missingBytes) =>
        dialectTrial(subject, `a dump that lacks its last ${missingBytes} bytes is refused`, async ({ source, openEmpty, signal }) => {
          await using destination = await openEmpty()
          const parts = await record(source, { signal })
          const work = () => destination.restore(replay(parts, { missingBytes }), { signal, existing: 'refuse', tables: null })
          await expectFailure(work, ['corrupt', 'invalid'], 'restoring a dump that was cut short')
        }),
      ),
      dialectTrial(subject, 'an error of the archive is passed on', async ({ source, openEmpty, signal }) => {
        await using destination = await openEmpty()
        const parts = await record(source, { signal })
        const reason = new Error('the archive is damaged')
        async function* damaged() {
          for await (const part of replay(parts, { pieceBytes: 50 })) yield { ...part, bytes: failing(part.bytes, reason) }
        }
        const work = () => destination.restore(damaged(), { signal, existing: 'refuse', tables: null })
        ok((await thrownBy(work, 'restoring a damaged archive')) === reason, 'restore must rethrow what its parts threw')
      }),
    ],
  }
}

async function* failing(bytes: AsyncIterable<Uint8Array>, reason: Error): AsyncGenerator<Uint8Array, void, void> {
  for await (const piece of bytes) {
    yield piece
    throw reason
  }
}

async function comesBack({ source, openEmpty, signal }: Place, pieceBytes?: number): Promise<void> {
  await using destination = await openEmpty()
  const parts = await record(source, { signal })
  await destination.restore(replay(parts, pieceBytes === undefined ? {} : { pieceBytes }), { signal, existing: 'refuse', tables: null })
  const found = await figuresOf(destination, signal)
  deepStrictEqual(found, recordedFigures(parts), 'the figures of the dump')
  deepStrictEqual(found, await figuresOf(source, signal), 'the figures of the source')
}

export async function restore(destination: Dialect, parts: readonly RecordedPart[], call: Partial<RestoreCall> & { signal: AbortSignal }) {
  const { tables = null, existing = 'refuse', signal } = call
  return await destination.restore(replay(parts, tables === null ? {} : { tables }), { signal, existing, tables })
}
