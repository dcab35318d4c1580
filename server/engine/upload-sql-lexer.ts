import { DumpComments } from './upload-sql-comments.ts'
import type { SqlRules } from './upload-sql-rules.ts'
import { type ScannedStatement, StatementGatherer } from './upload-sql-statement.ts'

type Inside = 'statement' | 'quotes' | 'dollars' | 'line comment' | 'block comment' | 'rows' | 'command'

const code = (character: string) => character.charCodeAt(0)
const [lineFeed, backslash, openParenthesis, closeParenthesis] = [code('\n'), code('\\'), code('('), code(')')]
const [minus, slash, star, dollar, hash] = [code('-'), code('/'), code('*'), code('$'), code('#')]
const spaces = new Set([' ', '\t', '\n', '\f', '\r'].map(code))

/** A decision never needs to look further ahead or back than this. */
const sightBytes = 96

/**
 * Cuts SQL text of any size into statements, keeping only how each begins. It reads what a dump is for a person's eyes and refuses nothing:
 * the dialect that restores the text judges every statement by itself.
 */
export class SqlLexer {
  readonly comments = new DumpComments()
  /** The statement that is not complete yet. */
  readonly pending = new StatementGatherer()
  readonly #rules: SqlRules
  readonly #take: (statement: ScannedStatement) => void
  readonly #meaningful: Uint8Array
  #bytes: Buffer = Buffer.alloc(0)
  #at = 0
  #inside: Inside = 'statement'
  #closing = 0
  #escapes = false
  #dollarTag = Buffer.alloc(0)
  #commentDepth = 0
  #delimiter = Buffer.from(';')
  #isLineStart = true
  #statements = 0

  constructor(rules: SqlRules, take: (statement: ScannedStatement) => void) {
    this.#rules = rules
    this.#take = take
    const marks = `'"\`-/;()\\${rules.hasBrackets ? '[' : ''}${rules.isPostgres ? '$' : ''}${rules.isMysql ? '#' : ''}`
    this.#meaningful = Uint8Array.from({ length: 256 }, (_, byte) => (marks.includes(String.fromCharCode(byte)) ? 1 : 0))
  }

