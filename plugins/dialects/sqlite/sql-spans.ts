export type SpanKind = 'string' | 'name' | 'comment' | 'other'

/** A stretch of SQL text: `from` is its first byte, `to` one past its last. */
export interface Span {
  readonly kind: SpanKind
  readonly from: number
  readonly to: number
}

const openings = /['"`[]|--|\/\*/g
const closings: Readonly<Record<string, string>> = { "'": "'", '"': '"', '`': '`', '[': ']', '--': '\n', '/*': '*/' }

/** The strings, quoted names and comments of a statement and what is between them, in order. Takes the statement in Latin-1, so that places are bytes. */
export function* sqlSpans(latin1: string): Generator<Span, void, void> {
  let at = 0
  for (;;) {
    openings.lastIndex = at
    const found = openings.exec(latin1)
    const from = found?.index ?? latin1.length
    if (from > at) yield { kind: 'other', from: at, to: from }
    if (found === null) return
    const opening = found[0]
    at = endOf(latin1, from + opening.length, closings[opening]!)
    yield { kind: opening === "'" ? 'string' : opening.length === 2 ? 'comment' : 'name', from, to: at }
  }
}

/** One past the closing mark; a quote that is doubled closes nothing. */
function endOf(text: string, from: number, closing: string): number {
  for (let at = from; ; at += 2) {
    at = text.indexOf(closing, at)
    if (at < 0) return text.length
    const doubled = closing.length === 1 && closing !== '\n' && closing !== ']' && text[at + 1] === closing
    if (!doubled) return at + closing.length
  }
}
