import { html } from 'hono/html'
import { plainTime } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { fill } from '../../messages/fill.ts'
import { places } from '../../messages/places.ts'
import { recoveryKit } from '../../messages/recovery-kit.ts'
import { welcome } from '../../messages/welcome.ts'
import { type KitFaults, type KitState, kitContents, kitForms, kitState } from '../../parts/kit-form.ts'
import { linkButton, pageHead } from '../../parts/page.ts'
import { backLink, type StepName, stepPage } from './step.ts'

export interface KitStepView {
  readonly done: ReadonlySet<StepName>
  readonly kit: KitState
  readonly faults: KitFaults
}

/** The recovery kit as one of the first steps. */
export function kitStep({ done, kit, faults }: KitStepView, frame: PageFrame): Html {
  const say = welcome[frame.language]
  const connect = html`hx-sse:connect="/live/welcome/recovery-kit" hx-sse:close="done" hx-swap="innerMorph"`
  const live = kit.madeAt === null ? connect : ''
  const body = html`${kitForms({ action: '/welcome/recovery-kit', faults }, frame)}
${kitContents(frame)}
<section id="kit-next" ${live}>${kitNext(kit, frame)}</section>`
  return stepPage({ step: 'recovery-kit', done, lead: say.kitLead, body }, frame)
}

/** How it goes on: that changes once the kit was made, of which the page itself hears nothing. */
export function kitNext({ madeAt }: KitState, frame: PageFrame): Html {
  const say = welcome[frame.language]
  const note =
    madeAt === null
      ? html`<p class="soft">${say.kitSkipped}</p>`
      : html`<p class="notice good">${fill(say.kitMade, { when: plainTime(madeAt, frame) })}</p>`
  return html`${note}
<form method="post" action="/welcome/recovery-kit"><div class="actions">
<button class="${madeAt === null ? 'quiet' : 'main'}" type="submit" name="action" value="next">${madeAt === null ? say.kitSkip : say.next}</button>
${backLink('recovery-kit', frame)}</div>${madeAt === null ? savedAlready(frame) : ''}</form>`
}

/** Without scripts nothing tells the page that the file was saved, and to load it anew would take with it what is being typed. */
function savedAlready({ language }: PageFrame): Html {
  const say = welcome[language]
  return html`<noscript><p>${say.kitSaved}</p><div class="actions"><button type="submit" name="action" value="next">${say.next}</button></div></noscript>`
}

/** The recovery kit among the settings. */
export function kitPage({ kit, faults }: Omit<KitStepView, 'done'>, frame: PageFrame): Html {
  const say = recoveryKit[frame.language]
  const head = {
    title: say.title,
    lead: say.lead,
    trail: [{ label: places[frame.language].names.settings, href: '/settings' }],
    actions: [linkButton({ href: '/settings/encryption', label: say.encryption, sign: 'key' })],
  }
  const body = html`${pageHead(head, frame)}
<section id="kit-state" hx-sse:connect="/live/settings/recovery-kit" hx-swap="innerMorph">${kitState(kit, frame)}</section>
<h2>${say.make}</h2>
${kitForms({ action: '/settings/recovery-kit', faults }, frame)}
<div class="card">${kitContents(frame)}</div>`
  return layout({ title: say.title, body }, frame)
}
