/** Before what is said: of failures the message and the remedy, of jobs the notes and warnings, and the reasons for what was done. */
const beginnings =
  /new Failure\(\s*(?:'[a-z_]+'|[\w.]+),\s*|(?<=[{,(]\s*|\bconst )(?:remedy|message|reason|retryReason)\s*[:=]\s*|\b(?:work\.(?:note|warn)|(?:notes|warnings|unusable|refusals)\.push)\(\s*/g

/**
 * The sentences that a source file says: of failures, of jobs and of what was found, and besides whatever else reads like a sentence; `{}` in place of what
 * is filled in.
 */
export function sentencesIn(source: string): string[] {
  const code = source.replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, '')
  const said = [...code.matchAll(beginnings)].flatMap(({ index, 0: start }) => literalsOf(code, index + start.length))
  // What stands beside its own Chinese, as titles and hints of plugins do, needs no other.
  const literals = [...code.matchAll(/(?<![\w\\]|\ben: )['"`](?=["A-Z$])/g)].map(({ index }) => literalAt(code, index).text)
  const sentences = literals.filter((text) => /^["A-Z{].*[.!]$/.test(text.trim()))
  return [...new Set([...said, ...sentences].map((text) => text.trim()).filter((text) => text.includes(' ') && !text.includes('\n')))]
}

/** The literals of an expression, those inside of calls left out. */
function literalsOf(source: string, from: number): string[] {
  const found: string[] = []
  let depth = 0
  let at = from
  while (at < source.length) {
    const sign = source[at]!
    if (`'"\``.includes(sign)) {
      const literal = literalAt(source, at)
      if (depth === 0) found.push(literal.text)
      at = literal.end
      continue
    }
    if ('([{'.includes(sign)) depth++
    if (')]}'.includes(sign) && depth-- === 0) return found
    if (',;'.includes(sign) && depth === 0) return found
    // Without a sign that goes on with the expression, a new line is a new statement.
    if (sign === '\n' && depth === 0 && !/^\s*[?:.+&|'"`]/.test(source.slice(at, at + 200))) return found
    at++
  }
  return found
}

function literalAt(source: string, from: number): { readonly text: string; readonly end: number } {
  const quote = source[from]!
  let text = ''
  let at = from + 1
  while (at < source.length && source[at] !== quote) {
    if (source[at] === '\\') {
      text += source[at + 1] === 'n' ? '\n' : source[at + 1]
      at += 2
    } else if (quote === '`' && source.startsWith('${', at)) {
      text += '{}'
      at = endOfPlace(source, at)
    } else {
      text += source[at]
      at++
    }
  }
  return { text, end: at + 1 }
}

/** Behind the brace that ends what is filled in. */
function endOfPlace(source: string, from: number): number {
  let depth = 0
  let at = from
  for (;;) {
    const sign = source[at]!
    if (`'"\``.includes(sign)) {
      at = literalAt(source, at).end
      continue
    }
    if (sign === '{') depth++
    if (sign === '}' && --depth === 0) return at + 1
    at++
  }
}
