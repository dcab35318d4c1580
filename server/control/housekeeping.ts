import type { Installation } from '../services/installation.ts'
import { retryPending } from '../services/retention.ts'
import { logPath } from './job-log.ts'

/** How long a job that ended is remembered, unless a backup came of it that is still kept. */
const rememberedMs = 90 * 86_400_000
const forgottenAtOnce = 500

/** What is to be done once an hour: another try for removals that did not come to their end, and forgetting old jobs. */
export async function keepHouse(installation: Installation, signal: AbortSignal): Promise<void> {
  await retryPending(installation)
  while (!signal.aborted && (await forgetOldJobs(installation)) === forgottenAtOnce);
}

/** Forgets old jobs with their logs, some at a time. Resolves with how many. */
export async function forgetOldJobs({ store, seams, dataPath }: Installation): Promise<number> {
  const before = new Date(seams.clock.now().getTime() - rememberedMs)
  const ids = await store.transaction((nouns) => nouns.jobs.forgetEnded(before, forgottenAtOnce))
  for (const id of ids) await seams.files.rm(logPath(dataPath, id), { force: true })
  return ids.length
}
