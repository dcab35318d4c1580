import { type Command, shell } from '../command.ts'
import { run } from '../measure.ts'
import { feed, tabSeparated } from './feed.ts'
import { changesOf, documents, orders } from './records.ts'
import type { BenchDatabase, Server } from './sql-dump.ts'

const name = 'holdfast_bench'
const user = 'postgres'
const countsAt = (scale: number) => ({ orders: Math.round(2_500_000 * scale), documents: Math.round(260_000 * scale) })

/** PostgreSQL on its local socket, as the user `postgres`. */
export const postgres: Server = {
  name: 'postgres',
  title: 'PostgreSQL',
  async findObstacle() {
    const signal = AbortSignal.timeout(5000)
    return await run(psql('postgres', 'select 1'), signal).then(
      () => null,
      () => `no server answers user ${user} on the local socket of PostgreSQL`,
    )
  },
  async createDatabase(signal) {
    await run(psql('postgres', `create database ${name} template template0 encoding 'UTF8'`), signal)
    return openDatabase(signal)
  },
}

function openDatabase(signal: AbortSignal): BenchDatabase {
  const execute = async (statement: string) => void (await run(psql(name, statement), signal))
  const copy = (table: string, text: Iterable<string>) => feed(psql(name, `copy ${table} from stdin`), text, signal)
  return {
    async fill(scale) {
      const counts = countsAt(scale)
      await execute(
        'create table orders (id bigint, customer int, at timestamp, amount numeric(10, 2), status text, name text, reference text)',
      )
      await execute('create table documents (id bigint, at timestamp, document jsonb, note text)')
      await copy('orders', tabSeparated(orders(counts.orders)))
      await copy('documents', tabSeparated(documents(counts.documents)))
      await execute('alter table orders add primary key (id)')
      await execute('alter table documents add primary key (id)')
    },
    async change(kind, scale) {
      for (const statement of changesOf(kind, countsAt(scale))) await execute(statement)
    },
    dump: async (path) => void (await run(shell(`pg_dump -U ${user} ${name} >"$FILE"`, { FILE: path }), signal)),
    async [Symbol.asyncDispose]() {
      // Also after an abort: nothing must stay in a server that isn't ours.
      await run(psql('postgres', `drop database if exists ${name} with (force)`), AbortSignal.timeout(60_000))
    },
  }
}

function psql(database: string, statement: string): Command {
  return { program: 'psql', args: ['-XqU', user, '-d', database, '-c', statement] }
}
