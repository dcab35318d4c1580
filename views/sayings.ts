import type { Language } from './language.ts'
import { sayings } from './messages/sayings.ts'

interface Saying {
  readonly pattern: RegExp
  readonly translation: string
}

const compiled: readonly Saying[] = sayings.map(([english, translation]) => ({ pattern: patternOf(english), translation }))

/**
 * What the services say, in another language: they say it in English, in sentences of which each is known with a place for what it names. A text of several
 * sentences is translated one by one. What isn't known stays as it is.
 */
export function translated(text: string, language: Language): string {
  if (language === 'en') return text
  const whole = translatedSentence(text)
  if (whole !== null) return whole
  return text
    .split(/(?<=[.!?:])\s+(?=[A-Z"“])/)
    .map((sentence) => translatedSentence(sentence) ?? sentence)
    .join('')
}

function translatedSentence(sentence: string): string | null {
  for (const { pattern, translation } of compiled) {
    const match = pattern.exec(sentence)
    if (match !== null) return translation.replaceAll(/\{(\w+)\}/g, (whole, name: string) => match.groups?.[name] ?? whole)
  }
  return null
}

/** `{name}` in the English sentence stands for whatever is named there. */
function patternOf(english: string): RegExp {
  const escaped = english.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replaceAll(/\{(\w+)\}/g, '(?<$1>.+?)')}$`, 's')
}
