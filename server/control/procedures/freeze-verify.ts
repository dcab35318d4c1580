import { Failure } from '../../../plugins/failure.ts'
import type { Backup, Copy } from '../../domain/backup.ts'
import type { VerifySpecification } from '../../domain/job.ts'
import type { Target } from '../../domain/target.ts'
import type { RequestOf } from '../../domain/work.ts'
import type { Installation } from '../../services/installation.ts'
import type { Nouns } from '../../store/store.ts'
import { frame, readIdentities, targetUse } from '../freeze.ts'

/** What a verification works with, read once. */
export interface FrozenVerify {
  readonly backup: Backup
  readonly copy: Copy
  readonly target: Target
  readonly specification: VerifySpecification
  /** Why less is done than was asked for. */
  readonly notes: readonly string[]
}

/** Throws `not_found` for what was removed while the job waited, `conflict` for a backup that is about to go. */
export async function freezeVerify(request: RequestOf<'verify'>, installation: Installation): Promise<FrozenVerify> {
  return installation.store.transaction(async (nouns) => {
    const backup = await expectUsable(request.backupId, nouns)
    const copy = await chooseCopy(backup, request.targetId, nouns)
    const target = (await nouns.targets.find(copy.targetId))!
    const plan = backup.planId === null ? null : await nouns.plans.find(backup.planId)
    const identities = await readIdentities(nouns)
    const notes: string[] = []
    let { level } = request
    if (backup.isSealed && identities.length === 0 && level !== 'stored') {
      level = 'stored'
      notes.push('The backup is sealed and nothing that opens it was entrusted to this installation, so only its bytes are verified.')
    }
    const wanted = level === 'proven' ? (plan?.settings.verification.assertions ?? []) : []
    const hasQueries = backup.scope === 'db' || backup.scope === 'full'
    if (wanted.length > 0 && !hasQueries) notes.push('The assertions of the plan are left out: they fit whole databases only.')
    const specification: VerifySpecification = {
      ...frame(installation, { timeoutMs: null, idleMs: plan?.settings.idleMs ?? 30 * 60_000 }),
      kind: 'verify',
      archive: { target: targetUse(target), key: copy.key },
      level,
      identities,
      scratch: null,
      assertions: hasQueries ? [...wanted] : [],
      recordProof: true,
    }
    return { backup, copy, target, specification, notes }
  })
}

/** A backup that something may still be done with. Throws `not_found`, or `conflict` when its removal has begun. */
export async function expectUsable(id: string, nouns: Pick<Nouns, 'backups'>): Promise<Backup> {
  const backup = await nouns.backups.find(id)
  if (backup === null) throw new Failure('not_found', `Backup ${id} was removed while the job waited.`, { remedy: 'Choose another one.' })
  if (backup.state === 'kept') return backup
  throw new Failure('conflict', `The removal of ${backup.name} has begun, so nothing else is done with it.`, {
    remedy: 'Choose another one.',
  })
}

/** The copy asked for, or the first that is kept; what is missing or damaged only where there is no other, for it may be whole again. */
async function chooseCopy(backup: Backup, targetId: string | null, nouns: Nouns): Promise<Copy> {
  const copies = (await nouns.copies.list(backup.id)).filter(({ state }) => state !== 'delete_pending')
  const asked = copies.filter((copy) => targetId === null || copy.targetId === targetId)
  const copy = asked.find(({ state }) => state === 'kept') ?? asked[0]
  if (copy !== undefined) return copy
  throw new Failure('not_found', `There is no copy of ${backup.name}${targetId === null ? '' : ' at that target'}.`, {
    remedy: 'Rescan the target if the archive lies there.',
  })
}
