import { html } from 'hono/html'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { drillMessages } from '../../messages/drills.ts'
import { fill } from '../../messages/fill.ts'
import { pieces } from '../../messages/pieces.ts'
import { words } from '../../messages/words.ts'
import { choiceControl, selectControl } from '../../parts/controls.ts'
import { icon } from '../../parts/icon.ts'
import { translated } from '../../sayings.ts'
import type { DrillsView } from './view.ts'

export const drillLevels = ['proven', 'parsed', 'stored'] as const

/** Asks what is to be verified, and how far. */
export function drillForm({ subjects, form }: Pick<DrillsView, 'subjects' | 'form'>, frame: PageFrame): Html {
  const say = drillMessages[frame.language].run
  const { trustLevels } = words[frame.language]
  const { fault } = form
  const error = fault === null ? null : 'isMissing' in fault ? say.missing : translated(fault.message, frame.language)
  const what = subjects.map(({ kind, id, name }) => ({ value: `${kind}:${id}`, label: fill(say[kind], { name }) }))
  const levels = drillLevels.map((level) => ({ value: level, label: trustLevels[level], hint: say[level] }))
  const given = { name: 'what', label: say.what, hint: say.whatHint, error, isRequired: true }
  return html`<section class="card" id="run"><h2>${say.title}</h2><form method="post" action="/drills">
${selectControl({ ...given, value: form.what, choices: what, empty: pieces[frame.language].choose }, frame)}
${choiceControl({ name: 'level', label: say.level, values: [form.level], choices: levels })}
<button type="submit">${icon('play')}${say.button}</button></form></section>`
}
