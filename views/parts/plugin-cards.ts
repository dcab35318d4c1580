import { html } from 'hono/html'
import type { PageFrame } from '../frame.ts'
import type { Html } from '../html.ts'
import { fill } from '../messages/fill.ts'
import { nouns } from '../messages/nouns.ts'
import { type IconName, icon } from './icon.ts'

export interface PluginCard {
  readonly name: string
  readonly title: Readonly<Record<PageFrame['language'], string>>
}

export interface PluginChoice {
  readonly plugins: readonly PluginCard[]
  /** Where the form of one is, without its name. */
  readonly address: string
  /** Where the form leads once it is done; null for where it leads by itself. */
  readonly next: string | null
  /** What each is, by its name; others say from which plugin they come. */
  readonly meanings: Readonly<Record<string, string>>
  readonly sign: IconName
}

/** What there is to choose from before there is a form: a card each. */
export function pluginCards({ plugins, address, next, meanings, sign }: PluginChoice, { language }: PageFrame): Html {
  const way = next === null ? '' : `&${new URLSearchParams({ next })}`
  const cards = plugins.map(({ name, title }) => {
    const meaning = Object.hasOwn(meanings, name) ? meanings[name] : fill(nouns[language].pluginNote, { name })
    return html`<li><a class="card plugin-card" href="${address}${encodeURIComponent(name)}${way}"><strong>${icon(sign)}${title[language]}</strong><span>${meaning}</span></a></li>`
  })
  return html`<ul class="cards plugin-cards">${cards}</ul>`
}
