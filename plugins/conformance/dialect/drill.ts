import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict'
import type { DialectSubject } from '../subject.ts'
import type { Group } from '../suite.ts'
import { dialectTrial } from './place.ts'
import { figuresOf, record, recordedFigures } from './recording.ts'
import { restore } from './restore.ts'

/** A backup can be proven: restored into scratch and compared. */
export function drillGroup(subject: DialectSubject): Group {
  const { plugin } = subject
  return {
    name: 'drill',
    trials: [
      dialectTrial(subject, 'a dialect that says it can be drilled has scratch sources', async ({ source }) => {
        strictEqual(plugin.scratch !== undefined, source.supports.drill)
      }),
      dialectTrial(subject, 'a dump restored into scratch has the figures of the dump', async ({ source, workshop, signal }) => {
        if (!source.supports.drill) return
        const parts = await record(source, { signal })
        const config = plugin.config.parse(await subject.makeSource(workshop.folder))
        await using scratch = await plugin.scratch!(config, workshop.host)
        await restore(scratch.dialect, parts, { signal })
        const found = await figuresOf(scratch.dialect, signal)
        deepStrictEqual(found, recordedFigures(parts))
        ok(found.length > 0, 'without figures there is nothing to compare')
      }),
      dialectTrial(subject, 'scratch is gone when it is closed', async ({ source, workshop }) => {
        if (!source.supports.drill) return
        const config = plugin.config.parse(await subject.makeSource(workshop.folder))
        const scratch = await plugin.scratch!(config, workshop.host)
        await scratch[Symbol.asyncDispose]()
        await workshop.expectTidy()
      }),
    ],
  }
}
