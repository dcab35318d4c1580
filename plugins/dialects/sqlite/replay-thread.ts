import type { Consumer } from '../../contract.ts'
import { engineFailure } from './engine-failure.ts'
import { completeFresh, type FreshInput, type FreshReport, openFresh, settleJournal } from './fresh-database.ts'
import { Replay } from './replay.ts'

/** Makes a fresh database from SQL text. Runs in a thread of its own, which SQLite's calls may block. */
const replay: Consumer<FreshInput, FreshReport> = (input) => {
  const database = openFresh(input.path)
  const run = new Replay(database, input.pageSizeBytes)
  const finish = (): FreshReport => {
    const warnings = run.finish()
    const counts = completeFresh(database, input)
    settleJournal(database, run.journalMode, input)
    database.close()
    return { ...counts, warnings }
  }
  return {
    write: (bytes) => run.write(bytes),
    finish() {
      try {
        return finish()
      } catch (error) {
        throw engineFailure(error, 'completing the restored database')
      }
    },
    abandon: () => void database.close(),
  }
}

export default replay
