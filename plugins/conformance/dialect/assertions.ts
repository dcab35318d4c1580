import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict'
import { expectFailure, thrownBy } from '../expectations.ts'
import type { DialectSubject } from '../subject.ts'
import type { Group } from '../suite.ts'
import { dialectTrial, type Place } from './place.ts'
import { figuresOf } from './recording.ts'

/** A dialect with queries answers them, and can be made to do nothing else by them. Tried as far as the subject names queries. */
export function assertionsGroup(subject: DialectSubject): Group {
  const { assertions } = subject
  const asking = (name: string, body: (place: Place, ask: (sql: string) => Promise<boolean>) => Promise<void>) =>
    dialectTrial(subject, name, async (place) => {
      if (assertions === undefined) return
      const { source, signal } = place
      ok(source.assert !== undefined, 'the subject names queries, but the dialect has no assert')
      await body(place, (sql) => source.assert!(sql, { signal }))
    })
  return {
    name: 'assertions',
    trials: [
      asking('what holds is true and what does not is false', async (_, ask) => {
        strictEqual(await ask(assertions!.holds), true)
        strictEqual(await ask(assertions!.fails), false)
      }),
      asking('what is no single query for one value, or would change something, is refused and changes nothing', async (place, ask) => {
        const before = await figuresOf(place.source, place.signal)
        for (const sql of assertions!.refused) await expectFailure(() => ask(sql), ['invalid'], `asking ${JSON.stringify(sql)}`)
        deepStrictEqual(await figuresOf(place.source, place.signal), before)
      }),
      asking('an aborted question ends with the reason of its signal', async ({ source }) => {
        const reason = new Error('enough')
        const signal = AbortSignal.abort(reason)
        strictEqual(await thrownBy(() => source.assert!(assertions!.holds, { signal }), 'an aborted question'), reason)
      }),
    ],
  }
}
