/** A statement, or a command of a client program, as far as it was kept. */
export interface ScannedStatement {
  /** Its first bytes, as text. */
  readonly head: string
  readonly sizeBytes: number
  /** Groups in parentheses that stand in no other: the rows of an INSERT, and its list of columns. */
  readonly groups: number
  /** Rows that followed a COPY. */
  readonly copiedRows: number
  /** A command of a client program that stands within the statement: those act on a backslash wherever it is, outside of quotes. */
  readonly command: string | null
}

const headBytesMax = 1024

/** Gathers what is kept of the statement that is being read. */
export class StatementGatherer {
  readonly #head = Buffer.alloc(headBytesMax)
  #sizeBytes = 0
  #depth = 0
  #groups = 0
  hasStarted = false
  copiedRows = 0
  command: string | null = null

  /** How the statement begins; empty between two. */
  get head(): string {
    return this.#head.toString('utf8', 0, Math.min(this.#sizeBytes, headBytesMax))
  }

  get startsWithC(): boolean {
    return this.#sizeBytes > 0 && (this.#head[0]! | 0x20) === 0x63
  }

  /** The bytes from `from` to `to` belong to the statement, if one has started. */
  add(bytes: Buffer, from: number, to: number): void {
    if (!this.hasStarted) return
    if (this.#sizeBytes < headBytesMax) bytes.copy(this.#head, this.#sizeBytes, from, to)
    this.#sizeBytes += to - from
  }

  /** A parenthesis opened, 1, or closed, -1. */
  nest(step: 1 | -1): void {
    if (step === 1 && this.#depth === 0) this.#groups++
    this.#depth = Math.max(0, this.#depth + step)
  }

  /** The statement; another one may start then. */
  take(): ScannedStatement {
    const { head, copiedRows, command } = this
    const statement = { head, sizeBytes: this.#sizeBytes, groups: this.#groups, copiedRows, command }
    this.hasStarted = false
    this.command = null
    this.#sizeBytes = this.#depth = this.#groups = this.copiedRows = 0
    return statement
  }
}
