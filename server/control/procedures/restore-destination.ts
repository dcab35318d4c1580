import { Failure } from '../../../plugins/failure.ts'
import type { JobResult, JobSpecification, Phase } from '../../domain/job.ts'
import { usesWithin } from '../../plugins/bundle-config.ts'
import { type UsableCopy, useOf } from '../../services/restore-facts.ts'
import type { PreparedRestore } from '../../services/restore-survey.ts'
import { frame, targetUse } from '../freeze.ts'
import { RecordedFailure, type Work } from '../procedure.ts'
import type { SafetyBackup } from './safety-backup.ts'

export interface Writing {
  readonly prepared: PreparedRestore
  /** Verified; null for an upload. */
  readonly from: UsableCopy | null
  readonly safety: SafetyBackup | null
}

/**
 * Writes the destination. When that fails it is left as it was: by the engine itself where it can do that, else from the safety backup. What is
 * thrown says in which state it is.
 */
export async function writeDestination(work: Work<'restore'>, writing: Writing): Promise<JobResult> {
  let phase: Phase | null = null
  try {
    return await work.step('restore', specificationOf(work, writing), (event) => {
      if (event.type === 'progress') phase = event.progress.phase
    })
  } catch (error) {
    // The newest progress always comes before the end that a step tells itself; one that crashed tells neither.
    const hasBegun = phase === 'restoring' || !(error instanceof Failure) || error.code === 'internal'
    const isKnown = error instanceof Failure && error.code !== 'internal'
    const state = hasBegun ? await stateAfter(work, writing, isKnown) : 'Nothing was changed.'
    if (!(error instanceof Failure)) {
      work.note(state)
      throw error
    }
    const { code, message, remedy, detail } = error
    const failure = new Failure(code, `${message.replace(/\.?$/, '.')} ${state}`, { ...(remedy === null ? {} : { remedy }), detail })
    throw new RecordedFailure(failure.toJSON(), { safetyBackupId: writing.safety?.backup.id ?? null })
  }
}

function specificationOf(work: Work<'restore'>, { prepared, from }: Writing): JobSpecification {
  const { existing, tables, from: asked } = work.request
  const { destination, identities } = prepared.facts
  const into = useOf(destination)
  const shared = { ...frame(work.installation), into, existing, tables, identities: [...identities] }
  if (from !== null) {
    return { ...shared, kind: 'restore', archive: { target: targetUse(from.target), key: from.copy.key }, isVerified: true }
  }
  if (!('path' in asked)) throw new Failure('internal', 'There is neither a copy nor an upload to restore from.')
  return { ...shared, kind: 'upload-restore', path: asked.path, plainBytesMax: null }
}

/** Brings the destination back where the engine doesn't by itself, and says how it is now. */
async function stateAfter(work: Work<'restore'>, { prepared, safety }: Writing, isKnown: boolean): Promise<string> {
  const { destination } = prepared.plan
  if (destination.isAtomic === true) {
    return isKnown ? 'The destination is as it was before.' : 'The destination holds either what it held before or all of the backup.'
  }
  if (safety === null) return unguarded(destination)
  const undo = `"holdfast undo ${work.job.id.slice(0, 8)}" brings back what was there before`
  if (work.signal.aborted) return `The destination may be restored in part; ${undo}.`
  try {
    await rollBack(work, prepared, safety)
    const isTree = usesWithin(useOf(prepared.facts.destination)).some(({ name }) => name === 'files')
    const left = isTree ? ' Files that the restore had added before it failed are still there.' : ''
    return `What was there before was brought back from ${safety.backup.name}.${left}`
  } catch (error) {
    if (!(error instanceof Failure)) return `The destination is restored in part; ${undo}.`
    const why = error.message.replace(/\.?$/, '.')
    const failed = `The destination is restored in part, and bringing back what was there before failed too: ${why}`
    return `${failed} Once that is mended, ${undo}.`
  }
}

function unguarded({ isPresent, name }: PreparedRestore['plan']['destination']): string {
  if (isPresent) return 'The destination may be restored in part, and there is no safety backup of what was there before.'
  return `There was nothing before; what was written until then may still be there: remove ${name} before you try again.`
}

async function rollBack(work: Work<'restore'>, { facts }: PreparedRestore, { target, key }: SafetyBackup): Promise<void> {
  await work.step('rollback', {
    ...frame(work.installation),
    kind: 'restore',
    archive: { target: targetUse(target), key },
    into: useOf(facts.destination),
    existing: 'replace',
    tables: null,
    identities: [...facts.identities],
  })
}
