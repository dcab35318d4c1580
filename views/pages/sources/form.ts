import { html } from 'hono/html'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { fill } from '../../messages/fill.ts'
import { sources } from '../../messages/sources.ts'
import { type NounFormView, nounForm } from '../../parts/noun-form.ts'
import { pageHead } from '../../parts/page.ts'
import { type PluginChoice, pluginCards } from '../../parts/plugin-cards.ts'

/** What can be backed up, before there is a form. */
export function sourceChoicePage({ plugins, next }: Pick<PluginChoice, 'plugins' | 'next'>, frame: PageFrame): Html {
  const say = sources[frame.language]
  const trail = [{ label: say.title, href: '/sources' }]
  const body = html`${pageHead({ title: say.choose, lead: say.chooseLead, trail }, frame)}
${pluginCards({ plugins, next, address: '/sources/new?dialect=', meanings: say.meanings, sign: 'sources' }, frame)}`
  return layout({ title: say.add, body }, frame)
}

/** The form of a source. */
export function sourceFormPage(view: NounFormView, frame: PageFrame): Html {
  const say = sources[frame.language]
  const isNew = view.id === null
  const title = isNew ? fill(say.newOf, { kind: view.plugin.title[frame.language] }) : fill(say.editOf, { name: view.shownName })
  const above = isNew ? { label: say.add, href: '/sources/new' } : { label: view.shownName, href: `/sources/${view.id}` }
  const trail = [{ label: say.title, href: '/sources' }, above]
  return layout({ title, body: html`${pageHead({ title, trail }, frame)}${nounForm(view, frame)}` }, frame)
}
