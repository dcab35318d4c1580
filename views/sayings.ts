import type { Language } from './language.ts'
import { foreignSayings, type Saying, sayings } from './messages/sayings.ts'

interface Pattern {
  /** What is fixed of the sentence, from its beginning to its end; between two of these stands what is named there. */
  readonly pieces: readonly string[]
  readonly translation: string
  /** How much of the sentence is fixed: of two that fit, the one that says more is meant. */
  readonly weight: number
  /** The places that hold names and no sentences, from 0: what follows them would not be theirs, and what the translation leaves out would be lost. */
  readonly names: readonly number[]
}

/** A sentence that is known, with what it names. */
interface Match {
  readonly pattern: Pattern
  readonly named: readonly string[]
}

/** How a sentence is understood: as a whole, or as a list of several that are known. */
type Reading = readonly Match[]

const all = [...sayings, ...foreignSayings]

/** Words alone may as well be names that people gave, so they are only translated where a sentence says that it takes a word. */
const words: ReadonlyMap<string, string> = new Map(all.filter(isWord).map(({ english, chinese }) => [english, chinese]))

const patterns: readonly Pattern[] = all
  .filter((saying) => !isWord(saying))
  .map(patternOf)
  .sort((one, other) => other.weight - one.weight)

/** What is longer is no sentence of ours, and would take long to compare. */
const lengthMax = 4000

/** What may stand in a place of a sentence, one inside another, before it is left as it is. */
const depthMax = 3

/** Who has more to say is not the program. It goes for the members of a list too. */
const sentencesMax = 20

/** A sentence may begin with what is counted in it. */
const betweenSentences = /(?<=[.!?])\s+(?=[A-Z0-9"“])/

/**
 * What the program says, in the language of the page: it says everything in English, in sentences that are known with a place for what they name. What
 * isn't known stays as it is.
 */
export function translated(text: string, language: Language): string {
  return language === 'en' || text.length > lengthMax ? text : translatedText(text, depthMax)
}

function isWord({ english }: Saying): boolean {
  return /^[^\s{}]+$/.test(english)
}

function patternOf({ english, chinese }: Saying): Pattern {
  const pieces = english.split('{}')
  const isName = (at: number) => !chinese.includes(`{${at + 1}`) || (pieces[at + 1] !== '' && !isQuoted(pieces, at))
  const names = pieces.slice(1).flatMap((_, at) => (isName(at) ? [at] : []))
  return { pieces, translation: chinese, weight: english.replaceAll('{}', '').length, names }
}

/** First sentence by sentence, because a place at the end of a sentence would take all that follows for a name. */
function translatedText(text: string, depth: number): string {
  const sentences = text.split(betweenSentences)
  const readings = sentences.length > 1 && sentences.length <= sentencesMax ? sentences.map(readingOf) : []
  const isKnown = readings.some((reading) => reading !== null)
  if (isKnown && readings.every((reading) => reading !== null)) return joined(sentences, readings, depth)
  const whole = readingOf(text)
  if (whole !== null) return chineseOf(text, whole, depth)
  return isKnown ? joined(sentences, readings, depth) : text
}

function joined(sentences: readonly string[], readings: readonly (Reading | null)[], depth: number): string {
  return sentences
    .map((sentence, at) => (readings[at] == null ? `${sentence} ` : chineseOf(sentence, readings[at], depth)))
    .join('')
    .trimEnd()
}

/** A place at the end may hold a list of which each member is known: then all of it is the list, unless the sentence around it says more. */
function readingOf(sentence: string): Reading | null {
  const whole = matchOf(sentence)
  const list = sentence.split('; ')
  if (list.length === 1 || list.length > sentencesMax) return whole === null ? null : [whole]
  const members = list.map(matchOf).filter((match) => match !== null)
  const isList = members.length === list.length && (whole === null || whole.pattern.weight <= members[0]!.pattern.weight)
  if (isList) return members
  return whole === null ? null : [whole]
}

/** What is said inside of another sentence is known without a full stop, and may get one where it stands alone. */
function matchOf(sentence: string): Match | null {
  return exactMatchOf(sentence) ?? (sentence.endsWith('.') ? exactMatchOf(sentence.slice(0, -1)) : null)
}

function exactMatchOf(sentence: string): Match | null {
  for (const pattern of patterns) {
    const named = namedIn(sentence, pattern.pieces)
    if (named === null) continue
    if (!pattern.names.some((place) => betweenSentences.test(named[place]!))) return { pattern, named }
  }
  return null
}

function chineseOf(sentence: string, reading: Reading, depth: number): string {
  const chinese = reading.map((match) => filled(match, depth)).join('；')
  return sentence.endsWith('.') ? chinese.replace(/[.。]?$/, '。') : chinese
}

function filled({ pattern, named }: Match, depth: number): string {
  return pattern.translation.replaceAll(/\{(\d)(:word)?\}/g, (_, place: string, isWordPlace?: string) => {
    const at = Number(place) - 1
    const name = named[at] ?? ''
    if (isWordPlace !== undefined && words.has(name)) return words.get(name)!
    return depth > 0 && !isQuoted(pattern.pieces, at) ? translatedText(name, depth - 1) : name
  })
}

/** What the English has in quotes is named as people wrote it. */
function isQuoted(pieces: readonly string[], at: number): boolean {
  return pieces[at]?.endsWith('"') === true && pieces[at + 1]?.startsWith('"') === true
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
