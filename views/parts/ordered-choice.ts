import { html } from 'hono/html'
import type { PageFrame } from '../frame.ts'
import type { Html } from '../html.ts'
import { fill } from '../messages/fill.ts'
import { pluginForm } from '../messages/plugin-form.ts'
import { type Choice, type Control, describedBy, notesOf } from './controls.ts'

/** What the field is called that says at which place a chosen one stands. */
export function placeField(name: string, value: string): string {
  return `${name}.place.${value}`
}

/** Several of a few, all of them to be seen, in an order that numbers give: those chosen stand first, as they are ordered now. */
export function orderedChoiceControl(
  control: Control & { readonly values: readonly string[]; readonly choices: readonly Choice[] },
  { language }: Pick<PageFrame, 'language'>,
): Html {
  const { name, label, values, choices } = control
  const chosen = values.flatMap((value) => choices.filter((choice) => choice.value === value))
  const rows = [...chosen, ...choices.filter((choice) => !values.includes(choice.value))].map(({ value, label: text }, at) => {
    const id = at === 0 ? name : `${name}-${at}`
    const place = fill(pluginForm[language].place, { name: text })
    return html`<div class="ordered"><input name="${placeField(name, value)}" type="number" value="${at + 1}" min="0" max="999" step="any" aria-label="${place}">
<label class="choice"><input id="${id}" name="${name}" type="checkbox" value="${value}" ${values.includes(value) ? html`checked` : ''}><span>${text}</span></label></div>`
  })
  return html`<fieldset class="field choices" ${describedBy(control)}><legend>${label}</legend>${rows}${notesOf(control)}</fieldset>`
}
