const code = (character: string) => character.charCodeAt(0)

const lineFeed = code('\n')
const minus = code('-')
const slash = code('/')
const star = code('*')
const semicolon = code(';')

/** What closes a string or a quoted name, by what opens it. A closing byte that is doubled opens the next stretch at once, so it needs no rule. */
const closings = new Map([`''`, '""', '``', '[]'].map((pair) => [code(pair.charAt(0)), code(pair.charAt(1))]))

const byteTable = (matches: (byte: number) => boolean) => Uint8Array.from({ length: 256 }, (_, byte) => (matches(byte) ? 1 : 0))

/** Bytes that mean something within a plain statement; all others are skipped. */
const meaningful = byteTable((byte) => closings.has(byte) || byte === minus || byte === slash || byte === semicolon)
const spaces = byteTable((byte) => ' \t\n\f\r'.includes(String.fromCharCode(byte)))
const wordBytes = byteTable((byte) => byte >= 128 || /[\w$]/.test(String.fromCharCode(byte)))

/** Up to here a loop finds a byte faster than a call does. */
const nearBytes = 64

function placeOf(bytes: Buffer, byte: number, { from, end }: { readonly from: number; readonly end: number }): number {
  const found = bytes.indexOf(byte, from)
  return found < 0 ? end : Math.min(found, end)
}

/**
 * How far a statement has come, after the rules of sqlite3_complete: a trigger holds semicolons of its own and ends only with `; END ;`.
 * https://sqlite.org/c3ref/complete.html
 */
type Progress = 'start' | 'create' | 'plain' | 'trigger' | 'trigger semicolon' | 'trigger end'

/** What a word, or anything else that is neither space nor semicolon, makes of the progress. */
function progressAfter(progress: Progress, word: string): Progress {
  if (progress === 'plain') return 'plain'
  if (progress === 'start') return word === 'CREATE' ? 'create' : 'plain'
  if (progress === 'create' && word !== 'TRIGGER') return word === 'TEMP' || word === 'TEMPORARY' ? 'create' : 'plain'
  return progress === 'trigger semicolon' && word === 'END' ? 'trigger end' : 'trigger'
}

/**
 * Cuts SQL text that arrives in pieces into statements, looking at each byte once. It knows strings, quoted names, comments and triggers, and no
 * more: what a statement means is for others to say. Holds only the statement that is not complete yet.
 */
export class StatementSplitter {
  #bytes: Buffer = Buffer.alloc(0)
  #start = 0
  #at = 0
  #end = 0
  #inside: 'statement' | 'quotes' | 'line comment' | 'block comment' = 'statement'
  #closing = 0
  #commentAt = 0
  #progress: Progress = 'start'
  /** The last line comment between statements, without its dashes; null once a statement follows. */
  lastComment: string | null = null
  /** The first line comment of the text, if nothing stands before it. */
  firstComment: string | null = null

  push(bytes: Uint8Array): void {
    const held = this.#end - this.#start
    if (this.#end + bytes.length > this.#bytes.length) {
      // Doubling keeps a statement of many MB from being copied with each piece.
      const fits = (held + bytes.length) * 2 <= this.#bytes.length
      const next = fits ? this.#bytes : Buffer.allocUnsafeSlow((held + bytes.length) * 2)
      this.#bytes.copy(next, 0, this.#start, this.#end)
      this.#bytes = next
      this.#at -= this.#start
      this.#commentAt -= this.#start
      this.#end = held
      this.#start = 0
    }
    this.#bytes.set(bytes, this.#end)
    this.#end += bytes.length
  }

