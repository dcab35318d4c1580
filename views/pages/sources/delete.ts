import { html } from 'hono/html'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { fill } from '../../messages/fill.ts'
import { sources } from '../../messages/sources.ts'
import { type ConsequencesView, consequenceSentences, removalRefusal } from '../../parts/consequences.ts'
import { confirmation } from '../../parts/page.ts'
import { faultNotice, type Told } from '../../parts/said.ts'

export interface SourceRemovalView {
  readonly id: string
  readonly name: string
  readonly consequences: ConsequencesView
  readonly fault: Told | null
}

/** Says what would become of the rest without the source, and asks. */
export function sourceRemovalPage({ id, name, consequences, fault }: SourceRemovalView, frame: PageFrame): Html {
  const say = sources[frame.language]
  const title = fill(say.removeOf, { name })
  const view = {
    title,
    trail: [
      { label: say.title, href: '/sources' },
      { label: name, href: `/sources/${id}` },
    ],
    consequences: [...consequenceSentences(consequences, frame), say.untouched],
    refusal: removalRefusal(consequences, frame),
    action: `/sources/${id}/delete`,
    label: say.removeNow,
    back: `/sources/${id}`,
    fields: html`<input type="hidden" name="confirmed" value="yes">`,
  }
  return layout({ title, body: html`${faultNotice(fault, frame)}${confirmation(view, frame)}` }, frame)
}
