import { Failure } from '../../../plugins/failure.ts'
import type { Verification } from '../../domain/backup.ts'
import type { TrustLevel, VerifyResult } from '../../domain/job.ts'
import type { Nouns } from '../../store/store.ts'
import { type Outcome, RecordedFailure, type Work } from '../procedure.ts'
import { type BrokenCopy, findBroken } from './broken-copies.ts'
import { type FrozenVerify, freezeVerify } from './freeze-verify.ts'
import { repairsOf } from './repairs.ts'

const ranks = { stored: 0, parsed: 1, proven: 2 } as const satisfies Record<TrustLevel, number>

/**
 * Proves one copy of a backup and keeps what was found as evidence. What speaks against the backup is recorded, pauses retention for its chain and
 * makes the next backup a full one; a target that is away or a scratch place that is full speaks against nothing, and only fails the job.
 */
export async function runVerifyJob(work: Work<'verify'>): Promise<Outcome> {
  const frozen = await freezeVerify(work.request, work.installation)
  for (const sentence of frozen.notes) work.note(sentence)
  const { clock } = work.installation.seams
  const startedMs = clock.monotonicMs()
  try {
    const result = (await work.step('verify', frozen.specification)) as VerifyResult
    work.note(`${frozen.backup.name} is ${result.trust}, as it lies at ${frozen.target.name}.`)
    return { result, backupIds: [frozen.backup.id], record: (nouns) => recordPassed(nouns, { result, frozen, work }) }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const broken = await findBroken(error, { frozen, work })
    if (broken === null) throw error
    throw await failed(error, { frozen, work, broken, durationMs: clock.monotonicMs() - startedMs })
  }
}

interface About {
  readonly frozen: FrozenVerify
  readonly work: Pick<Work, 'job' | 'installation' | 'warn' | 'note'>
}

async function recordPassed(nouns: Nouns, { result, frozen, work }: About & { readonly result: VerifyResult }): Promise<void> {
  const backup = await nouns.backups.find(frozen.backup.id)
  if (backup === null) return
  const { trust: level, durationMs } = result
  const evidence = [...result.evidence, ...result.assertions]
  const verification = verificationOf({ level, durationMs, evidence, isPassed: true, failure: null }, { frozen, work })
  await nouns.verifications.insert(verification)
  if (ranks[level] > ranks[backup.trust]) await nouns.backups.setTrust(backup.id, level)
  const copy = (await nouns.copies.list(backup.id)).find(({ targetId }) => targetId === frozen.target.id)
  if (copy !== undefined && copy.state !== 'delete_pending') await nouns.copies.setVerified(copy, verification.at)
}

/** The job's failure together with what it says about the backup and its copies, and what makes up for it where another copy is whole. */
async function failed(
  error: Failure,
  given: About & { readonly broken: readonly BrokenCopy[]; readonly durationMs: number },
): Promise<RecordedFailure> {
  const { frozen, work, broken, durationMs } = given
  const { code, message } = error
  for (const { name, state, reason } of broken) work.warn(`${name} is ${state} at ${frozen.target.name}: ${reason}`)
  const next = await repairsOf(broken, frozen.target, work.installation.store)
  if (next.length > 0) work.note('It is copied there again from another target that holds it.')
  const verification = verificationOf(
    { level: frozen.specification.level, durationMs, evidence: evidenceOf(error), isPassed: false, failure: { code, message } },
    { frozen, work },
  )
  return new RecordedFailure(error.toJSON(), {
    backupIds: [frozen.backup.id],
    next,
    record: async (nouns) => {
      if ((await nouns.backups.find(frozen.backup.id)) !== null) await nouns.verifications.insert(verification)
      for (const { backupId, state, reason } of broken) {
        const copy = (await nouns.copies.list(backupId)).find(({ targetId }) => targetId === frozen.target.id)
        if (copy !== undefined && copy.state !== 'delete_pending') await nouns.copies.setState(copy, state, reason)
      }
    },
  })
}

function evidenceOf({ detail }: Failure): readonly unknown[] {
  return [detail['evidence'], detail['assertions']].flatMap((some) => (Array.isArray(some) ? some : []))
}

function verificationOf(
  found: Pick<Verification, 'level' | 'durationMs' | 'evidence' | 'isPassed' | 'failure'>,
  { frozen, work }: About,
): Verification {
  const { newId, seams } = work.installation
  return { id: newId(), backupId: frozen.backup.id, targetId: frozen.target.id, jobId: work.job.id, at: seams.clock.now(), ...found }
}