  /** The next complete statement, from its first byte to its semicolon; null until more is pushed. Its bytes stay until then. */
  next(): Buffer | null {
    while (this.#at < this.#end) {
      const before = this.#at
      if (this.#inside !== 'statement') this.#leaveInside()
      else if (this.#bytes[this.#at] === semicolon) {
        if (this.#semicolonEnds()) return this.#take()
      } else if (this.#progress === 'plain' && meaningful[this.#bytes[this.#at]!] === 0) this.#skipPlain()
      else this.#readToken()
      if (this.#at === before) return null
    }
    return null
  }

  /** What is left at the end of the text after the last complete statement: empty when it is but space and comments. */
  rest(): Buffer {
    // A line that doesn't end may have been cut short, so it is no last line.
    if (this.#inside === 'line comment') this.lastComment = null
    const empty = this.#progress === 'start' && this.#inside !== 'quotes' && this.#at >= this.#end
    return empty ? Buffer.alloc(0) : this.#bytes.subarray(this.#start, this.#end)
  }

  #take(): Buffer {
    const statement = this.#bytes.subarray(this.#start, this.#at)
    this.#start = this.#at
    this.#progress = 'start'
    return statement
  }

  /** Steps over a semicolon; true if the statement ends with it. One without a statement before it is dropped. */
  #semicolonEnds(): boolean {
    this.#at++
    if (this.#progress === 'start') this.#start = this.#at
    else if (this.#progress === 'trigger') this.#progress = 'trigger semicolon'
    else if (this.#progress !== 'trigger semicolon') return true
    return false
  }

  #skipPlain(): void {
    const [bytes, end] = [this.#bytes, this.#end]
    let at = this.#at
    while (at < end && meaningful[bytes[at]!] === 0) at++
    this.#at = at
  }

  /** Reads space, a word, or one byte; or enters quotes or a comment. Stays where it is when the next byte decides and is not there yet. */
  #readToken(): void {
    const byte = this.#bytes[this.#at]!
    if (spaces[byte] === 1) {
      this.#at++
      if (this.#progress === 'start') this.#start = this.#at
    } else if (byte === minus || byte === slash) this.#readDashOrSlash(byte)
    else if (wordBytes[byte] === 1) this.#readWord()
    else {
      this.#token('')
      this.#at++
      this.#closing = closings.get(byte) ?? 0
      if (this.#closing !== 0) this.#inside = 'quotes'
    }
  }

  #readDashOrSlash(byte: number): void {
    if (this.#at + 1 >= this.#end) return
    const next = this.#bytes[this.#at + 1]
    if (next === (byte === minus ? minus : star)) {
      this.#inside = byte === minus ? 'line comment' : 'block comment'
      this.#at += 2
      this.#commentAt = this.#at
    } else {
      this.#token('')
      this.#at++
    }
  }

  #readWord(): void {
    let at = this.#at
    while (at < this.#end && wordBytes[this.#bytes[at]!] === 1) at++
    if (at === this.#end) return
    this.#token(this.#bytes.toString('latin1', this.#at, at).toUpperCase())
    this.#at = at
  }

  #token(word: string): void {
    if (this.#progress === 'start') {
      this.lastComment = null
      this.firstComment ??= ''
    }
    this.#progress = progressAfter(this.#progress, word)
  }

  /** Goes on within quotes or a comment, and leaves it where it ends. */
  #leaveInside(): void {
    const closing = this.#inside === 'quotes' ? this.#closing : this.#inside === 'line comment' ? lineFeed : slash
    const [bytes, end] = [this.#bytes, this.#end]
    let at = this.#at
    const near = Math.min(at + nearBytes, end)
    while (at < near && bytes[at] !== closing) at++
    if (at === near && at < end) at = placeOf(bytes, closing, { from: at, end })
    this.#at = Math.min(at + 1, end)
    if (at >= end) return
    if (this.#inside === 'line comment') this.#endLineComment(at)
    else if (this.#inside === 'block comment' && (at - 1 < this.#commentAt || bytes[at - 1] !== star)) return
    this.#inside = 'statement'
    if (this.#progress === 'start') this.#start = this.#at
  }

  #endLineComment(endAt: number): void {
    if (this.#progress !== 'start') return
    this.lastComment = this.#bytes.toString('utf8', this.#commentAt, endAt).trim()
    this.firstComment ??= this.lastComment
  }
}
