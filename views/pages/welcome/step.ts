import { html } from 'hono/html'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { welcome } from '../../messages/welcome.ts'
import { pageHead } from '../../parts/page.ts'

/** The steps in their order, by the last part of their address. */
export const stepNames = ['language', 'target', 'source', 'recovery-kit', 'backup'] as const
export type StepName = (typeof stepNames)[number]

export interface StepContent {
  readonly step: StepName
  readonly done: ReadonlySet<StepName>
  readonly lead: string
  readonly body: Html
  readonly refreshSeconds?: number | null
}

/** A page of the first five minutes: where one is, and what is to be done there. */
export function stepPage({ step, done, lead, body, refreshSeconds = null }: StepContent, frame: PageFrame): Html {
  const say = welcome[frame.language]
  const name = say.stepNames[step]
  const content = html`${pageHead({ title: say.title, lead: say.lead }, frame)}
${stepsBar({ current: step, done }, frame)}
<h2>${name}</h2>
<p class="soft">${lead}</p>
${body}
<p><small>${say.comeBack} <a href="/welcome">/welcome</a></small></p>`
  return layout({ title: `${name} · ${say.title}`, body: content, refreshSeconds }, frame)
}

/** Every step with whether it is done, each a link: nobody is held where they are. */
export function stepsBar(
  { current, done }: { readonly current: StepName | null; readonly done: ReadonlySet<StepName> },
  { language }: Pick<PageFrame, 'language'>,
): Html {
  const say = welcome[language]
  const items = stepNames.map((step) => {
    const isDone = done.has(step)
    const mark = isDone ? html` <span class="hidden">(${say.passed})</span>` : ''
    return html`<li class="${isDone ? 'done' : ''}" ${step === current ? html`aria-current="step"` : ''}><a href="/welcome/${step}">${say.stepNames[step]}${mark}</a></li>`
  })
  return html`<nav aria-label="${say.steps}"><ol class="steps">${items}</ol></nav>`
}

/** The buttons below a step: on, and where that makes sense back and past it. */
export function stepActions(
  { step, skip, more }: { readonly step: StepName; readonly skip?: string; readonly more?: Html },
  { language }: Pick<PageFrame, 'language'>,
): Html {
  const say = welcome[language]
  return html`<div class="actions">
<button type="submit" name="action" value="next">${say.next}</button>${more ?? ''}
${skip === undefined ? '' : html`<button class="quiet" type="submit" name="action" value="skip" formnovalidate>${skip}</button>`}
${backLink(step, { language })}
</div>`
}

/** The way to the step before; nothing on the first. */
export function backLink(step: StepName, { language }: Pick<PageFrame, 'language'>): Html {
  const before = stepNames[stepNames.indexOf(step) - 1]
  return before === undefined ? html`` : html`<a class="button quiet" href="/welcome/${before}">${welcome[language].back}</a>`
}
