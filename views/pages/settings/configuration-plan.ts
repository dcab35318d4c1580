import { html } from 'hono/html'
import { counted, number } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { configurationArea } from '../../messages/settings-configuration.ts'
import { badge } from '../../parts/badge.ts'
import { linkButton, pageHead } from '../../parts/page.ts'
import { said } from '../../parts/said.ts'
import { configurationPath, configurationTrail } from './configuration.ts'

export interface PlannedNoun {
  readonly noun: 'source' | 'target' | 'plan' | 'setting'
  readonly name: string
  readonly action: 'add' | 'change' | 'leave'
  readonly changes: readonly { readonly field: string; readonly isSecret: boolean; readonly from: unknown; readonly to: unknown }[]
}

export interface ConfigurationPlanView {
  readonly nouns: readonly PlannedNoun[]
  readonly backups: number
  readonly warnings: readonly string[]
  /** The document, sealed: it comes back with the agreement. */
  readonly carried: string
}

/** What taking a configuration in would do. Nothing was written. */
export function configurationPlanPage(view: ConfigurationPlanView, frame: PageFrame): Html {
  const say = configurationArea[frame.language]
  const moving = view.nouns.filter(({ action }) => action !== 'leave')
  const left = view.nouns.length - moving.length
  const isNothing = moving.length === 0 && view.backups === 0
  const lead = isNothing ? say.planNothing : counted(say.planLead, { count: moving.length }, frame)
  const back = linkButton({ href: configurationPath, label: say.back })
  const body = html`${pageHead({ title: say.planTitle, lead, trail: configurationTrail(frame) }, frame)}
${warningList(view.warnings, frame)}
${moving.length === 0 ? '' : nounTable(moving, frame)}
${left === 0 ? '' : html`<p class="soft">${counted(say.leaves, { count: left }, frame)}</p>`}
${view.backups === 0 ? '' : html`<p>${counted(say.backups, { count: view.backups }, frame)}</p>`}
<form method="post" action="${configurationPath}/apply" enctype="multipart/form-data" hx-boost="false">
<input type="hidden" name="carried" value="${view.carried}">
<div class="actions">${isNothing ? '' : html`<button type="submit">${say.apply}</button>`}${back}</div>
</form>`
  return layout({ title: say.planTitle, body, isWide: true }, frame)
}

function warningList(warnings: readonly string[], frame: PageFrame): Html {
  if (warnings.length === 0) return html``
  const { warnings: title } = configurationArea[frame.language]
  return html`<div class="notice warn"><h2>${title}</h2><ul>${warnings.map((text) => html`<li>${said(text, frame)}</li>`)}</ul></div>`
}

function nounTable(nouns: readonly PlannedNoun[], frame: PageFrame): Html {
  const say = configurationArea[frame.language]
  const rows = nouns.map(
    ({ noun, name, action, changes }) => html`<tr><td data-label="${say.noun}">${say.nouns[noun]}</td><th scope="row">${name}</th>
<td data-label="${say.action}">${action === 'add' ? badge(say.actions.add, 'good', 'add') : badge(say.actions[action], 'warn', 'edit')}</td>
<td data-label="${say.field}"><details><summary>${counted(say.changes, { count: changes.length }, frame)}</summary>${changeTable({ action, changes }, frame)}</details></td></tr>`,
  )
  return html`<div class="card flush scroll"><table>
<thead><tr><th scope="col">${say.noun}</th><th scope="col">${say.name}</th><th scope="col">${say.action}</th><th scope="col">${say.field}</th></tr></thead>
<tbody>${rows}</tbody></table></div>`
}

function changeTable({ action, changes }: Pick<PlannedNoun, 'action' | 'changes'>, { language }: PageFrame): Html {
  const say = configurationArea[language]
  const shown = (value: unknown, isSecret: boolean) => {
    if (isSecret) return html`<span class="soft">${say.secret}</span>`
    return value === null || value === undefined ? '–' : html`<code>${typeof value === 'string' ? value : JSON.stringify(value)}</code>`
  }
  const rows = changes.map(
    ({ field, isSecret, from, to }) =>
      html`<tr><th scope="row"><code>${field}</code></th><td>${shown(from, isSecret && action !== 'add')}</td><td>${shown(to, isSecret)}</td></tr>`,
  )
  return html`<table><thead><tr><th scope="col">${say.field}</th><th scope="col">${say.before}</th><th scope="col">${say.after}</th></tr></thead><tbody>${rows}</tbody></table>`
}

interface Count {
  readonly added: number
  readonly replaced: number
  readonly kept: number
}

export interface ConfigurationReportView {
  readonly sources: Count
  readonly targets: Count
  readonly plans: Count
  readonly settings: Count
  readonly backups: number
  readonly warnings: readonly string[]
}

/** What became of a configuration that was taken in. */
export function configurationReportPage(report: ConfigurationReportView, frame: PageFrame): Html {
  const say = configurationArea[frame.language]
  const { added, replaced, kept } = say.counts
  const rows = (['sources', 'targets', 'plans', 'settings'] as const).map((group) => {
    const count = report[group]
    return html`<tr><th scope="row">${say.groups[group]}</th><td class="number" data-label="${added}">${number(count.added, frame)}</td>
<td class="number" data-label="${replaced}">${number(count.replaced, frame)}</td><td class="number" data-label="${kept}">${number(count.kept, frame)}</td></tr>`
  })
  const body = html`${pageHead({ title: say.doneTitle, trail: configurationTrail(frame) }, frame)}
${warningList(report.warnings, frame)}
<div class="card flush scroll narrow-card"><table class="stack">
<thead><tr><th scope="col">${say.noun}</th><th class="number" scope="col">${added}</th><th class="number" scope="col">${replaced}</th><th class="number" scope="col">${kept}</th></tr></thead>
<tbody>${rows}</tbody></table></div>
${report.backups === 0 ? '' : html`<p>${counted(say.backups, { count: report.backups }, frame)}</p>`}
<p>${linkButton({ href: configurationPath, label: say.toConfiguration })}</p>`
  return layout({ title: say.doneTitle, body, isWide: true }, frame)
}
