import type { UploadTable } from '../domain/upload.ts'
import type { ScannedStatement } from './upload-sql-statement.ts'

const quoted = String.raw`"(?:[^"]|"")*"|\x60(?:[^\x60]|\x60\x60)*\x60|\[[^\]]*\]|'(?:[^']|'')*'`
const name = String.raw`(?:${quoted}|[\w$\x80-\uffff]+)`
const qualified = String.raw`(${name}(?:\s*\.\s*${name})*)`
// Bare words are read byte by byte here: two ways to read one would take exponential time on what does not match.
const columns = String.raw`(\((?:[^()"'\x60[]|${quoted})*\))?`
const creation = new RegExp(
  String.raw`^CREATE\s+(?:(?:TEMP|TEMPORARY|UNLOGGED|FOREIGN|VIRTUAL)\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?${qualified}`,
  'i',
)
const insertion = new RegExp(
  String.raw`^(?:INSERT(?:\s+(?:OR\s+\w+|IGNORE|DELAYED|LOW_PRIORITY))?|REPLACE)\s+INTO\s+${qualified}\s*${columns}\s*VALUES?(?![\w$])`,
  'i',
)
const copying = new RegExp(String.raw`^COPY\s+${qualified}`, 'i')

const tablesMax = 10_000

interface Figures {
  rows: number
  sizeBytes: number
}

/** What INSERT statements begin with that came in a row, up to VALUES. */
interface Alike {
  readonly beginning: string
  readonly figures: Figures | null
  readonly hasColumns: boolean
}

/** The tables of a dump with their rows, counted as their statements pass. */
export class TableFigures {
  readonly #tables = new Map<string, Figures>()
  #tableCount = 0
  #alike: Alike | null = null

  /** Counts an INSERT that begins as the one before it did, and returns whether it does. Most statements of a dump are such. */
  addAlike(statement: ScannedStatement): boolean {
    if (this.#alike === null || !statement.head.startsWith(this.#alike.beginning)) return false
    countRows(this.#alike, statement)
    return true
  }

  add(statement: ScannedStatement): void {
    const { head } = statement
    this.#alike = null
    const created = creation.exec(head)?.[1]
    if (created !== undefined) this.#create(created)
    else if (/^COPY\s/i.test(head)) this.#addCopied(statement)
    else this.#addInserted(statement)
  }

  figures(): { readonly tables: readonly UploadTable[]; readonly tableCount: number } {
    return { tables: [...this.#tables].map(([table, figures]) => ({ name: table, ...figures })), tableCount: this.#tableCount }
  }

  #create(written: string): void {
    if (this.#figuresOf(written) === null && !isInternal(unquoted(written))) this.#tableCount++
  }

  #addCopied({ head, sizeBytes, copiedRows }: ScannedStatement): void {
    const figures = this.#figuresOf(copying.exec(head)?.[1] ?? '')
    if (figures === null) return
    figures.rows += copiedRows
    figures.sizeBytes += sizeBytes
  }

  #addInserted(statement: ScannedStatement): void {
    const [beginning, written = '', columnList] = insertion.exec(statement.head) ?? []
    if (beginning === undefined) return
    this.#alike = { beginning, figures: this.#figuresOf(written), hasColumns: columnList !== undefined }
    countRows(this.#alike, statement)
  }

  /** Null for a table that is not listed: SQLite's own, and those past the number that is kept. */
  #figuresOf(written: string): Figures | null {
    const table = unquoted(written)
    if (isInternal(table)) return null
    const found = this.#tables.get(table)
    if (found !== undefined) return found
    if (this.#tables.size >= tablesMax) return null
    this.#tableCount++
    const added = { rows: 0, sizeBytes: 0 }
    this.#tables.set(table, added)
    return added
  }
}

function countRows({ figures, hasColumns }: Alike, { sizeBytes, groups }: ScannedStatement): void {
  if (figures === null) return
  figures.rows += groups - (hasColumns ? 1 : 0)
  figures.sizeBytes += sizeBytes
}

function isInternal(table: string): boolean {
  return table === '' || /^sqlite_/i.test(table)
}

function unquoted(written: string): string {
  return [...written.matchAll(new RegExp(name, 'g'))]
    .map(([part]) => {
      const opening = part.charAt(0)
      if (!'"`[\''.includes(opening)) return part
      return part.slice(1, -1).replaceAll(opening + opening, opening)
    })
    .join('.')
}
