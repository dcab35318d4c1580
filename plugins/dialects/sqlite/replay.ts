import type { Database } from 'better-sqlite3'
import type { Warning } from '../../contract.ts'
import { Failure } from '../../failure.ts'
import { define, runOne, writingSchema } from './define.ts'
import { firstLine, lastLine } from './dump-text.ts'
import { engineFailure } from './engine-failure.ts'
import type { Encoding } from './exact-literal.ts'
import { GrowthBound } from './growth-bound.ts'
import { judge } from './statement-policy.ts'
import { StatementSplitter } from './statement-splitter.ts'
import { statementText } from './statement-text.ts'

const batchBytes = 256 * 1024
/** Some editors put it before text in UTF-8; it means nothing. */
const byteOrderMark = Buffer.of(0xef, 0xbb, 0xbf)

/** Runs SQL text that arrives in pieces in a fresh database, all in one transaction. */
export class Replay {
  readonly #database: Database
  readonly #splitter = new StatementSplitter()
  readonly #growth: GrowthBound
  /** The first bytes, until there are enough to tell whether they are a byte order mark; null from then on. */
  #opening: Buffer | null = Buffer.alloc(0)
  /** Inserts that lie side by side in the splitter's memory, run at once. */
  #batch: Buffer | null = null
  #encoding: Encoding | null = null
  #statements = 0
  #transaction: 'none' | 'open' | 'closed' = 'none'
  #pageSizeBytes: number | null
  /** The journal mode that the dump asks for. */
  journalMode: string | null = null

  /** `pageSizeBytes` overrides what the dump says. */
  constructor(database: Database, pageSizeBytes: number | null) {
    this.#database = database
    this.#growth = new GrowthBound(database)
    this.#pageSizeBytes = pageSizeBytes
    if (pageSizeBytes !== null) database.pragma(`page_size = ${pageSizeBytes}`)
  }

  /** Runs the statements that are complete. Throws `invalid` for what a dump must not hold and for SQL that fails. */
  write(bytes: Uint8Array): void {
    this.#growth.allowFor(bytes.length)
    if (this.#opening === null) this.#read(bytes)
    else this.#readOpening(Buffer.concat([this.#opening, bytes]))
  }

  /** To be called after the last piece. Throws `corrupt` when the dump doesn't end as a whole one does. */
  finish(): Warning[] {
    if (this.#opening !== null) this.#read(this.#opening)
    const rest = this.#splitter.rest()
    const { firstComment, lastComment } = this.#splitter
    if (rest.length > 0) throw cutShort(`it ends within the statement "${rest.toString('latin1', 0, 60)}"`)
    if (this.#statements === 0) throw cutShort('there is no statement in it')
    if (this.#transaction === 'open') throw cutShort('its transaction is not committed')
    if (firstComment === firstLine && lastComment !== lastLine) throw cutShort(`its last line is not "-- ${lastLine}"`)
    if (this.#database.inTransaction) this.#database.exec('COMMIT')
    if (lastComment === lastLine || this.#transaction === 'closed') return []
    return [
      {
        code: 'adjusted',
        subject: 'backup.sql',
        message: 'nothing in this dump says where it ends, so nobody can tell whether it is whole',
      },
    ]
  }

  #readOpening(opening: Buffer): void {
    const isWhole = opening.length >= byteOrderMark.length
    this.#opening = isWhole ? null : opening
    const marked = opening.subarray(0, byteOrderMark.length).equals(byteOrderMark)
    if (isWhole) this.#read(marked ? opening.subarray(byteOrderMark.length) : opening)
  }

  #read(bytes: Uint8Array): void {
    this.#splitter.push(bytes)
    for (let statement = this.#splitter.next(); statement !== null; statement = this.#splitter.next()) this.#take(statement)
    // The batch lies in the splitter's memory, which the next push reuses.
    this.#runBatch()
  }

  #take(statement: Buffer): void {
    this.#statements++
    const verdict = judge(statement)
    if (verdict.act === 'rows') {
      this.#addToBatch(statement)
      return
    }
    this.#runBatch()
    if (verdict.act === 'begin') this.#transaction = 'open'
    else if (verdict.act === 'commit') this.#transaction = 'closed'
    else if (verdict.act === 'pragma') this.#set(verdict.name, verdict.value)
    else if (verdict.act !== 'pass over') this.#run(statement, verdict.act)
  }

  #addToBatch(statement: Buffer): void {
    const batch = this.#batch ?? statement
    this.#batch = Buffer.from(batch.buffer, batch.byteOffset, statement.byteOffset + statement.length - batch.byteOffset)
    if (this.#batch.length >= batchBytes) this.#runBatch()
  }

  #runBatch(): void {
    const batch = this.#batch
    this.#batch = null
    if (batch !== null) this.#run(batch, 'rows')
  }

  #run(bytes: Buffer, act: 'rows' | 'define' | 'run' | 'virtual table'): void {
    this.#encoding ??= this.#database.pragma('encoding', { simple: true }) as Encoding
    const sql = statementText(bytes, this.#encoding)
    const reserved = act === 'define' && /^CREATE\s+TABLE\s+["'`[]?sqlite_stat[14]\b/i.test(sql)
    try {
      if (!this.#database.inTransaction) this.#database.exec('BEGIN')
      if (act === 'virtual table' || reserved || /^DROP\s+TABLE\s+IF\s+EXISTS\s+"sqlite_stat/i.test(sql)) {
        writingSchema(this.#database, () => runOne(this.#database, sql))
      } else if (act === 'rows') this.#database.exec(sql)
      else if (act === 'define') define(this.#database, sql)
      else runOne(this.#database, sql)
      if (act !== 'rows') this.#growth.allowForDefinition()
    } catch (error) {
      this.#growth.refuseExcess(error)
      throw engineFailure(error, `running "${sql.slice(0, 80).trim()}"`)
    }
  }

  #set(name: string, value: string): void {
    if (name === 'journal_mode') this.journalMode = value.toLowerCase()
    else if (name !== 'page_size' || this.#pageSizeBytes === null) this.#database.pragma(`${name} = '${value}'`)
    // Counted in pages, so it changes with their size.
    this.#growth.apply()
  }
}

function cutShort(why: string): Failure {
  return new Failure('corrupt', `the dump is not whole: ${why}`, { remedy: 'Use another backup; this one was cut short.' })
}
