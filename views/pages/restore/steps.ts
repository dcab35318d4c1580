import { html } from 'hono/html'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { restore } from '../../messages/restore.ts'
import { type PageHead, pageHead } from '../../parts/page.ts'
import { type RestoreChoices, stepAddress } from './choices.ts'

const steps = ['choose', 'what', 'where', 'check'] as const

export type RestoreStep = (typeof steps)[number]

/** Where on the way somebody is: a title, and the steps, of which those done lead back. */
export function stepHead(step: RestoreStep, choices: RestoreChoices, given: { readonly head: PageHead; readonly frame: PageFrame }): Html {
  const { head, frame } = given
  const say = restore[frame.language]
  const at = steps.indexOf(step)
  const items = steps.map((name, place) => {
    if (place === at) return html`<li aria-current="step">${say.steps[name]}</li>`
    if (place > at) return html`<li>${say.steps[name]}</li>`
    const href = name === 'choose' ? '/restore' : stepAddress(name as 'what' | 'where', choices)
    return html`<li class="done"><a href="${href}">${say.steps[name]}</a></li>`
  })
  return html`${pageHead(head, frame)}<ol class="steps" aria-label="${say.way}">${items}</ol>`
}

/** Fields that carry on what is not asked for on this page. */
export function hiddenFields(parameters: readonly (readonly [string, string])[]): Html {
  return html`${parameters.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}`
}
