import { html } from 'hono/html'
import type { PageFrame } from '../frame.ts'
import type { Html } from '../html.ts'
import { layout } from '../layout.ts'
import type { Messages } from '../messages/messages.ts'

export interface FailureView {
  readonly code: keyof Messages['failureTitles']
  readonly message: string
  readonly remedy: string | null
}

/** What went wrong, why, and what to do next. */
export function failurePage({ code, message, remedy }: FailureView, frame: PageFrame): Html {
  const { say } = frame
  const title = say.failureTitles[code]
  // What services say is in English, whatever the page around it.
  const body = html`<h1>${title}</h1>
<p class="notice bad" role="alert" lang="en">${message}</p>
${remedy === null ? '' : html`<p lang="en">${remedy}</p>`}
<p><a href="/">${say.backToStart}</a></p>`
  return layout({ title, body }, frame)
}
