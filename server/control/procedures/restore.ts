import { Failure } from '../../../plugins/failure.ts'
import type { ProbeResult } from '../../domain/job.ts'
import type { InspectResult } from '../../domain/upload.ts'
import { readRestoreFacts } from '../../services/restore-facts.ts'
import { refuseProblems } from '../../services/restore-failures.ts'
import { prepareRestore, type RestoreSurvey } from '../../services/restore-survey.ts'
import { frame } from '../freeze.ts'
import { type Outcome, RecordedFailure, type Work } from '../procedure.ts'
import { checkRestored } from './restore-check.ts'
import { type CheckedCopy, verifyBefore } from './restore-copy.ts'
import { writeDestination } from './restore-destination.ts'
import { takeRestoredSettings } from './restored-settings.ts'
import { makeSafetyBackup } from './safety-backup.ts'

/**
 * One restore: planned again with what is there now, every byte of the archive verified, the destination backed up, then written and checked.
 * Nothing is changed before the last two. While it runs no other job starts, for the row of a running restore says so.
 */
export async function runRestoreJob(work: Work<'restore'>): Promise<Outcome> {
  const { installation } = work
  const facts = await installation.store.transaction((nouns) => readRestoreFacts(work.request, nouns))
  const prepared = await prepareRestore(facts, { installation, survey: stepSurvey(work) })
  refuseProblems(prepared.plan.problems)
  for (const warning of prepared.plan.warnings) work.note(warning)
  const checked = await verifyBefore(work, facts)
  const safety = await recordingRepairs(checked, () => makeSafetyBackup(work, prepared))
  const result = await recordingRepairs(checked, () => writeDestination(work, { prepared, from: checked.use, safety }))
  await checkRestored(work, prepared)
  await takeRestoredSettings(work, prepared)
  return {
    result,
    backupIds: facts.backup === null ? [] : [facts.backup.id],
    safetyBackupId: safety?.backup.id ?? null,
    record: (nouns) => nouns.settings.see(installation.seams.clock.now()),
    next: checked.next,
  }
}

/** What was found broken on the way is looked into also when the restore fails. */
async function recordingRepairs<Result>({ next }: CheckedCopy, step: () => Promise<Result>): Promise<Result> {
  try {
    return await step()
  } catch (error) {
    if (next.length === 0) throw error
    if (error instanceof RecordedFailure)
      throw new RecordedFailure(error.failure, { ...error.outcome, next: [...(error.outcome.next ?? []), ...next] })
    if (error instanceof Failure) throw new RecordedFailure(error.toJSON(), { next })
    throw error
  }
}

/** The questions of the plan as steps of the job, so that a cancelled one ends them too. */
function stepSurvey(work: Work<'restore'>): RestoreSurvey {
  const { installation } = work
  return {
    probe: async (source) => (await work.step('plan', { ...frame(installation), kind: 'probe', source })) as ProbeResult,
    inspect: async ({ path, identities }) =>
      (await work.step('verify', {
        ...frame(installation),
        kind: 'inspect',
        path,
        identities: [...identities],
        plainBytesMax: null,
      })) as InspectResult,
  }
}
