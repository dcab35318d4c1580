import { Failure } from '../../../plugins/failure.ts'
import type { RestoreFacts, UsableCopy } from '../../services/restore-facts.ts'
import { frame, targetUse } from '../freeze.ts'
import { type Outcome, RecordedFailure, type Work } from '../procedure.ts'

/** The copy to restore from, every byte of it verified; null for an upload, which was read to its end when it was inspected. */
export interface CheckedCopy {
  readonly use: UsableCopy | null
  /** A closer look at each copy that turned out to be broken: it tells which archive of a chain it is, and keeps that as evidence. */
  readonly next: NonNullable<Outcome['next']>
}

/**
 * Hashes the archive and everything it refers to, before anything is changed. When a copy doesn't hold, the next one is tried; throws what the
 * last one met.
 */
export async function verifyBefore(work: Work<'restore'>, facts: RestoreFacts): Promise<CheckedCopy> {
  const next: NonNullable<Outcome['next']>[number][] = []
  for (const [at, use] of facts.copies.entries()) {
    try {
      await verify(work, use, facts)
      return { use, next }
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      if (error.code === 'corrupt' || error.code === 'not_found') next.push(closerLook(use, facts))
      const message = `The copy at ${use.target.name} can't be restored from: ${error.message}`
      if (at === facts.copies.length - 1) throw refused(error, message, next)
      work.warn(message)
    }
  }
  return { use: null, next }
}

async function verify(work: Work<'restore'>, { copy, target }: UsableCopy, { identities }: RestoreFacts): Promise<void> {
  await work.step('verify', {
    ...frame(work.installation),
    kind: 'verify',
    archive: { target: targetUse(target), key: copy.key },
    level: 'stored',
    withReferences: true,
    identities: [...identities],
    scratch: null,
    assertions: [],
  })
  const at = work.installation.seams.clock.now()
  await work.record((nouns) => nouns.copies.setVerified(copy, at))
}

function closerLook({ copy }: UsableCopy, { backup }: RestoreFacts): NonNullable<Outcome['next']>[number] {
  const level = (backup?.needs.length ?? 0) === 0 ? 'stored' : 'parsed'
  return {
    request: { kind: 'verify', backupId: copy.backupId, level, targetId: copy.targetId },
    options: { trigger: 'auto' },
  }
}

function refused(error: Failure, message: string, next: CheckedCopy['next']): RecordedFailure {
  const failure = new Failure(error.code, `${message.replace(/\.?$/, '.')} Nothing was changed.`, {
    remedy: error.remedy ?? 'Use another backup.',
    detail: error.detail,
  })
  return new RecordedFailure(failure.toJSON(), { next })
}
