import { createHash } from 'node:crypto'
import type { SectionFigure } from '../../contract.ts'
import { type RowText, rowSeparator } from './row-reader.ts'

const checksumHexLength = 32
const tableSeparator = Buffer.of(0)

/** Rows and checksum of one section: SHA-256 over the text of its rows, however they are divided into statements. */
export class SectionChecksum {
  readonly #hash = createHash('sha256')
  #rows = 0
  #rowEnded = false

  add(text: RowText): void {
    if (this.#rowEnded) this.#hash.update(rowSeparator)
    this.#hash.update(text.bytes)
    this.#rows += text.rows
    this.#rowEnded = text.rows > 0
  }

  /** The rows that follow are those of the section's next table. */
  nextTable(): void {
    this.#hash.update(tableSeparator)
    this.#rowEnded = false
  }

  /** To be asked once, after the last row. */
  figure(section: string): SectionFigure {
    return { name: section, rows: this.#rows, checksum: this.#hash.digest('hex').slice(0, checksumHexLength) }
  }
}
