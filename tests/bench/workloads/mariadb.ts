import { type Command, shell } from '../command.ts'
import { run } from '../measure.ts'
import { feed, tabSeparated } from './feed.ts'
import { changesOf, documents, orders } from './records.ts'
import type { BenchDatabase, Server } from './sql-dump.ts'

const name = 'holdfast_bench'
const countsAt = (scale: number) => ({ orders: Math.round(1_500_000 * scale), documents: Math.round(220_000 * scale) })

/** MariaDB on its local socket, as the user of the system. */
export const mariadb: Server = {
  name: 'mariadb',
  title: 'MariaDB',
  async findObstacle() {
    const signal = AbortSignal.timeout(5000)
    return await run(client('select 1'), signal).then(
      () => null,
      () => 'no server answers this user on the local socket of MariaDB',
    )
  },
  async createDatabase(signal) {
    await run(client(`create database ${name} character set utf8mb4`), signal)
    return openDatabase(signal)
  },
}

function openDatabase(signal: AbortSignal): BenchDatabase {
  const execute = async (statement: string) => void (await run(client(`use ${name}; ${statement}`), signal))
  // Through cat: the client opens its standard input by name, which works with a pipe and not with the socket that Node gives it.
  const statement = "load data local infile '/dev/stdin' into table $TABLE fields escaped by ''"
  const load = (table: string, text: Iterable<string>) =>
    feed(shell(`cat | mariadb --local-infile=1 ${name} -e "${statement}"`, { TABLE: table }), text, signal)
  return {
    async fill(scale) {
      const counts = countsAt(scale)
      await execute(`create table orders (id bigint primary key, customer int, at datetime, amount decimal(10, 2),
        status varchar(10), name varchar(60), reference char(16), key (customer), key (at))`)
      await execute('create table documents (id bigint primary key, at datetime, document json, note text, key (at))')
      await load('orders', tabSeparated(orders(counts.orders)))
      await load('documents', tabSeparated(documents(counts.documents)))
    },
    async change(kind, scale) {
      for (const statement of changesOf(kind, countsAt(scale))) await execute(statement)
    },
    dump: async (path) => void (await run(shell(`mariadb-dump --single-transaction --quick ${name} >"$FILE"`, { FILE: path }), signal)),
    async [Symbol.asyncDispose]() {
      // Also after an abort: nothing must stay in a server that isn't ours.
      await run(client(`drop database if exists ${name}`), AbortSignal.timeout(60_000))
    },
  }
}

function client(statement: string): Command {
  return { program: 'mariadb', args: ['-e', statement] }
}
