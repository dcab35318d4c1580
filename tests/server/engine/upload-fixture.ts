import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import DatabaseFile from 'better-sqlite3'
import type { Seams } from '../../../server/seams/seams.ts'
import { JobBench } from '../../support/jobs.ts'
import { packZip } from '../archive/zip-files.ts'

/** Uploads tried out in a folder of their own, with a destination that can be asked whether it changed. */
export class UploadBench implements AsyncDisposable {
  readonly jobs: JobBench

  private constructor(jobs: JobBench) {
    this.jobs = jobs
  }

  static async open(seams?: Seams): Promise<UploadBench> {
    return new UploadBench(await JobBench.open(seams))
  }

  get destination(): string {
    return this.jobs.path('destination.db')
  }

  async file(bytes: Uint8Array | string, name = 'upload'): Promise<string> {
    const path = this.jobs.path(name)
    await writeFile(path, bytes)
    return path
  }

  async inspect(bytes: Uint8Array | string, identities: string[] = [], plainBytesMax: number | null = null) {
    return this.inspectFile(await this.file(bytes), identities, plainBytesMax)
  }

  async inspectFile(path: string, identities: string[] = [], plainBytesMax: number | null = null) {
    return this.jobs.run({ kind: 'inspect', path, identities, plainBytesMax })
  }

  async restore(
    bytes: Uint8Array | string,
    change: Partial<{ existing: 'refuse' | 'replace'; tables: string[]; identities: string[] }> = {},
  ) {
    return this.restoreFile(await this.file(bytes), change)
  }

  async restoreFile(path: string, change: Partial<{ existing: 'refuse' | 'replace'; tables: string[]; identities: string[] }> = {}) {
    const into = { name: 'sqlite', config: { path: this.destination } }
    const given = { existing: 'refuse' as const, tables: null, identities: [], plainBytesMax: null, ...change }
    return this.jobs.run({ kind: 'upload-restore', path, into, ...given })
  }

  /** Rows of a query at the destination; null while there is none. */
  rows(sql: string): unknown[] | null {
    if (!existsSync(this.destination)) return null
    const database = new DatabaseFile(this.destination, { readonly: true })
    try {
      return database.prepare(sql).raw().all()
    } finally {
      database.close()
    }
  }

  /** Makes a destination that a restore would replace. */
  occupy(): void {
    const database = new DatabaseFile(this.destination)
    database.exec("CREATE TABLE old (a); INSERT INTO old VALUES ('there before')")
    database.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.jobs[Symbol.asyncDispose]()
  }
}

export const dump = [
  'BEGIN TRANSACTION;',
  'CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);',
  "INSERT INTO users VALUES (1, 'a;b'), (2, 'it''s');",
  'CREATE TABLE notes (a);',
  "INSERT INTO notes VALUES ('CREATE TABLE fake (a);');",
  'COMMIT;',
  '',
].join('\n')

/** A ZIP file of texts by name. */
export function zipOf(entries: Readonly<Record<string, string | Uint8Array>>, method: 0 | 8 | 93 = 8): Buffer {
  return packZip(Object.entries(entries).map(([name, content]) => ({ name, method, chunks: [Buffer.from(content)] })))
}
