/** Sentences that services say, and what they are in Chinese. Braces stand for what a sentence names. */
export const sayings: readonly (readonly [english: string, chinese: string])[] = [
  ['There is no {noun} named "{name}".', '没有名为“{name}”的{noun}。'],
]
