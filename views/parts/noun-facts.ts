import { html } from 'hono/html'
import { bytes, counted, when } from '../format.ts'
import type { PageFrame } from '../frame.ts'
import type { Html } from '../html.ts'
import { nouns } from '../messages/nouns.ts'
import { words } from '../messages/words.ts'
import { backupLink } from './backup-link.ts'
import { badge, trustBadge } from './badge.ts'
import { between, namedMax } from './names.ts'
import type { PluginField } from './plugin-form.ts'

export interface FactsView {
  readonly fields: readonly PluginField[]
  /** As it is shown: dots in place of secrets. */
  readonly config: Readonly<Record<string, unknown>>
}

/** A configuration as it is read: secrets only by whether there are any. */
export function configFacts({ fields, config }: FactsView, { language }: PageFrame): Html {
  const rows = fields.flatMap((field) => {
    const value = config[field.name]
    const isEmpty = value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
    return isEmpty ? [] : [html`<dt>${field.title[language]}</dt><dd>${shownValue(field, value, language)}</dd>`]
  })
  return html`${rows}`
}

function shownValue({ secret }: PluginField, value: unknown, language: PageFrame['language']): Html {
  if (secret) return html`<span class="soft">${nouns[language].secretSet}</span>`
  if (typeof value === 'boolean') return html`${value ? words[language].yes : words[language].no}`
  if (Array.isArray(value)) return html`${value.map((line) => html`<code>${line}</code><br>`)}`
  return html`<code>${String(value)}</code>`
}

export interface PlanLink {
  readonly id: string
  readonly name: string
  readonly isPaused: boolean
}

/** The plans that use something, in a cell of a table: the first few, and how many more there are. */
export function planNames(plans: readonly Omit<PlanLink, 'isPaused'>[], frame: PageFrame): Html {
  if (plans.length === 0) return html`${words[frame.language].none}`
  const links = plans
    .slice(0, namedMax)
    .map(({ id, name }, at) => html`${at === 0 ? '' : between[frame.language]}<a href="/plans/${id}">${name}</a>`)
  const count = plans.length - namedMax
  return html`<span>${links}${count > 0 ? html` <small>${counted(nouns[frame.language].morePlans, { count }, frame)}</small>` : ''}</span>`
}

/** The plans that use something, as links. */
export function planLinks(plans: readonly PlanLink[], { language }: PageFrame): Html {
  const say = nouns[language]
  if (plans.length === 0) return html`<p class="soft">${say.noPlans}</p>`
  return html`<ul class="list">${plans.map(({ id, name, isPaused }) => html`<li><a href="/plans/${id}">${name}</a> ${isPaused ? badge(say.paused, 'warn', 'pause') : ''}</li>`)}</ul>`
}

export interface BackupRow {
  readonly id: string
  readonly name: string
  readonly startedAt: Date
  readonly sizeBytes: number
  readonly mode: 'full' | 'incremental' | 'differential'
  readonly trust: 'stored' | 'parsed' | 'proven'
}

/** A few backups, the newest first. */
export function backupTable(backups: readonly BackupRow[], frame: PageFrame): Html {
  const say = nouns[frame.language]
  const rows = backups.map(
    ({ id, name, startedAt, sizeBytes, mode, trust }) => html`<tr><th scope="row">${backupLink({ id, name })}</th>
<td data-label="${say.startedAt}">${when(startedAt, frame)}</td>
<td class="keep" data-label="${say.mode}">${words[frame.language].modes[mode]}</td>
<td class="number" data-label="${say.size}">${bytes(sizeBytes, frame)}</td>
<td data-label="${say.trust}">${trustBadge(trust, frame)}</td></tr>`,
  )
  return html`<div class="card flush scroll"><table class="stack"><thead><tr><th scope="col">${say.backup}</th><th scope="col">${say.startedAt}</th><th scope="col">${say.mode}</th><th scope="col" class="number">${say.size}</th><th scope="col">${say.trust}</th></tr></thead>
<tbody>${rows}</tbody></table></div>`
}

/** Looks for names in a list; with the way back to all of it. */
export function nameSearch(address: string, text: string, { language }: PageFrame): Html {
  const say = nouns[language]
  return html`<form class="filters" method="get" action="${address}" role="search"><div class="field"><label for="search">${say.search}</label><input id="search" name="name" type="search" value="${text}"></div>
<button class="quiet" type="submit">${say.filter}</button>${text === '' ? '' : html`<a class="button quiet" href="${address}">${say.clear}</a>`}</form>`
}
