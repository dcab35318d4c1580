import { html } from 'hono/html'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { fill } from '../../messages/fill.ts'
import { targets } from '../../messages/targets.ts'
import { type NounFormView, nounForm } from '../../parts/noun-form.ts'
import { pageHead } from '../../parts/page.ts'
import { type PluginChoice, pluginCards } from '../../parts/plugin-cards.ts'

/** Where backups can be kept, before there is a form. */
export function targetChoicePage({ plugins, next }: Pick<PluginChoice, 'plugins' | 'next'>, frame: PageFrame): Html {
  const say = targets[frame.language]
  const trail = [{ label: say.title, href: '/targets' }]
  const body = html`${pageHead({ title: say.choose, lead: say.chooseLead, trail }, frame)}
${pluginCards({ plugins, next, address: '/targets/new?kind=', meanings: say.meanings, sign: 'targets' }, frame)}`
  return layout({ title: say.add, body }, frame)
}

/** The form of a target. */
export function targetFormPage(view: NounFormView, frame: PageFrame): Html {
  const say = targets[frame.language]
  const isNew = view.id === null
  const title = isNew ? fill(say.newOf, { kind: view.plugin.title[frame.language] }) : fill(say.editOf, { name: view.shownName })
  const above = isNew ? { label: say.add, href: '/targets/new' } : { label: view.shownName, href: `/targets/${view.id}` }
  const trail = [{ label: say.title, href: '/targets' }, above]
  return layout({ title, body: html`${pageHead({ title, trail }, frame)}${nounForm(view, frame)}` }, frame)
}
