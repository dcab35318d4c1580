import type { Database } from 'better-sqlite3'
import type { Call, StoredObject } from '../../contract.ts'
import type { ArchiveFile } from './archive-file.ts'

const pageRows = 500

/** An object that is kept, and how. */
export interface ObjectRow {
  readonly id: number
  readonly key: string
  readonly pieceBytes: number
  readonly sizeBytes: number
  readonly sha256: string
  readonly modifiedAt: number
}

const columns = 'id, key, piece_bytes as pieceBytes, size_bytes as sizeBytes, sha256, modified_at as modifiedAt'

/** The object of that key, if it is kept. */
export function findRow(database: Database, key: string): ObjectRow | null {
  const found = database.prepare(`select ${columns} from object where key = ?`).get(key)
  return (found as ObjectRow | undefined) ?? null
}

/** See `Target.stat`. */
export async function findObject(file: ArchiveFile, key: string, call: Call): Promise<StoredObject | null> {
  const row = await file.read(call, { doing: `looking up ${key}`, run: (database) => findRow(database, key) })
  return row === null ? null : objectOf(row)
}

/** See `Target.list`. Keys are ordered by their bytes, so those that start alike are neighbours. */
export async function* listObjects(file: ArchiveFile, prefix: string, call: Call): AsyncGenerator<StoredObject, void, void> {
  let page = await readPage(file, { comparison: '>=', bound: prefix }, call)
  while (page.length > 0) {
    for (const row of page) {
      call.signal.throwIfAborted()
      if (!row.key.startsWith(prefix)) return
      yield objectOf(row)
    }
    if (page.length < pageRows) return
    page = await readPage(file, { comparison: '>', bound: page.at(-1)!.key }, call)
  }
}

interface Page {
  readonly comparison: '>' | '>='
  readonly bound: string
}

async function readPage(file: ArchiveFile, { comparison, bound }: Page, call: Call): Promise<ObjectRow[]> {
  const select = `select ${columns} from object where key ${comparison} ? order by key limit ${pageRows}`
  const run = (database: Database) => database.prepare(select).all(bound) as ObjectRow[]
  return (await file.read(call, { doing: 'listing archives', run })) ?? []
}

function objectOf({ key, sizeBytes, sha256, modifiedAt }: ObjectRow): StoredObject {
  return { key, sizeBytes, modifiedAt: new Date(modifiedAt), sha256 }
}
