import type { Bytes } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import type { UploadTable } from '../domain/upload.ts'
import { SqlLexer } from './upload-sql-lexer.ts'
import { DialectMarks, missingTrailer } from './upload-sql-marks.ts'
import { areRowsSuspicious, clientObjection, objectionTo } from './upload-sql-objections.ts'
import { rulesOf } from './upload-sql-rules.ts'
import type { ScannedStatement } from './upload-sql-statement.ts'
import { TableFigures } from './upload-sql-tables.ts'

/** What SQL text was found to be. */
export interface SqlFindings {
  readonly dialect: string | null
  readonly plainBytes: number
  readonly tables: readonly UploadTable[]
  readonly tableCount: number
  /** Why it would not be restored. */
  readonly objections: readonly Failure[]
}

const guessBytes = 128 * 1024
const objectionsMax = 20

/** Reads SQL text to its end in bounded memory. Errors of `bytes` pass through; what is wrong with the text is among the findings. */
export async function scanSql(bytes: Bytes): Promise<SqlFindings> {
  let scan: SqlScan | null = null
  let opening: Uint8Array[] = []
  let openingBytes = 0
  for await (const piece of bytes) {
    if (scan !== null) {
      scan.push(piece)
      continue
    }
    opening.push(piece)
    openingBytes += piece.length
    if (openingBytes < guessBytes) continue
    scan = startScan(Buffer.concat(opening))
    opening = []
  }
  return (scan ?? startScan(Buffer.concat(opening))).finish()
}

function startScan(opening: Buffer): SqlScan {
  const text = opening[0] === 0xef && opening[1] === 0xbb && opening[2] === 0xbf ? opening.subarray(3) : opening
  const rehearsal = new DialectMarks()
  const lexer = new SqlLexer(rulesOf(null), ({ head }) => rehearsal.add(head))
  lexer.push(text.subarray(0, guessBytes))
  lexer.finish()
  const scan = new SqlScan(rehearsal.guess(lexer.comments), opening.length - text.length)
  scan.push(text)
  return scan
}

class SqlScan {
  readonly #dialect: string | null
  readonly #lexer: SqlLexer
  readonly #marks = new DialectMarks()
  readonly #tables = new TableFigures()
  readonly #objections: Failure[] = []
  #transaction: 'none' | 'open' | 'closed' = 'none'
  #plainBytes: number

  constructor(dialect: string | null, skippedBytes: number) {
    this.#dialect = dialect
    this.#plainBytes = skippedBytes
    this.#lexer = new SqlLexer(rulesOf(dialect), (statement) => this.#take(statement))
  }

  push(bytes: Uint8Array): void {
    this.#plainBytes += bytes.length
    this.#lexer.push(bytes)
  }

  finish(): SqlFindings {
    const end = this.#lexer.finish()
    this.#marks.add(this.#lexer.pending.head)
    const dialect = this.#dialect ?? this.#marks.guess(this.#lexer.comments)
    if (this.#marks.known === 0) this.#objections.unshift(noSql())
    else this.#checkEnd(end)
    return { dialect, plainBytes: this.#plainBytes, ...this.#tables.figures(), objections: this.#objections }
  }

  #checkEnd(end: string | null): void {
    const trailer = missingTrailer(this.#lexer.comments)
    if (end !== null) this.#objections.push(cutShort(`it ends ${end}`))
    else if (this.#transaction === 'open') this.#objections.push(cutShort('its transaction is not committed'))
    else if (trailer !== null) this.#objections.push(cutShort(`its last line is not "-- ${trailer}"`))
  }

  #take(statement: ScannedStatement): void {
    const { head, command } = statement
    if (command === null && !areRowsSuspicious(head) && this.#tables.addAlike(statement)) return
    this.#marks.add(head)
    const objection = this.#objections.length < objectionsMax ? objectionTo(head, this.#dialect) : null
    if (objection !== null) this.#objections.push(refused(head, objection))
    else if (command !== null && this.#objections.length < objectionsMax) this.#objections.push(refused(command, clientObjection))
    this.#follow(head)
    this.#tables.add(statement)
  }

  #follow(head: string): void {
    if (/^(?:BEGIN\b|START\s+TRANSACTION\b)/i.test(head)) this.#transaction = 'open'
    else if (/^(?:COMMIT|END)\b/i.test(head)) this.#transaction = 'closed'
    else if (/^ROLLBACK\b/i.test(head) && this.#transaction === 'open') {
      this.#objections.push(cutShort('it takes itself back: the program that made it met an error and wrote ROLLBACK'))
      this.#transaction = 'closed'
    }
  }
}

function noSql(): Failure {
  return new Failure('invalid', 'This is neither SQL text nor a ZIP file nor an archive: nothing in it begins as a statement does.', {
    remedy: 'Give a dump (.sql, .sql.gz, .sql.zst), a ZIP file that holds one, or an archive.',
  })
}

function cutShort(why: string): Failure {
  return new Failure('corrupt', `the dump is not whole: ${why}`, { remedy: 'Transfer it again, or make the dump anew.' })
}

function refused(head: string, why: string): Failure {
  return new Failure('invalid', `the statement ${JSON.stringify(head.slice(0, 80).trim())} is refused: ${why}`, {
    remedy: 'Remove it from the dump if you trust where the dump comes from, and try again.',
  })
}
