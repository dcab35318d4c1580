import { counted } from '../format.ts'
import { listFormat } from '../formatters.ts'
import type { PageFrame } from '../frame.ts'
import type { Plural } from '../messages/area.ts'
import { fill } from '../messages/fill.ts'
import { nouns } from '../messages/nouns.ts'

/** What removing a source, target or plan would break. */
export interface ConsequencesView {
  readonly plans: readonly string[]
  readonly pausedPlans: readonly string[]
  readonly bundles: readonly string[]
  readonly pendingJobs: number
  readonly runningJobs: number
  readonly backups: number
  readonly copies: number
  readonly forgottenBackups: number
}

/** What would break, a sentence each; that nothing would, where nothing would. */
export function consequenceSentences(view: ConsequencesView, frame: Pick<PageFrame, 'language'>): string[] {
  const say = nouns[frame.language].consequences
  const some = (forms: Plural, count: number) => (count === 0 ? [] : [counted(forms, { count }, frame)])
  const sentences = [
    ...named(say.plans, view.plans, frame),
    ...named(say.paused, view.pausedPlans, frame),
    ...some(say.jobs, view.pendingJobs),
    ...some(say.backups, view.backups),
    ...some(say.copies, view.copies),
    ...some(say.forgotten, view.forgottenBackups),
  ]
  return sentences.length === 0 ? [say.nothing] : sentences
}

/** Why it can't be removed at all; null where it can. */
export function removalRefusal({ bundles, runningJobs }: ConsequencesView, frame: Pick<PageFrame, 'language'>): string | null {
  const say = nouns[frame.language].consequences
  if (bundles.length > 0) return named(say.bundles, bundles, frame)[0]!
  return runningJobs > 0 ? counted(say.running, { count: runningJobs }, frame) : null
}

function named(forms: Plural, names: readonly string[], frame: Pick<PageFrame, 'language'>): string[] {
  if (names.length === 0) return []
  const { language } = frame
  const list = listFormat(language, {}).format(names.map((name) => fill(nouns[language].quoted, { name })))
  return [counted(forms, { count: names.length, names: list }, frame)]
}
