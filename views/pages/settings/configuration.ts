import { html } from 'hono/html'
import { bytes } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { fill } from '../../messages/fill.ts'
import { settingsArea } from '../../messages/settings.ts'
import { configurationArea } from '../../messages/settings-configuration.ts'
import { choiceControl } from '../../parts/controls.ts'
import { pageHead } from '../../parts/page.ts'
import { faultNotice } from '../../parts/said.ts'
import { type Refused, settingsTrail } from './frame.ts'

export interface ConfigurationView extends Refused {
  readonly mode: 'merge' | 'replace'
  readonly bytesMax: number
}

export const configurationPath = '/settings/configuration'

export function configurationTrail(frame: PageFrame) {
  return settingsTrail(frame, { label: settingsArea[frame.language].cards.configuration.title, href: configurationPath })
}

/** Where the configuration is had as a file, and taken in from one. */
export function configurationPage(view: ConfigurationView, frame: PageFrame): Html {
  const { title } = settingsArea[frame.language].cards.configuration
  const say = configurationArea[frame.language]
  const body = html`${pageHead({ title, lead: say.lead, trail: settingsTrail(frame) }, frame)}
${faultNotice(view.told, frame)}
<div class="cards">
${exportForm(frame)}
${importForm(view, frame)}
</div>`
  return layout({ title, body, isWide: true }, frame)
}

function exportForm(frame: PageFrame): Html {
  const say = configurationArea[frame.language]
  const formats = (['json', 'yaml'] as const).map((value) => ({ value, label: say.formats[value] }))
  const secrets = (['sealed', 'reference'] as const).map((value) => {
    return { value, label: say.secretForms[value].label, hint: say.secretForms[value].text }
  })
  return html`<form class="card" method="get" action="/api/v1/configuration" hx-boost="false">
<h2>${say.export}</h2><p class="soft">${say.exportText}</p>
${choiceControl({ name: 'format', label: say.format, values: ['json'], choices: formats, isRequired: true })}
${choiceControl({ name: 'secrets', label: say.secrets, values: ['sealed'], choices: secrets, isRequired: true })}
<div class="actions"><button type="submit">${say.download}</button></div>
</form>`
}

function importForm({ mode, bytesMax, faults }: ConfigurationView, frame: PageFrame): Html {
  const say = configurationArea[frame.language]
  const modes = (['merge', 'replace'] as const).map((value) => ({ value, label: say.modes[value].label, hint: say.modes[value].text }))
  const fault = faults['file']
  return html`<form class="card" method="post" action="${configurationPath}" enctype="multipart/form-data" hx-boost="false">
<h2>${say.import}</h2><p class="soft">${say.importText}</p>
<div class="field"><label for="file">${say.file}</label>
<input id="file" name="file" type="file" accept=".json,.yaml,.yml" required aria-describedby="file-hint${fault === undefined ? '' : ' file-error'}" ${fault === undefined ? '' : html`aria-invalid="true"`}>
${fault === undefined ? '' : html`<p class="fault" id="file-error">${fault}</p>`}
<p class="hint" id="file-hint">${fill(say.fileHint, { size: bytes(bytesMax, frame) })}</p></div>
${choiceControl({ name: 'mode', label: say.mode, values: [mode], choices: modes, isRequired: true })}
<div class="actions"><button type="submit">${say.look}</button></div>
</form>`
}
