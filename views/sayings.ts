import type { Language } from './language.ts'
import { foreignSayings, sayings } from './messages/sayings.ts'

interface Pattern {
  /** What is fixed of the sentence, from its beginning to its end; between two of these stands what is named there. */
  readonly pieces: readonly string[]
  readonly translation: string
  /** How much of the sentence is fixed: of two that fit, the one that says more is meant. */
  readonly weight: number
}

const patterns: readonly Pattern[] = [...sayings, ...foreignSayings]
  .map(({ english, chinese }) => ({ pieces: english.split('{}'), translation: chinese, weight: english.replaceAll('{}', '').length }))
  .sort((one, other) => other.weight - one.weight)

/** What is longer is no sentence of ours, and would take long to compare. */
const lengthMax = 4000

/** What may stand in a place of a sentence, one inside another, before it is left as it is. */
const depthMax = 3

/** Who has more to say is not the program. */
const sentencesMax = 20

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
  const isOne = sentences.length === 1
  const known = isOne || sentences.length > sentencesMax ? [] : sentences.map((sentence) => translatedSentence(sentence, depth))
  if (known.every((sentence) => sentence === null)) return text
  return sentences.map((sentence, at) => known[at] ?? sentence).join('')
}

function translatedSentence(sentence: string, depth: number): string | null {
  for (const { pieces, translation } of patterns) {
    const named = namedIn(sentence, pieces)
    if (named === null) continue
    return translation.replaceAll(/\{(\d)\}/g, (_, place: string) => {
      const name = named[Number(place) - 1] ?? ''
      return depth > 0 ? translatedText(name, depth - 1) : name
    })
  }
  return null
}

/**
 * What stands between the pieces, each as short as it can be; null where they don't fit. By looking for one piece behind the other and no expression that
 * tries all ways: what is named may come from anybody, and may be made so that there are very many.
 */
function namedIn(sentence: string, pieces: readonly string[]): readonly string[] | null {
  const first = pieces[0]!
  const last = pieces.at(-1)!
  if (pieces.length === 1) return sentence === first ? [] : null
  if (!sentence.startsWith(first) || !sentence.endsWith(last)) return null
  const named: string[] = []
  let from = first.length
  for (const piece of pieces.slice(1, -1)) {
    const at = sentence.indexOf(piece, from)
    if (at === -1) return null
    named.push(sentence.slice(from, at))
    from = at + piece.length
  }
  const end = sentence.length - last.length
  return end < from ? null : [...named, sentence.slice(from, end)]
}
