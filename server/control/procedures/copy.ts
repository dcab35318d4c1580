import { Failure } from '../../../plugins/failure.ts'
import type { Backup, Copy } from '../../domain/backup.ts'
import type { CopyResult, CopySpecification, RemoveResult } from '../../domain/job.ts'
import { splitKey } from '../../domain/name.ts'
import type { Target } from '../../domain/target.ts'
import type { RequestOf } from '../../domain/work.ts'
import type { Installation } from '../../services/installation.ts'
import type { Nouns } from '../../store/store.ts'
import { lookingAfterCrash } from '../doubtful-targets.ts'
import { frame, targetUse } from '../freeze.ts'
import { type Outcome, RecordedFailure, type Work } from '../procedure.ts'
import { expectUsable } from './freeze-verify.ts'

/** Copies an archive, and what it refers to as far as that is missing, to another target; a damaged copy there is replaced. */
export async function runCopyJob(work: Work<'copy'>): Promise<Outcome> {
  const frozen = await freezeCopy(work.request, work.installation)
  const { backup, target, source, there } = frozen
  try {
    if (there?.state === 'damaged') await clearDamaged(work, frozen, there)
    const result = (await lookingAfterCrash(work, [target.id], () =>
      work.step('copy', specificationOf(frozen, work.installation)),
    )) as CopyResult
    work.note(`${backup.name} was copied from ${source.target.name} to ${target.name}.`)
    return {
      result,
      backupIds: [backup.id],
      record: (nouns) => recordCopies(nouns, { result, target, at: work.installation.seams.clock.now() }),
    }
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'corrupt') throw error
    throw new RecordedFailure(error.toJSON(), { backupIds: [backup.id], next: doubtsOf(frozen) })
  }
}

interface FrozenCopy {
  readonly backup: Backup
  readonly target: Target
  readonly source: { readonly copy: Copy; readonly target: Target }
  readonly key: string
  /** What is known of the destination. */
  readonly there: Copy | null
}

async function freezeCopy({ backupId, targetId }: RequestOf<'copy'>, { store }: Installation): Promise<FrozenCopy> {
  return store.transaction(async (nouns) => {
    const backup = await expectUsable(backupId, nouns)
    const target = await nouns.targets.find(targetId)
    if (target === null) throw gone('The target was removed while the job waited.')
    const source = await chooseSource(backup, targetId, nouns)
    const there = (await nouns.copies.list(backupId)).find((copy) => copy.targetId === targetId) ?? null
    const key = there?.key ?? target.prefix + layoutOf(source)
    return { backup, target, source, key, there }
  })
}

/** Best one that has everything that the archive needs beside it, and of those the one verified last. */
async function chooseSource(backup: Backup, targetId: string, nouns: Nouns): Promise<FrozenCopy['source']> {
  const kept = (await nouns.copies.list(backup.id)).filter((copy) => copy.targetId !== targetId && copy.state === 'kept')
  const needed = await nouns.copies.listMany(backup.needs)
  const completeness = ({ targetId: at }: Copy) =>
    backup.needs.filter((id) => needed.get(id)?.some((copy) => copy.targetId === at && copy.state === 'kept')).length
  const verifiedMs = ({ verifiedAt }: Copy) => verifiedAt?.getTime() ?? 0
  kept.sort((one, other) => completeness(other) - completeness(one) || verifiedMs(other) - verifiedMs(one))
  const [copy] = kept
  if (copy === undefined) throw gone(`No other target holds a whole copy of ${backup.name}.`)
  return { copy, target: (await nouns.targets.find(copy.targetId))! }
}

/** Where an archive lies below its target's beginning; it lies there at every target. */
function layoutOf({ copy: { key }, target: { prefix } }: FrozenCopy['source']): string {
  return key.startsWith(prefix) ? key.slice(prefix.length) : splitKey(key).name
}

function specificationOf({ source, target, key }: FrozenCopy, installation: Installation): CopySpecification {
  return {
    ...frame(installation),
    kind: 'copy',
    from: { target: targetUse(source.target), key: source.copy.key },
    to: { target: targetUse(target), key },
    withReferences: true,
  }
}

/** Takes a damaged copy away once the one that is to replace it is known to be whole; until then two broken ones are better than none. */
async function clearDamaged(work: Work<'copy'>, { source, target }: FrozenCopy, damaged: Copy): Promise<void> {
  await work.step('verify', {
    ...frame(work.installation),
    kind: 'verify',
    archive: { target: targetUse(source.target), key: source.copy.key },
    level: 'stored',
    identities: [],
    scratch: null,
    assertions: [],
  })
  await work.record((nouns) => nouns.copies.setState(damaged, 'missing', 'It was damaged and is being replaced.'))
  const archives = [{ target: targetUse(target), key: damaged.key }]
  const removed = (await work.step('remove', { ...frame(work.installation), kind: 'remove', archives })) as RemoveResult
  const failure = removed.archives[0]?.failure ?? null
  if (failure === null) return
  await work.record((nouns) => nouns.copies.setState(damaged, 'damaged', failure.message))
  throw Failure.from(failure)
}

/** Which of the two is damaged is for a verification of each to find out. */
function doubtsOf({ backup, source, there, target }: FrozenCopy): NonNullable<Outcome['next']> {
  const targetIds = there === null ? [source.target.id] : [source.target.id, target.id]
  return targetIds.map((targetId) => ({
    request: { kind: 'verify', backupId: backup.id, level: 'stored', targetId },
    options: { trigger: 'auto' },
  }))
}

async function recordCopies(
  nouns: Nouns,
  { result, target, at }: { readonly result: CopyResult; readonly target: Target; readonly at: Date },
): Promise<void> {
  if ((await nouns.targets.find(target.id)) === null) return
  for (const { id, key } of result.archives) {
    const backup = await nouns.backups.find(id)
    // One that this installation doesn't know is for a rescan to take in.
    if (backup === null) continue
    const state = backup.state === 'kept' ? 'kept' : 'delete_pending'
    await nouns.copies.put({ backupId: id, targetId: target.id, key, state, verifiedAt: at, reason: null })
  }
}

function gone(message: string): Failure {
  return new Failure('not_found', message, { remedy: 'Rescan the targets that may hold it, or make a new backup.' })
}
