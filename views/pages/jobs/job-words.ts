import type { Job } from '../../../server/domain/work.ts'
import type { PageFrame } from '../../frame.ts'
import { fill } from '../../messages/fill.ts'
import { jobMessages } from '../../messages/job.ts'
import { words } from '../../messages/words.ts'

type Manner = Pick<PageFrame, 'language'>

/** Who asked for a job. */
export interface JobAsker {
  readonly kind: 'person' | 'key' | 'schedule' | 'command'
  readonly name: string | null
}

export function askerText({ kind, name }: JobAsker, { language }: Manner): string {
  const { askers } = jobMessages[language]
  if (kind === 'schedule' || kind === 'command') return askers[kind]
  return kind === 'key' ? fill(askers.key, { name: name ?? '' }) : (name ?? '')
}

/** What a job is called: what it does and about what. */
export function jobTitle({ kind, id }: Pick<Job, 'kind' | 'id'>, subject: string | null, { language }: Manner): string {
  const { jobKinds } = words[language]
  return fill(jobMessages[language].title, { kind: jobKinds[kind], name: subject ?? id.slice(0, 8) })
}
