import { html } from 'hono/html'
import type { PageFrame } from '../frame.ts'
import type { Html } from '../html.ts'
import { layout } from '../layout.ts'
import { fill } from '../messages/fill.ts'
import type { Messages } from '../messages/messages.ts'
import { settingsArea } from '../messages/settings.ts'
import { textControl } from '../parts/controls.ts'
import { notice, seenInput } from '../parts/form.ts'
import { pageHead } from '../parts/page.ts'
import { faultNotice, type Told } from '../parts/said.ts'

type Letter = keyof Messages['contractTitles']
type Part = 'source' | 'files' | 'target'

/** One thing that a contract acts on. */
export interface Choice {
  /** What it acts on now; null for nothing. */
  readonly name: string | null
  /** Whether somebody chose it. */
  readonly isChosen: boolean
}

export interface ContractsView {
  /** Which choices the form is filled from. */
  readonly seen: string
  readonly zone: string
  readonly machineZone: string
  readonly zones: readonly string[]
  readonly contracts: Readonly<Record<Letter, Readonly<Record<Part, Choice>>>>
  readonly options: Readonly<Record<Part, readonly string[]>>
  readonly isSaved: boolean
  /** What was refused; the choices are then those that were sent. */
  readonly told: Told | null
  readonly isZoneWrong: boolean
}

/** Which source and target each of the five contracts acts on. */
export function contractsPage(view: ContractsView, frame: PageFrame): Html {
  const { say } = frame
  const letters = Object.keys(say.contractTitles) as Letter[]
  const zone = {
    name: 'zone',
    label: say.zone,
    hint: fill(say.zoneHint, { zone: view.machineZone }),
    value: view.zone,
    list: 'zones',
    error: view.isZoneWrong ? settingsArea[frame.language].preferences.wrongZone : null,
  }
  const trail = [{ label: settingsArea[frame.language].title, href: '/settings' }]
  const body = html`${pageHead({ title: say.contractSettings, lead: say.contractsIntro, trail }, frame)}
${notice(view.isSaved ? say.saved : null, 'good')}${faultNotice(view.told, frame)}
<form method="post" action="/settings/contracts">${seenInput(view.seen)}
<div class="cards">${letters.map((letter) => contractCard(letter, view, say))}</div>
<div class="card">
${textControl(zone, frame)}
<datalist id="zones">${view.zones.map((name) => html`<option value="${name}"></option>`)}</datalist>
</div>
<button type="submit">${say.save}</button>
</form>`
  return layout({ title: say.contractSettings, body, isWide: true }, frame)
}

function contractCard(letter: Letter, { contracts, options }: ContractsView, say: Messages): Html {
  const parts: readonly Part[] = ['source', 'files', 'target']
  const selects = parts.map((part) => {
    const select = { id: `${letter}.${part}`, label: say[part], choice: contracts[letter][part], names: options[part] }
    return choiceSelect(select, say)
  })
  return html`<fieldset class="card"><legend>${say.contractTitles[letter]}</legend>${selects}</fieldset>`
}

interface ChoiceSelect {
  readonly id: string
  readonly label: string
  readonly choice: Choice
  readonly names: readonly string[]
}

function choiceSelect({ id, label, choice, names }: ChoiceSelect, say: Messages): Html {
  const { name, isChosen } = choice
  const standard = names.length === 0 ? say.nothingThere : isChosen || name === null ? say.byDefault : fill(say.byDefaultNow, { name })
  const options = names.map((other) => html`<option value="${other}" ${isChosen && other === name ? html`selected` : ''}>${other}</option>`)
  return html`<div class="field">
<label for="${id}">${label}</label>
<select id="${id}" name="${id}"><option value="">${standard}</option>${options}</select>
</div>`
}
