import { html } from 'hono/html'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { languages, messagesIn } from '../../language.ts'
import { layout } from '../../layout.ts'
import { fill } from '../../messages/fill.ts'
import { settingsArea } from '../../messages/settings.ts'
import { selectControl, textControl } from '../../parts/controls.ts'
import { notice } from '../../parts/form.ts'
import { pageHead } from '../../parts/page.ts'
import { faultNotice } from '../../parts/said.ts'
import { type Refused, settingsTrail } from './frame.ts'

export interface PreferencesView extends Refused {
  readonly language: string
  readonly zone: string
  readonly machineZone: string
  readonly zones: readonly string[]
  readonly isSaved: boolean
}

/** In which language and zone this browser is shown pages. Sent whole, so that the browser learns of another language. */
export function preferencesPage(view: PreferencesView, frame: PageFrame): Html {
  const say = settingsArea[frame.language]
  const { title } = say.cards.preferences
  const choices = languages.map((language) => ({ value: language, label: messagesIn(language).languageName }))
  const hint = fill(say.preferences.zoneHint, { zone: view.machineZone })
  const zone = { name: 'zone', label: say.preferences.zone, value: view.zone, hint, list: 'zones', error: view.faults['zone'] }
  const body = html`${pageHead({ title, lead: say.preferences.lead, trail: settingsTrail(frame) }, frame)}
${notice(view.isSaved ? say.saved : null, 'good')}${faultNotice(view.told, frame)}
<form class="card narrow-card" method="post" action="/settings/preferences" hx-boost="false">
${selectControl({ name: 'language', label: say.preferences.language, value: view.language, choices, isRequired: true }, frame)}
${textControl(zone, frame)}
<datalist id="zones">${view.zones.map((name) => html`<option value="${name}"></option>`)}</datalist>
<div class="actions"><button type="submit">${say.save}</button></div>
</form>`
  return layout({ title, body }, frame)
}
