import { en } from './messages/en.ts'
import type { Messages } from './messages/messages.ts'
import { zhCN } from './messages/zh-cn.ts'

/** The languages that pages are written in, by their BCP 47 tags; the first is for whoever asks for none of them. */
export const languages = ['en', 'zh-CN'] as const

export type Language = (typeof languages)[number]

const messages: Readonly<Record<Language, Messages>> = { en, 'zh-CN': zhCN }

/** What pages say in a language. */
export function messagesIn(language: Language): Messages {
  return messages[language]
}

export interface LanguageWishes {
  /** What the address asks for. */
  readonly asked?: string | undefined
  /** What was asked for some time before. */
  readonly remembered?: string | undefined
  /** The header `Accept-Language`. */
  readonly accepted?: string | undefined
}

/** The language of a page: the one asked for, else the one asked for before, else what the browser likes best of those there are. */
export function chooseLanguage({ asked, remembered, accepted }: LanguageWishes): Language {
  return languageOf(asked ?? '') ?? languageOf(remembered ?? '') ?? bestOf(accepted ?? '') ?? languages[0]
}

/** The language that a tag means; null for one that pages aren't written in. Every kind of Chinese is better read in the one there is than not. */
export function languageOf(tag: string): Language | null {
  const [primary] = tag.trim().toLowerCase().split('-')
  return languages.find((language) => language.toLowerCase().split('-')[0] === primary) ?? null
}

function bestOf(accepted: string): Language | null {
  const ranked = accepted
    .slice(0, 1000)
    .split(',')
    .map((entry) => {
      const [tag = '', ...rest] = entry.split(';')
      const weight = rest.map((part) => /^\s*q=([\d.]+)\s*$/.exec(part)?.[1]).find((found) => found !== undefined)
      return { language: languageOf(tag), weight: weight === undefined ? 1 : Number(weight) }
    })
    .filter(({ language, weight }) => language !== null && weight > 0)
  return ranked.sort((one, other) => other.weight - one.weight)[0]?.language ?? null
}
