import { createDice, type Dice } from './randomness.ts'

const vocabularySize = 6000
const syllables = 'ba den fir gol hu ist jam kel lum mor ne olt pra qui ras sti tan ul ver wen yo zel ing ter al on'.split(' ')

/** Words of an invented language, few of them frequent and most of them rare, as in a real one. */
export interface Prose {
  word(): string
  /** At least `length` characters. */
  text(length: number): string
  /** ISO 8601, in UTC, to the second. */
  time(): string
}

export function createProse(dice: Dice): Prose {
  const vocabulary = createVocabulary()
  // A power with a uniform exponent makes ranks whose frequency falls as one over the rank.
  const word = () => vocabulary[Math.floor(vocabularySize ** dice.fraction()) - 1]!
  return {
    word,
    text(length) {
      let text = ''
      while (text.length < length) text += word() + (dice.whole(12) === 0 ? '. ' : ' ')
      return text
    },
    time: () => new Date(Date.UTC(2024, 0, 1) + dice.whole(150_000_000) * 1000).toISOString().slice(0, 19),
  }
}

function createVocabulary(): string[] {
  const dice = createDice(1)
  return Array.from({ length: vocabularySize }, () => Array.from({ length: 1 + dice.whole(4) }, () => dice.pick(syllables)).join(''))
}
