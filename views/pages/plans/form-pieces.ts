import { html } from 'hono/html'
import type { Html } from '../../html.ts'
import { planForm } from '../../messages/plans-form.ts'
import { textControl } from '../../parts/controls.ts'
import { type FormPart, faultOf } from './form-part.ts'
import type { PlanText } from './typed.ts'

/** What has a value in any case: left out it takes its default. */
const alwaysGiven: readonly PlanText[] = ['jitterMinutes', 'chainLengthMax', 'verifiedFloor', 'retries', 'retryDelayMinutes']

/** A number; one that may be left out says so. */
export function numberControl(part: FormPart, name: PlanText, words: { readonly label: string; readonly hint?: string }): Html {
  const step = name.endsWith('Minutes') || name.endsWith('Days') || name === 'sizeMax' ? 'any' : 1
  return textControl(
    { name, ...words, type: 'number', step, value: part.texts[name], isRequired: alwaysGiven.includes(name), error: faultOf(part, name) },
    part.frame,
  )
}

/** How many are kept, by number alone. */
export function keepLastControl(part: FormPart): Html {
  const say = planForm[part.frame.language]
  return numberControl(part, 'keepLast', { label: say.keepLast, hint: say.keepLastHint })
}

/** The time zone, with all that there are to choose from. */
export function zoneControl(part: FormPart): Html {
  const say = planForm[part.frame.language]
  const error = faultOf(part, 'zone')
  const control = { name: 'zone', label: say.zone, hint: say.zoneHint, value: part.texts.zone, list: 'zones', isRequired: true, error }
  const zones = Intl.supportedValuesOf('timeZone').map((zone) => html`<option value="${zone}">`)
  return html`${textControl(control, part.frame)}<datalist id="zones">${zones}</datalist>`
}
