import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { JobSpecification } from '../../server/domain/job.ts'
import { Place } from './place.ts'
import { isProof, tell } from './seeded.ts'

let place: Place

beforeEach(async () => {
  place = await Place.make()
})

afterEach(async () => {
  await place[Symbol.asyncDispose]()
})

/** One transaction puts the same number into both tables and into the total: a snapshot has all three alike. */
function openBusy(path: string, journal: 'wal' | 'delete') {
  const database = new Database(path, { timeout: 20_000 })
  database.pragma(`journal_mode = ${journal}`)
  database.pragma('synchronous = off')
  database.exec(`
    create table if not exists credit (id integer primary key, amount integer not null, note text);
    create table if not exists padding (id integer primary key, filler blob);
    create table if not exists debit (id integer primary key, amount integer not null, note text);
    create table if not exists total (id integer primary key check (id = 1), amount integer not null, entries integer not null);
    insert or ignore into total values (1, 0, 0);
    insert into padding (filler) select randomblob(4000) from (with recursive n(i) as (select 1 union all select i + 1 from n where i < 500) select i from n);`)
  const credit = database.prepare(`insert into credit (amount, note) values (?, 'same')`)
  const debit = database.prepare(`insert into debit (amount, note) values (?, 'same')`)
  const total = database.prepare('update total set amount = amount + ?, entries = entries + 1')
  const transfer = database.transaction((amount: number) => {
    credit.run(amount)
    total.run(amount)
    debit.run(amount)
  })
  return { transfer, [Symbol.dispose]: () => void database.close() }
}

function figuresOf(path: string): unknown {
  const database = new Database(path, { readonly: true })
  try {
    return database
      .prepare(`select (select sum(amount) from credit) credit, (select count(*) from credit) credits, (select sum(amount) from debit) debit,
                (select count(*) from debit) debits, amount, entries from total`)
      .get()
  } finally {
    database.close()
  }
}

test('a database that is written to meanwhile is backed up as it was at one instant (D4)', { timeout: 600_000 }, async () => {
  const rounds = isProof ? 20 : 2
  let transactions = 0
  for (let round = 0; round < rounds; round++) {
    const path = join(place.root, `busy-${round}.db`)
    using busy = openBusy(path, round % 2 === 0 ? 'wal' : 'delete')
    for (let at = 1; at <= 100; at++) busy.transfer(at)
    let isBackingUp = true
    const job = place.start(place.backupOf({ source: { name: 'sqlite', label: 'busy', config: { path } } }))
    const ended = job.outcome.finally(() => {
      isBackingUp = false
    })
    for (; isBackingUp; transactions++) {
      busy.transfer(transactions + 1)
      await pause(1)
    }
    const outcome = await ended
    if (outcome.type !== 'completed' || outcome.result.kind !== 'backup') throw new Error(JSON.stringify(outcome))
    const into = join(place.root, `restored-${round}.db`)
    const base = place.restoreOf(outcome.result.name, into)
    await place.run({ ...base, into: { name: 'sqlite', config: { path: into } }, existing: 'refuse' } as JobSpecification)
    const figures = figuresOf(into) as Record<string, number>
    expect(figures['entries']).toBeGreaterThanOrEqual(100)
    expect(figures).toMatchObject({
      credits: figures['entries'],
      debits: figures['entries'],
      credit: figures['amount'],
      debit: figures['amount'],
    })
  }
  expect(transactions).toBeGreaterThan(0)
  tell(`D4, with ${transactions} transactions beside them`, rounds, 0)
})
