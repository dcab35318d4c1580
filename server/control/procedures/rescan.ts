import { Failure } from '../../../plugins/failure.ts'
import type { FoundArchive, ScanResult, ScanSpecification } from '../../domain/job.ts'
import type { Target } from '../../domain/target.ts'
import type { Installation } from '../../services/installation.ts'
import { frame, targetUse } from '../freeze.ts'
import type { Outcome, Work } from '../procedure.ts'
import { identifyTarget } from '../target-identity.ts'
import { expectTarget, Findings } from './findings.ts'
import { markSmall, missingAfter } from './rescan-end.ts'

const sentencesMax = 50

/**
 * Takes in what lies at a target and isn't known, and notices what is known and lies there no more. Removes nothing there, ever. What is missing is
 * only told after a listing that came to its end at the target that it was meant for.
 */
export async function runRescanJob(work: Work<'rescan'>): Promise<Outcome> {
  const { installation } = work
  const startedAt = installation.seams.clock.now()
  const asked = await expectTarget(work.request.targetId, installation.store)
  const before = await installation.store.copies.listAtTarget(asked.id)
  const target = before.length === 0 ? await identifyTarget(work, asked) : asked
  const findings = new Findings({ target, startedAt, work })
  const result = (await work.step('scan', scanOf(target, installation), async (event) => {
    if (event.type === 'found') await take(event.archives, findings, work)
  })) as ScanResult
  if (target.identity === null) {
    if (!before.some((copy) => findings.has(copy))) throw strange(target)
    await identifyTarget(work, target)
  }
  const missing = await work.record((nouns) => missingAfter(before, { findings, startedAt, target, nouns }))
  await work.record((nouns) => markSmall(findings.addedIds, nouns))
  tell(findings, missing, { work, target })
  return { result, backupIds: findings.addedIds.slice(0, 1000) }
}

/** Without an identity only what lies there can tell a target from the bare place where it should be mounted. */
function strange({ name }: Target): Failure {
  return new Failure('unavailable', `Nothing that is known of ${name} lies there: another target is there, or it is not mounted.`, {
    remedy: 'Mount it or give the address that it had, then rescan. If it was emptied on purpose, remove the target and add it again.',
  })
}

function scanOf(target: Target, installation: Installation): ScanSpecification {
  return { ...frame(installation), kind: 'scan', target: targetUse(target), prefix: target.prefix }
}

/** What a batch tells counts only once it is written: a transaction that fails fails the job. */
async function take(archives: readonly FoundArchive[], findings: Findings, work: Work<'rescan'>): Promise<void> {
  await work.record((nouns) => findings.take(archives, nouns))
}

function tell(findings: Findings, missing: readonly string[], { work, target }: { work: Work<'rescan'>; target: Target }): void {
  const { addedIds, seen, unreadable } = findings
  work.note(
    `Archives at ${target.name}: ${seen}; not known before: ${addedIds.length}; unreadable: ${unreadable.length}; known but missing: ${missing.length}.`,
  )
  const sentences = [
    ...missing.map((key) => `${key} is no longer at ${target.name}.`),
    ...unreadable.map(({ key, reason }) => `${key} can't be read: ${reason}`),
  ]
  for (const sentence of sentences.slice(0, sentencesMax)) work.warn(sentence)
  if (sentences.length > sentencesMax) work.warn(`${sentences.length - sentencesMax} more are missing or can't be read.`)
}
