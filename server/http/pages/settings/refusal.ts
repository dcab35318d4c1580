import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { PageFrame } from '../../../../views/frame.ts'
import { fill } from '../../../../views/messages/fill.ts'
import { pieces } from '../../../../views/messages/pieces.ts'
import type { Told } from '../../../../views/parts/said.ts'
import { translated } from '../../../../views/sayings.ts'
import { sayingOf, statusOf } from '../../failure.ts'
import { refusalOf } from '../page.ts'

/** What a form says that was refused. */
export interface Refusal {
  readonly status: ContentfulStatusCode
  readonly told: Told
  /** What is wrong with each field that is to blame, by its name. */
  readonly faults: Readonly<Record<string, string>>
}

/** What a service refused, in the language of the page. `own` has better words for a field than the service has. Throws on what is nobody's fault but ours. */
export function refusedBy(error: unknown, frame: Pick<PageFrame, 'language' | 'say'>, own: Readonly<Record<string, string>> = {}): Refusal {
  const failure = refusalOf(error)
  const status = statusOf(failure)
  const { message, remedy } = sayingOf(failure)
  const seconds = failure.detail['retryAfterSeconds']
  if (typeof seconds === 'number')
    return { status, told: { message: fill(frame.say.tooManyAttempts, { seconds: Math.ceil(seconds) }) }, faults: {} }
  const { fields } = failure.detail
  const named = Array.isArray(fields) ? fields.filter((field) => typeof field === 'string') : []
  const faults = Object.fromEntries(named.map((field) => [field, own[field] ?? translated(message, frame.language)]))
  if (named.length === 0) return { status, told: { message, remedy }, faults }
  const isOwn = named.every((field) => own[field] !== undefined)
  return { status, told: { message: pieces[frame.language].correct, remedy: isOwn ? null : remedy }, faults }
}

/** A fault that the page found by itself. */
export function faulty(faults: Readonly<Record<string, string>>, frame: Pick<PageFrame, 'language'>): Refusal {
  return { status: 400, told: { message: pieces[frame.language].correct }, faults }
}
