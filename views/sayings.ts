import type { Language } from './language.ts'
import { sayings } from './messages/sayings.ts'

interface Pattern {
  readonly match: RegExp
  readonly translation: string
  /** How much of the sentence is fixed: of two that fit, the one that says more is meant. */
  readonly weight: number
}

const patterns: readonly Pattern[] = sayings
  .map(({ english, chinese }) => ({ match: patternOf(english), translation: chinese, weight: english.replaceAll('{}', '').length }))
  .sort((one, other) => other.weight - one.weight)

/** What is longer is no sentence of ours, and would take long to compare. */
const lengthMax = 4000

/** What may stand in a place of a sentence, one inside another, before it is left as it is. */
const depthMax = 3

/**
 * What the program says, in the language of the page: it says everything in English, in sentences that are known with a place for what they name. What
 * isn't known stays as it is.
 */
export function translated(text: string, language: Language): string {
  return language === 'en' || text.length > lengthMax ? text : translatedText(text, depthMax)
}

function translatedText(text: string, depth: number): string {
  const whole = translatedSentence(text, depth)
  if (whole !== null) return whole
  const sentences = text.split(/(?<=[.!?])\s+(?=[A-Z"“])/)
  return sentences.length === 1 ? text : sentences.map((sentence) => translatedSentence(sentence, depth) ?? sentence).join('')
}

function translatedSentence(sentence: string, depth: number): string | null {
  for (const { match, translation } of patterns) {
    const found = match.exec(sentence)
    if (found === null) continue
    return translation.replaceAll(/\{(\d)\}/g, (_, place: string) => {
      const named = found[Number(place)] ?? ''
      return depth > 0 ? translatedText(named, depth - 1) : named
    })
  }
  return null
}

/** Braces in an English sentence stand for whatever is named there. */
function patternOf(english: string): RegExp {
  const escaped = english.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replaceAll('{}', '(.*?)')}$`, 's')
}
