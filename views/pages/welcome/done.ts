import { html } from 'hono/html'
import { plainTime } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { fill } from '../../messages/fill.ts'
import { welcome } from '../../messages/welcome.ts'
import { type IconName, icon } from '../../parts/icon.ts'
import type { KitState } from '../../parts/kit-form.ts'
import { linkButton, pageHead } from '../../parts/page.ts'
import { type StepName, stepsBar } from './step.ts'

export interface DoneView {
  readonly done: ReadonlySet<StepName>
  readonly kit: KitState
  /** The newest one that is proven; null for none. */
  readonly proven: { readonly id: string; readonly name: string } | null
  /** Where a plan is made, with what was chosen filled in. */
  readonly planAddress: string
}

/** What the first five minutes came to, and what is worth doing next. */
export function donePage({ done, kit, proven, planAddress }: DoneView, frame: PageFrame): Html {
  const say = welcome[frame.language]
  const backup =
    proven === null
      ? fact({ isGood: false, text: say.doneUnproven, href: '/welcome/backup', label: say.stepNames.backup })
      : fact({ isGood: true, text: say.doneProven, href: `/backups/${proven.id}`, label: proven.name })
  const body = html`${pageHead({ title: say.doneTitle, lead: say.doneLead, actions: [linkButton({ href: '/', label: say.toOverview, kind: 'main' })] }, frame)}
${stepsBar({ current: null, done }, frame)}
<ul class="fact-list card">${backup}${kitFact(kit, frame)}</ul>
<h2>${say.whatNext}</h2>
<div class="cards">
${nextCard('plans', { title: say.nextPlan, text: say.nextPlanText, href: planAddress })}
${nextCard('sources', { title: say.nextSource, text: say.nextSourceText, href: '/sources/new' })}
${nextCard('person', { title: say.nextPeople, text: say.nextPeopleText, href: '/settings/users' })}
</div>`
  return layout({ title: say.doneTitle, body, isWide: true }, frame)
}

function kitFact({ madeAt, outdatedBy }: KitState, frame: PageFrame): Html {
  const say = welcome[frame.language]
  const link = { href: '/settings/recovery-kit', label: say.stepNames['recovery-kit'] }
  if (madeAt === null) return fact({ isGood: false, text: say.doneNoKit, ...link })
  if (outdatedBy !== null) return fact({ isGood: false, text: say.doneOldKit, ...link })
  return fact({ isGood: true, text: fill(say.doneKit, { when: plainTime(madeAt, frame) }), ...link })
}

interface Fact {
  readonly isGood: boolean
  readonly text: string
  readonly href: string
  readonly label: string
}

function fact({ isGood, text, href, label }: Fact): Html {
  return html`<li><span class="${isGood ? 'fact-good' : 'fact-warn'}">${icon(isGood ? 'check' : 'warn')}</span> ${text} <a href="${href}">${label}</a></li>`
}

function nextCard(sign: IconName, { title, text, href }: { readonly title: string; readonly text: string; readonly href: string }): Html {
  return html`<section class="card"><h3>${icon(sign)} <a href="${href}">${title}</a></h3><p>${text}</p></section>`
}
