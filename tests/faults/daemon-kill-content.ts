import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import DatabaseFile from 'better-sqlite3'

export type SourceKind = 'sqlite' | 'files'
/** What a source holds: a digest for each table or file. */
export type Content = ReadonlyMap<string, string>

const rowsAtFirst = 1500
const filesAtFirst = 12

/** What lies at this path, read without Holdfast. Throws when a database is not whole. */
export function contentAt(kind: SourceKind, path: string): Content {
  return kind === 'sqlite' ? databaseContent(path) : treeContent(path)
}

/** Changes some of what is there and adds to it; makes it when there is nothing. Removes nothing. */
export function change(kind: SourceKind, path: string, random: () => number): void {
  if (kind === 'sqlite') changeDatabase(path, random)
  else changeTree(path, random)
}

/** Whether a file of a tree has a name that `change` gives. */
export function isMade(name: string): boolean {
  return /^part-\d\/file-\d+$/.test(name)
}

/** One word for a content, the same for equal ones. */
export function digestOf(content: Content): string {
  return hash(JSON.stringify([...content].sort(([one], [other]) => (one < other ? -1 : 1))))
}

/** Whether everything of `inner` is in `outer` as it is in `inner`. */
export function holds(outer: Content, inner: Content): boolean {
  return [...inner].every(([name, digest]) => outer.get(name) === digest)
}

function databaseContent(path: string): Content {
  // Opened for writing: only so does SQLite roll back what a killed writer has left half done.
  const database = new DatabaseFile(path, { fileMustExist: true })
  try {
    const verdict = database.pragma('integrity_check', { simple: true })
    if (verdict !== 'ok') throw new Error(`${path} is broken: ${verdict}`)
    const names = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all() as string[]
    return new Map(names.map((name) => [name, hash(JSON.stringify(database.prepare(`SELECT * FROM "${name}" ORDER BY 1`).raw().all()))]))
  } finally {
    database.close()
  }
}

function changeDatabase(path: string, random: () => number): void {
  const database = new DatabaseFile(path)
  try {
    database.exec(
      'CREATE TABLE IF NOT EXISTS entry (id INTEGER PRIMARY KEY, body TEXT); CREATE TABLE IF NOT EXISTS mark (at INTEGER, value REAL)',
    )
    const count = database.prepare('SELECT count(*) FROM entry').pluck().get() as number
    const insert = database.prepare('INSERT INTO entry (body) VALUES (?)')
    const update = database.prepare('UPDATE entry SET body = ? WHERE id = ?')
    database.transaction(() => {
      for (let at = 0; at < (count === 0 ? rowsAtFirst : 5); at++) insert.run(text(random, 200))
      for (let at = 0; at < Math.min(count, 10); at++) update.run(text(random, 200), 1 + Math.floor(random() * count))
      database.prepare('INSERT INTO mark VALUES (?, ?)').run(count, random())
    })()
  } finally {
    database.close()
  }
}

function treeContent(path: string): Content {
  if (!existsSync(path)) return new Map()
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return new Map(
    files.map((entry) => {
      const file = join(entry.parentPath, entry.name)
      return [file.slice(path.length + 1), hash(readFileSync(file))]
    }),
  )
}

function changeTree(path: string, random: () => number): void {
  const count = treeContent(path).size
  const chosen =
    count === 0 ? Array.from({ length: filesAtFirst }, (_, at) => at) : [count, ...[0, 1, 2].map(() => Math.floor(random() * count))]
  for (const at of chosen) {
    const file = join(path, `part-${at % 4}`, `file-${at}`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text(random, 20_000))
  }
}

function text(random: () => number, length: number): string {
  let made = ''
  while (made.length < length) made += `${random().toString(36).slice(2)} `
  return made.slice(0, length)
}

function hash(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
