import { html } from 'hono/html'
import { counted } from '../../format.ts'
import type { Html } from '../../html.ts'
import { fill } from '../../messages/fill.ts'
import { planForm } from '../../messages/plans-form.ts'
import { choiceControl, linesControl } from '../../parts/controls.ts'
import { faultNotice, type Told } from '../../parts/said.ts'
import { type FormPart, faultOf } from './form-part.ts'

/** What a source was found to hold, to choose from; or why it could not be asked. */
export interface PickedTables {
  readonly source: string
  readonly names: readonly string[]
  /** How many there are besides. */
  readonly more: number
  readonly told: Told | null
}

export interface TablesView {
  readonly picked: readonly PickedTables[] | null
  /** Where the form is sent to have the sources asked. */
  readonly address: string
}

/** Which tables are backed up: names, one a line, and once the sources were asked, boxes for those that they have. */
export function tablesPart(part: FormPart, { picked, address }: TablesView): Html {
  const { frame, texts } = part
  const say = planForm[frame.language]
  const wanted = texts.tables.split('\n').filter((name) => name !== '')
  const offered = new Set((picked ?? []).flatMap(({ names }) => names))
  const left = wanted.filter((name) => !offered.has(name))
  const lines = { name: 'tables', label: say.tables, hint: say.tablesHint, value: left.join('\n'), rows: 3, error: faultOf(part, 'tables') }
  return html`<div id="tables-part">
${picked?.length === 0 ? html`<p class="fault" role="alert">${say.noPick}</p>` : ''}
${(picked ?? []).map((one, at) => pickedPart(one, { at, wanted, part }))}
${linesControl(lines, frame)}
<p><button id="pick-tables" class="quiet small" type="submit" name="pick" value="tables" formaction="${address}" hx-post="${address}" hx-target="#tables-part" hx-swap="outerHTML">${say.pickTables}</button></p>
</div>`
}

interface Place {
  readonly at: number
  readonly wanted: readonly string[]
  readonly part: FormPart
}

function pickedPart({ source, names, more, told }: PickedTables, { at, wanted, part: { frame } }: Place): Html {
  const say = planForm[frame.language]
  if (told !== null) return faultNotice(told, frame)
  if (names.length === 0) return html``
  const label = fill(say.pickedTables, { source })
  const hint = more === 0 ? null : counted(say.moreTables, { count: more }, frame)
  const choices = names.map((name) => ({ value: name, label: name }))
  // Every box sends the same name, and each group needs ids of its own.
  return html`<div class="picks">${choiceControl({ name: `tables-${at}`, label, values: wanted, choices, isMany: true, hint })}</div>`
}
