import { html } from 'hono/html'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { fill } from '../../messages/fill.ts'
import { targets } from '../../messages/targets.ts'
import { type ConsequencesView, consequenceSentences, removalRefusal } from '../../parts/consequences.ts'
import { confirmation } from '../../parts/page.ts'
import { faultNotice, type Told } from '../../parts/said.ts'

export interface TargetRemovalView {
  readonly id: string
  readonly name: string
  readonly consequences: ConsequencesView
  readonly fault: Told | null
}

/** Says what would become of the rest without the target, and asks. */
export function targetRemovalPage({ id, name, consequences, fault }: TargetRemovalView, frame: PageFrame): Html {
  const say = targets[frame.language]
  const title = fill(say.removeOf, { name })
  const view = {
    title,
    trail: [
      { label: say.title, href: '/targets' },
      { label: name, href: `/targets/${id}` },
    ],
    consequences: [...consequenceSentences(consequences, frame), say.untouched],
    refusal: removalRefusal(consequences, frame),
    action: `/targets/${id}/delete`,
    label: say.removeNow,
    back: `/targets/${id}`,
    fields: html`<input type="hidden" name="confirmed" value="yes">`,
  }
  return layout({ title, body: html`${faultNotice(fault, frame)}${confirmation(view, frame)}` }, frame)
}
