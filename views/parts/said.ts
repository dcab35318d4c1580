import { html } from 'hono/html'
import { breakable } from '../format.ts'
import type { PageFrame } from '../frame.ts'
import type { Html } from '../html.ts'
import { translated } from '../sayings.ts'

export interface Told {
  readonly message: string
  readonly remedy?: string | null
}

/** What went wrong and what to do about it, read out at once; nothing for null. */
export function faultNotice(told: Told | null, frame: Pick<PageFrame, 'language'>): Html {
  if (told === null) return html``
  const remedy = told.remedy ?? null
  return html`<div class="notice bad" role="alert"><p>${said(told.message, frame)}</p>${remedy === null ? '' : html`<p>${said(remedy, frame)}</p>`}</div>`
}

/** A sentence of a service in the language of the page, or marked as the English that it is. The page's own words stay as they are. */
export function said(text: string, { language }: Pick<PageFrame, 'language'>): Html {
  const translation = translated(text, language)
  const isEnglish = language !== 'en' && translation === text && !/\p{Script=Han}/u.test(text)
  return isEnglish ? html`<span lang="en">${breakable(text)}</span>` : breakable(translation)
}

/** A warning as logs have it: what it is about, and then a sentence of its own. */
export function saidOfSubject(text: string, frame: Pick<PageFrame, 'language'>): Html {
  const at = text.indexOf(': ')
  const sentence = text.slice(at + 2)
  const translation = translated(sentence, frame.language)
  const isWhole = at < 1 || translation === sentence || translated(text, frame.language) !== text
  return isWhole ? said(text, frame) : breakable(`${text.slice(0, at)}：${translation}`)
}
