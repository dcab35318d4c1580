import { shell } from '../command.ts'
import { run } from '../measure.ts'

/** Throws when two databases don't dump to the same text. */
export async function expectSameDump(original: string, restored: string, signal: AbortSignal): Promise<void> {
  const line = 'cmp <(sqlite3 "$ORIGINAL" .dump) <(sqlite3 "$RESTORED" .dump)'
  await run(shell(line, { ORIGINAL: original, RESTORED: restored }), signal)
}
