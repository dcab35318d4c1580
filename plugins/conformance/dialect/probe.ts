import { ok, strictEqual } from 'node:assert/strict'
import type { DialectSubject } from '../subject.ts'
import type { Group } from '../suite.ts'
import { dialectTrial } from './place.ts'

/** What a source says of itself. */
export function probeGroup(subject: DialectSubject): Group {
  return {
    name: 'probe',
    trials: [
      dialectTrial(subject, 'a report names engine, version and identity', async ({ source, signal }) => {
        const report = await source.probe({ signal })
        for (const field of ['engine', 'version', 'identity'] as const) ok(report[field].trim() !== '', `${field} is empty`)
        ok(report.sizeBytes === null || report.sizeBytes >= 0, 'sizeBytes')
        strictEqual(new Set(report.tables.map(({ name }) => name)).size, report.tables.length, 'table names must be unique')
      }),
      dialectTrial(subject, 'the identity stays the same from one opening to the next', async ({ source, reopen, signal }) => {
        await using again = await reopen()
        strictEqual((await again.probe({ signal })).identity, (await source.probe({ signal })).identity)
      }),
      dialectTrial(subject, 'two sources have two identities', async ({ source, openSource, signal }) => {
        await using other = await openSource()
        ok((await other.probe({ signal })).identity !== (await source.probe({ signal })).identity)
      }),
    ],
  }
}
