import type { RestorePlan } from '../../../server/domain/restore.ts'
import type { RestoreChoices } from './choices.ts'
import type { RestoreSubject } from './subject.ts'

/** What the last step shows. */
export interface CheckView {
  readonly subject: RestoreSubject
  readonly choices: RestoreChoices
  readonly plan: RestorePlan
  /** What was typed to confirm it; null before anything was. */
  readonly typed: string | null
}
