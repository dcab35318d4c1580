import { type Kysely, sql } from 'kysely'
import { openDatabase } from '../../../../server/store/database.ts'
import { migrate } from '../../../../server/store/migrate.ts'

/** Brings a database to the version it is told, whose steps take a while. */
const [path, version] = process.argv.slice(2)
const step = (number: number) => async (db: Kysely<unknown>) => {
  for (const part of ['a', 'b', 'c']) {
    await sql.raw(`create table step_${number}_${part} (id integer)`).execute(db)
    for (let row = 0; row < 300; row++) await sql.raw(`insert into step_${number}_${part} values (${row})`).execute(db)
  }
}
const db = openDatabase(path!)
process.stdout.write('started\n')
await migrate(
  db,
  Array.from({ length: Number(version) }, (_, number) => step(number + 1)),
)
await db.destroy()