  push(bytes: Uint8Array): void {
    const kept = Math.max(0, this.#at - sightBytes)
    this.#bytes = Buffer.concat([this.#bytes.subarray(kept), bytes])
    this.#at -= kept
    this.#scan(this.#bytes.length - sightBytes)
  }

  /** After the last piece: what the text ends within, as the end of a sentence; null when it ends between two statements. */
  finish(): string | null {
    this.#scan(this.#bytes.length)
    if (this.#inside === 'command') this.#endStatement()
    if (this.#inside === 'rows') return 'within the rows of a table'
    if (this.#inside === 'block comment') return 'within a comment'
    if (!this.pending.hasStarted) return null
    return `within the statement ${JSON.stringify(this.pending.head.slice(0, 60).trim())}`
  }

  #scan(end: number): void {
    while (this.#at < end) {
      if (this.#inside === 'statement') this.#readStatement(end)
      else if (this.#inside === 'quotes') this.#readQuotes(end)
      else if (this.#inside === 'dollars') this.#readUntil(this.#dollarTag, end)
      else if (this.#inside === 'block comment') this.#readBlockComment(end)
      else if (this.#inside === 'rows') this.#readRow()
      else this.#readLine()
    }
  }

  #readStatement(end: number): void {
    const bytes = this.#bytes
    if (!this.pending.hasStarted && this.#skipSpace()) return
    let at = this.#at
    // What may end a statement is meaningful too; any other delimiter than the usual one is looked for byte by byte.
    const byStep = this.#delimiter[0] !== 0x3b
    while (at < end && this.#meaningful[bytes[at]!] === 0 && !(byStep && bytes[at] === this.#delimiter[0])) at++
    if (at > this.#at) this.pending.hasStarted = true
    this.#advance(at)
    if (at < end) this.#readMark(bytes[at]!)
  }

  /** True when something was skipped, or a command was met, before a statement starts. */
  #skipSpace(): boolean {
    const byte = this.#bytes[this.#at]!
    if (spaces.has(byte)) {
      this.#at++
      return true
    }
    if (byte === backslash || (this.#rules.isMysql && /^delimiter\s/i.test(this.#text(10)))) {
      this.pending.hasStarted = true
      this.#inside = 'command'
      return true
    }
    return false
  }

  #readMark(byte: number): void {
    const next = this.#bytes[this.#at + 1]
    if (this.#startsWith(this.#delimiter)) this.#readDelimiter()
    else if (byte === minus && next === minus) this.#enterLineComment(2)
    else if (byte === hash) this.#enterLineComment(1)
    else if (byte === slash && next === star) this.#enterBlockComment()
    else {
      this.pending.hasStarted = true
      if (byte === openParenthesis || byte === closeParenthesis) this.pending.nest(byte === openParenthesis ? 1 : -1)
      else if (byte === backslash) this.pending.command ??= this.#text(20)
      else if (byte === dollar) this.#enterDollars()
      else if (byte === 0x27 || byte === 0x22 || byte === 0x60) this.#enterQuotes(byte)
      else if (byte === 0x5b) this.#enterQuotes(0x5d)
      this.#advance(this.#at + 1)
    }
  }

  #enterQuotes(closing: number): void {
    this.#escapes =
      closing !== 0x60 &&
      (this.#rules.hasBackslashes || (this.#rules.isPostgres && closing === 0x27 && /(?:^|\W)e$/i.test(this.#before(2))))
    this.#closing = closing
    this.#inside = 'quotes'
  }

  #readQuotes(end: number): void {
    const { length } = this.#bytes
    let at = this.#at
    if (this.#escapes) while (at < length && this.#bytes[at] !== this.#closing) at += this.#bytes[at] === backslash ? 2 : 1
    else at = this.#bytes.indexOf(this.#closing, at)
    if (at >= 0 && at < length) {
      this.#inside = 'statement'
      this.#advance(at + 1)
    } else this.#advance(at > length && end < length ? length - 1 : length)
  }

  #enterDollars(): void {
    if (/[\w\x80-\xff]/.test(this.#before(1))) return
    const tag = /^\$(?:[A-Za-z_\x80-\xff][\w\x80-\xff]*)?\$/.exec(this.#text(sightBytes))?.[0]
    if (tag === undefined) return
    this.#dollarTag = Buffer.from(tag, 'latin1')
    this.#inside = 'dollars'
    // One byte more is stepped over by whoever called.
    this.#advance(this.#at + tag.length - 1)
  }

  #readUntil(tag: Buffer, end: number): void {
    const found = this.#bytes.indexOf(tag, this.#at)
    if (found >= 0) this.#inside = 'statement'
    this.#advance(found >= 0 ? found + tag.length : Math.max(end, this.#at + 1))
  }

  #enterLineComment(markBytes: number): void {
    this.#inside = 'line comment'
    this.#advance(this.#at + markBytes)
    const text = this.#text(sightBytes).split('\n', 1)[0]!.trim()
    if (!this.pending.hasStarted) this.comments.note(text, this.#statements === 0)
  }

  #enterBlockComment(): void {
    const mark = /^\/\*M?!\d{5,6}/.exec(this.#text(16))?.[0]
    if (mark !== undefined) this.comments.executable++
    if (mark !== undefined && this.#rules.isMysql) {
      this.#advance(this.#at + mark.length)
      return
    }
    this.#inside = 'block comment'
    this.#commentDepth = 1
    this.#advance(this.#at + 2)
  }

  #readBlockComment(end: number): void {
    let at = this.#at
    while (at < end && this.#bytes[at] !== star && this.#bytes[at] !== slash) at++
    const pair = this.#bytes.toString('latin1', at, at + 2)
    if (pair === '*/') this.#commentDepth--
    else if (pair === '/*' && this.#rules.isPostgres) this.#commentDepth++
    if (this.#commentDepth === 0) this.#inside = 'statement'
    this.#advance(Math.min(at + (pair === '*/' || pair === '/*' ? 2 : 1), this.#bytes.length))
  }

  #readLine(): void {
    const found = this.#bytes.indexOf(lineFeed, this.#at)
    const at = found < 0 ? this.#bytes.length : found
    this.#advance(at)
    if (found < 0) return
    if (this.#inside === 'command') this.#endStatement()
    this.#inside = 'statement'
    this.#advance(at + 1)
  }

  #readRow(): void {
    if (this.#isLineStart && /^\\\.(?:\r?\n|$)/.test(this.#text(4))) {
      this.#endStatement()
      this.#inside = 'line comment'
      return
    }
    const found = this.#bytes.indexOf(lineFeed, this.#at)
    this.#isLineStart = found >= 0
    if (found >= 0) this.pending.copiedRows++
    this.#advance(found < 0 ? this.#bytes.length : found + 1)
  }

  #readDelimiter(): void {
    // Of every statement of a dump only those that begin with C are read here: CREATE TRIGGER and COPY.
    const head = this.pending.startsWithC ? this.pending.head : ''
    const isWithin =
      this.#rules.hasPlainTriggers && /^CREATE\s+(?:TEMP\w*\s+)?TRIGGER\b/i.test(head) && !/;\s*END\s*$/i.test(this.#before(sightBytes))
    this.#advance(this.#at + this.#delimiter.length)
    if (isWithin) return
    if (this.#rules.isPostgres && /^COPY\s.*\sFROM\s+stdin\b/is.test(head)) this.#enterRows()
    else if (this.pending.hasStarted) this.#endStatement()
  }

  #enterRows(): void {
    this.#advance(this.#bytes.indexOf(lineFeed, this.#at) + 1 || this.#bytes.length)
    this.#inside = 'rows'
    this.#isLineStart = true
  }

  #endStatement(): void {
    const statement = this.pending.take()
    if (this.#inside === 'command') this.#obey(statement.head)
    // A command may stand above the comments that say who made the dump.
    else this.#statements++
    this.#take(statement)
    this.#inside = 'statement'
  }

  #obey(command: string): void {
    const delimiter = this.#rules.isMysql ? /^delimiter\s+(\S{1,16})/i.exec(command)?.[1] : undefined
    if (delimiter !== undefined) this.#delimiter = Buffer.from(delimiter)
  }

  #advance(at: number): void {
    this.pending.add(this.#bytes, this.#at, at)
    this.#at = at
  }

  #startsWith(tag: Buffer): boolean {
    if (this.#bytes[this.#at] !== tag[0]) return false
    return tag.length === 1 || this.#bytes.subarray(this.#at, this.#at + tag.length).equals(tag)
  }

  #before(bytes: number): string {
    return this.#bytes.toString('latin1', Math.max(0, this.#at - bytes), this.#at)
  }

  #text(bytes: number): string {
    return this.#bytes.toString('latin1', this.#at, this.#at + bytes)
  }
}
