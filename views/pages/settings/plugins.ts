import { html } from 'hono/html'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { settingsArea } from '../../messages/settings.ts'
import { badge } from '../../parts/badge.ts'
import { pageHead } from '../../parts/page.ts'
import { said } from '../../parts/said.ts'
import { settingsTrail } from './frame.ts'

export interface PluginRow {
  readonly kind: 'dialect' | 'target'
  readonly name: string
  readonly title: Readonly<Record<'en' | 'zh-CN', string>>
  /** The file that it was loaded from; null for one that is built in. */
  readonly file: string | null
}

export interface PluginsView {
  readonly plugins: readonly PluginRow[]
  readonly broken: readonly { readonly origin: string; readonly message: string; readonly remedy: string | null }[]
}

/** What is installed, and what could not be loaded. */
export function pluginsPage({ plugins, broken }: PluginsView, frame: PageFrame): Html {
  const { plugins: say, cards } = settingsArea[frame.language]
  const { title } = cards.plugins
  const of = (kind: PluginRow['kind']) => plugins.filter((plugin) => plugin.kind === kind)
  const body = html`${pageHead({ title, lead: say.lead, trail: settingsTrail(frame) }, frame)}
${broken.length === 0 ? '' : brokenTable(broken, frame)}
<div class="section-head"><h2>${say.dialects}</h2></div>
${pluginTable(of('dialect'), frame)}
<div class="section-head"><h2>${say.targets}</h2></div>
${pluginTable(of('target'), frame)}
<p class="soft">${say.hint}</p>`
  return layout({ title, body, isWide: true }, frame)
}

function pluginTable(plugins: readonly PluginRow[], { language }: PageFrame): Html {
  const say = settingsArea[language].plugins
  const rows = plugins.map(
    ({ name, title, file }) => html`<tr><th scope="row"><code>${name}</code></th><td data-label="${say.title}">${title[language]}</td>
<td data-label="${say.origin}">${file === null ? badge(say.builtin, 'plain') : html`<code>${file}</code>`}</td></tr>`,
  )
  return html`<div class="card flush scroll"><table class="stack">
<thead><tr><th scope="col">${say.name}</th><th scope="col">${say.title}</th><th scope="col">${say.origin}</th></tr></thead>
<tbody>${rows}</tbody></table></div>`
}

function brokenTable(broken: PluginsView['broken'], frame: PageFrame): Html {
  const say = settingsArea[frame.language].plugins
  const rows = broken.map(
    ({
      origin,
      message,
      remedy,
    }) => html`<tr><th scope="row"><code>${origin}</code></th><td data-label="${say.cause}">${said(message, frame)}</td>
<td data-label="${say.remedy}">${remedy === null ? '–' : said(remedy, frame)}</td></tr>`,
  )
  return html`<div class="section-head"><h2>${say.broken}</h2>${badge(String(broken.length), 'bad', 'bad')}</div>
<div class="card flush scroll"><table class="stack">
<thead><tr><th scope="col">${say.origin}</th><th scope="col">${say.cause}</th><th scope="col">${say.remedy}</th></tr></thead>
<tbody>${rows}</tbody></table></div>`
}
