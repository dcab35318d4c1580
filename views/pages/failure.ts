import { html } from 'hono/html'
import type { PageFrame } from '../frame.ts'
import type { Html } from '../html.ts'
import { layout } from '../layout.ts'
import type { Messages } from '../messages/messages.ts'
import { faultNotice } from '../parts/said.ts'

export interface FailureView {
  readonly code: keyof Messages['failureTitles']
  readonly message: string
  readonly remedy: string | null
}

/** What went wrong, why, and what to do next. */
export function failurePage({ code, message, remedy }: FailureView, frame: PageFrame): Html {
  const { say } = frame
  const title = say.failureTitles[code]
  const body = html`<h1>${title}</h1>
${faultNotice({ message, remedy }, frame)}
<p><a href="/">${say.backToStart}</a></p>`
  return layout({ title, body }, frame)
}
