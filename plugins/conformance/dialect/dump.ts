import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict'
import { DumpProtocol } from '../../../server/plugins/dump-protocol.ts'
import type { DialectSubject } from '../subject.ts'
import type { Group } from '../suite.ts'
import { dialectTrial } from './place.ts'
import { figuresOf, record, recordedFigures } from './recording.ts'

/** The order of a dump's events, and what is in them. */
export function dumpGroup(subject: DialectSubject): Group {
  return {
    name: 'dump',
    trials: [
      dialectTrial(subject, 'the events keep the contract’s order and every part has its trailer', async ({ source, signal }) => {
        const protocol = new DumpProtocol(source.supports)
        for await (const event of source.dump({ tables: null }, { signal, parent: null })) protocol.see(event)
        protocol.end()
      }),
      dialectTrial(subject, 'parts are those that the plugin can restore', async ({ source, signal }) => {
        for (const { name } of await record(source, { signal })) ok(subject.plugin.parts.includes(name), `"${name}" is not among its parts`)
      }),
      dialectTrial(subject, 'sections have names of their own', async ({ source, signal }) => {
        for (const { sections } of await record(source, { signal })) {
          strictEqual(new Set(sections.map(({ name }) => name)).size, sections.length, 'two sections have one name')
        }
      }),
      dialectTrial(subject, 'figures are those that inspect finds in the source', async ({ source, signal }) => {
        const parts = await record(source, { signal })
        deepStrictEqual(recordedFigures(parts), await figuresOf(source, signal))
      }),
      dialectTrial(subject, 'two dumps at the same time agree', async ({ source, signal }) => {
        const [one, other] = await Promise.all([record(source, { signal }), record(source, { signal })])
        deepStrictEqual(recordedFigures(one), recordedFigures(other))
        deepStrictEqual(
          one.map(({ sections }) => sections.map(({ name }) => name)),
          other.map(({ sections }) => sections.map(({ name }) => name)),
        )
      }),
    ],
  }
}
