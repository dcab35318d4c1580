import { join } from 'node:path'
import { keepWorkload, type Place } from './place.ts'

/** Dumps of one database: each is of the one before it with one row in a hundred changed. */
export interface SqlDumpWorkload {
  readonly name: string
  readonly title: string
  readonly base: string
  readonly scattered: string
  readonly clustered: string
}

/** A database server that answers on this machine. */
export interface Server {
  readonly name: string
  readonly title: string
  /** Null when it can be used, else why it can't. */
  findObstacle(): Promise<string | null>
  /** Makes an empty database of a name of its own; refuses one that is there. Dispose drops it. */
  createDatabase(signal: AbortSignal): Promise<BenchDatabase>
}

export interface BenchDatabase extends AsyncDisposable {
  fill(scale: number): Promise<void>
  change(kind: 'scattered' | 'clustered', scale: number): Promise<void>
  dump(path: string): Promise<void>
}

/** Three dumps, made once with a database that is dropped again. */
export async function buildSqlDumps(server: Server, place: Place): Promise<SqlDumpWorkload> {
  const folder = await keepWorkload(place, server.name, async (unfinished) => {
    await using database = await server.createDatabase(place.signal)
    await database.fill(place.scale)
    await database.dump(join(unfinished, 'base.sql'))
    for (const kind of ['scattered', 'clustered'] as const) {
      await database.change(kind, place.scale)
      await database.dump(join(unfinished, `${kind}.sql`))
    }
  })
  const at = (name: string) => join(folder, `${name}.sql`)
  return { name: server.name, title: server.title, base: at('base'), scattered: at('scattered'), clustered: at('clustered') }
}
