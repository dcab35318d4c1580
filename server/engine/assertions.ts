import type { Dialect } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import type { AssertionEvidence } from '../domain/job.ts'
import type { JobContext } from './context.ts'

/** One assertion may think this long: it is meant to look at restored data, not to be a report. */
const assertionMs = 60_000

/**
 * Asks every assertion of a restored source. Throws `unsupported` where the dialect has none, `corrupt` when any doesn't hold (all of them are
 * asked first, and its detail lists them), and what the dialect throws for one that can't be asked.
 */
export async function requireAssertions(
  dialect: Dialect,
  assertions: readonly string[],
  context: JobContext,
): Promise<readonly AssertionEvidence[]> {
  if (assertions.length === 0) return []
  const ask = dialect.assert?.bind(dialect)
  if (ask === undefined) throw withoutAssertions()
  const evidence: AssertionEvidence[] = []
  for (const sql of assertions) {
    const startedMs = context.seams.clock.monotonicMs()
    const holds = await withinTime(sql, (signal) => ask(sql, { signal }), context)
    evidence.push({ sql, holds, durationMs: context.seams.clock.monotonicMs() - startedMs })
  }
  const broken = evidence.filter(({ holds }) => !holds)
  if (broken.length === 0) return evidence
  const first = broken[0]!.sql
  throw new Failure('corrupt', `restored, but ${broken.length} of ${evidence.length} assertions don't hold, like: ${first.slice(0, 200)}`, {
    remedy: 'Look whether the source was as it should be at that time; if so, correct the assertion.',
    detail: { assertions: evidence },
  })
}

/** For a dialect that is known before anything was restored. */
export function withoutAssertions(): Failure {
  return new Failure('unsupported', 'this kind of source has no assertions', { remedy: 'Verify it without them.' })
}

async function withinTime(sql: string, ask: (signal: AbortSignal) => Promise<boolean>, context: JobContext): Promise<boolean> {
  const late = new AbortController()
  const answered = new AbortController()
  const slow = new Failure('exhausted', `an assertion took longer than ${assertionMs / 1000} s: ${sql.slice(0, 200)}`, {
    remedy: 'Make it look at less, or have the source carry an index for it.',
  })
  const { signal } = context
  context.seams.clock.sleep(assertionMs, AbortSignal.any([signal, answered.signal])).then(
    () => late.abort(slow),
    () => {},
  )
  try {
    return await ask(AbortSignal.any([signal, late.signal]))
  } finally {
    answered.abort()
  }
}
