import { html } from 'hono/html'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { languages, messagesIn } from '../../language.ts'
import { welcome } from '../../messages/welcome.ts'
import { choiceControl, selectControl } from '../../parts/controls.ts'
import { type StepName, stepActions, stepPage } from './step.ts'

export interface LanguageStepView {
  readonly done: ReadonlySet<StepName>
  readonly zone: string
  readonly zones: readonly string[]
  readonly isZoneWrong: boolean
  /** Whether nobody chose a zone yet, so that a script may propose that of the browser. */
  readonly isZoneGuessed: boolean
}

/** How one reads, and in which zone times are. */
export function languageStep({ done, zone, zones, isZoneWrong, isZoneGuessed }: LanguageStepView, frame: PageFrame): Html {
  const say = welcome[frame.language]
  const choices = languages.map((language) => ({ value: language, label: messagesIn(language).languageName }))
  const named = zones.map((name) => ({ value: name, label: name }))
  const zoneControl = { name: 'zone', label: say.zone, hint: say.zoneHint, error: isZoneWrong ? say.noZone : null, isRequired: true }
  const body = html`<form class="card" method="post" action="/welcome/language" hx-boost="false">
${choiceControl({ name: 'language', label: say.language, values: [frame.language], choices })}
<div ${isZoneGuessed ? html`data-guess-zone="zone"` : ''}>${selectControl({ ...zoneControl, value: zone, choices: named }, frame)}</div>
${stepActions({ step: 'language' }, frame)}
</form>`
  return stepPage({ step: 'language', done, lead: say.languageLead, body }, frame)
}
