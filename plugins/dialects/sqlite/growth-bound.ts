import type { Database } from 'better-sqlite3'
import { Failure } from '../../failure.ts'
import { engineCode } from './engine-failure.ts'

/** What a database may become whatever the length of its dump. */
const freeBytes = 256 * 1024 ** 2
/** Bytes of database for each byte of dump. Even short rows in many indexes stay far below it. */
const factor = 64
/** A table or index takes pages of its own, however short its definition. */
const pagesPerDefinition = 8

/**
 * Keeps a database that is made from SQL text from growing out of all proportion to that text: a statement of a hundred bytes can compute
 * rows without end, and the disk that it would fill is the destination's.
 */
export class GrowthBound {
  readonly #database: Database
  #dumpBytes = 0
  #definitions = 0
  #pages = 0

  constructor(database: Database) {
    this.#database = database
  }

  /** To be called before the bytes are run. */
  allowFor(dumpBytes: number): void {
    this.#dumpBytes += dumpBytes
    this.apply()
  }

  allowForDefinition(): void {
    this.#definitions++
    // Every piece of the dump applies it too; a piece may hold thousands of definitions.
    if (this.#definitions % 512 === 0) this.apply()
  }

  /** Throws `invalid` when `error` says that the bound was met. */
  refuseExcess(error: unknown): void {
    if (!(engineCode(error) ?? '').startsWith('SQLITE_FULL') || this.#readNumber('page_count') < this.#pages - 64) return
    throw new Failure('invalid', 'the dump makes a database out of all proportion to its own size', {
      remedy: 'Do not restore it before you know who made it: a statement in it computes rows without end.',
      detail: { dumpBytes: this.#dumpBytes, pages: this.#pages },
      cause: error,
    })
  }

  /** To be called when the page size changed. */
  apply(): void {
    const pageSizeBytes = this.#readNumber('page_size')
    this.#pages = Math.ceil((freeBytes + this.#dumpBytes * factor) / pageSizeBytes) + this.#definitions * pagesPerDefinition
    this.#database.pragma(`max_page_count = ${Math.min(this.#pages, 0xfffffffe)}`)
  }

  #readNumber(name: string): number {
    return Number(this.#database.pragma(name, { simple: true }))
  }
}
