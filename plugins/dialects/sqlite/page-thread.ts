import DatabaseFile from 'better-sqlite3'
import type { Consumer } from '../../contract.ts'
import { Failure } from '../../failure.ts'
import { engineFailure } from './engine-failure.ts'
import { completeFresh, type FreshInput, type FreshReport, openFresh, settleJournal } from './fresh-database.ts'

/** Makes a fresh database from the bytes of a database file. Runs in a thread of its own, which SQLite's calls may block. */
const takePages: Consumer<FreshInput, FreshReport> = (input, { files }) => {
  const descriptor = files.openSync(input.path, 'wx')
  let sizeBytes = 0
  let open = true
  const close = () => {
    if (open) files.closeSync(descriptor)
    open = false
  }
  return {
    write(bytes) {
      for (let at = 0; at < bytes.length; ) at += files.writeSync(descriptor, bytes, at)
      sizeBytes += bytes.length
    },
    finish() {
      close()
      try {
        return complete(input, sizeBytes)
      } catch (error) {
        throw engineFailure(error, 'completing the restored database')
      }
    },
    abandon: close,
  }
}

export default takePages

function complete(input: FreshInput, sizeBytes: number): FreshReport {
  const journalMode = refuseIncomplete(input.path, sizeBytes)
  const database = openFresh(input.path)
  try {
    const counts = completeFresh(database, input)
    const pageSizeBytes = database.pragma('page_size', { simple: true })
    if (input.pageSizeBytes !== null && input.pageSizeBytes !== pageSizeBytes) {
      database.pragma(`page_size = ${input.pageSizeBytes}`)
      database.exec('VACUUM')
    }
    settleJournal(database, journalMode, input)
    return { ...counts, warnings: [] }
  } finally {
    database.close()
  }
}

/** A file that lacks pages at its end opens without an error. Returns its journal mode. */
function refuseIncomplete(path: string, sizeBytes: number): string {
  const database = new DatabaseFile(path, { fileMustExist: true })
  try {
    const read = (name: string) => database.pragma(name, { simple: true })
    const expectedBytes = Number(read('page_count')) * Number(read('page_size'))
    if (expectedBytes !== sizeBytes || sizeBytes === 0) {
      throw new Failure('corrupt', `the database file has ${sizeBytes} bytes where its header says ${expectedBytes}`, {
        remedy: 'Use another backup; this one was cut short.',
      })
    }
    const journalMode = String(read('journal_mode'))
    // Leaves WAL mode, so that the file alone is the whole database.
    database.pragma('journal_mode = DELETE')
    return journalMode
  } finally {
    database.close()
  }
}
