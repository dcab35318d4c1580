import type { Job } from '../domain/work.ts'
import type { Installation } from '../services/installation.ts'
import { JobService } from '../services/jobs.ts'
import { doubtfulTargets } from './doubtful-targets.ts'
import { retryOf } from './retry.ts'
import { workerGoneMs } from './worker-presence.ts'

/**
 * Ends the jobs that nobody runs any more as interrupted and queues what makes up for them: a retry where the plan asks for it, and a look at
 * the targets where they may have committed an archive that the metadata doesn't know.
 */
export async function sweepInterrupted(installation: Installation): Promise<Job[]> {
  const { store, seams, isGone } = installation
  const now = seams.clock.now()
  for (const worker of await store.workers.list()) {
    if (isGone(worker.owner) || now.getTime() - worker.seenAt.getTime() > 10 * workerGoneMs) await store.workers.forget(worker.id)
  }
  return store.transaction(async (nouns) => {
    const swept = await nouns.leases.sweep(now, isGone)
    const service = new JobService(installation)
    const targets = new Set<string>()
    for (const job of swept) {
      const ended = await nouns.jobs.find(job.id)
      const retry = ended === null ? null : await retryOf({ job, state: ended.state, failure: ended.failure, now }, nouns)
      if (retry !== null) await service.enqueueIn(nouns, retry.request, retry.options)
      for (const id of await doubtfulTargets(job, nouns)) targets.add(id)
    }
    for (const targetId of targets) {
      if ((await nouns.targets.find(targetId)) !== null) await service.enqueueIn(nouns, { kind: 'rescan', targetId }, { trigger: 'auto' })
    }
    return swept
  })
}
