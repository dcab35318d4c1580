import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import DatabaseFile, { type Database } from 'better-sqlite3'
import { expect, test } from 'vitest'
import { contentOf } from './content.ts'
import { dumpOf, figuresOf, restoreTo } from './direct.ts'
import { openFolder } from './folder.ts'
import { type Chance, withSeeds } from './seeded.ts'

const proofs = process.env['HOLDFAST_PROOFS'] === '1'
const rounds = proofs ? 60 : 10

test(
  'random databases come back through our own restore and through sqlite3',
  async () => {
    await using folder = await openFolder()
    const [source, ours, stock] = ['source.db', 'ours.db', 'stock.db'].map((name) => folder.file(name)) as [string, string, string]
    withSeeds(rounds, (chance) => {
      for (const path of [source, ours, stock]) rmSync(path, { force: true })
      makeRandom(source, chance)
      const content = contentOf(source)
      const dump = dumpOf(source)
      restoreTo(ours, dump.bytes, 1 + chance.below(5000))
      expect(contentOf(ours)).toEqual(content)
      expect(figuresOf(ours)).toEqual(dump.figures)
      execFileSync('sqlite3', ['-bail', stock], { input: Buffer.concat([Buffer.from('PRAGMA synchronous=OFF;\n'), dump.bytes]) })
      expect(contentOf(stock)).toEqual(content)
    })
  },
  proofs ? 600_000 : 60_000,
)

function makeRandom(path: string, chance: Chance): void {
  const database = new DatabaseFile(path)
  database.pragma('synchronous = OFF')
  database.pragma(`encoding = '${chance.pick(['UTF-8', 'UTF-8', 'UTF-16le', 'UTF-16be'])}'`)
  database.exec('BEGIN')
  const tables = 1 + chance.below(4)
  for (let index = 0; index < tables; index++) makeTable(database, `${randomName(chance)}${index}`, chance)
  database.exec('COMMIT')
  database.close()
}

function randomName(chance: Chance): string {
  return Array.from({ length: chance.below(5) }, () => chance.pick(['a', 'B', ' ', '"', "'", ';', '-', '名', '%', '\n', '\\', 'select']))
    .join('')
    .replace(/^sqlite_/i, '')
}

function makeTable(database: Database, name: string, chance: Chance): void {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
  const columns = Array.from({ length: 1 + chance.below(6) }, (_, index) => `${randomName(chance)}${index}`)
  const typed = columns.map(
    (column) => `${quoted(column)} ${chance.pick(['', 'INT', 'TEXT', 'REAL', 'BLOB', 'NUMERIC', 'VARCHAR(9)', 'ANY'])}`,
  )
  const key = chance.pick(['none', 'rowid', 'without rowid', 'unique'])
  if (key === 'rowid') typed[0] = `${quoted(columns[0]!)} INTEGER PRIMARY KEY`
  if (key === 'without rowid') typed.push(`PRIMARY KEY (${columns.map(quoted).join(', ')})`)
  if (key === 'unique') typed.push(`UNIQUE (${quoted(columns.at(-1)!)}, ${quoted(columns[0]!)})`)
  database.exec(`CREATE TABLE ${quoted(name)} (${typed.join(', ')})${key === 'without rowid' ? ' WITHOUT ROWID' : ''}`)
  const insert = database.prepare(
    `INSERT OR IGNORE INTO ${quoted(name)} VALUES (${columns.map((_, index) => bindingFor(chance, index)).join(', ')})`,
  )
  const rows = chance.pick([0, 1, 3, 40, 700])
  for (let row = 0; row < rows; row++) {
    const values = columns.map((_, index) => (index === 0 && key === 'rowid' ? randomRowid(chance, row) : randomValue(chance)))
    insert.run(values)
  }
  if (chance.below(2) === 0) database.exec(`CREATE INDEX ${quoted(`i;${name}`)} ON ${quoted(name)} (${quoted(columns[0]!)} DESC)`)
}

/** Bytes that are no text can only be bound as a blob and cast. */
function bindingFor(chance: Chance, index: number): string {
  return index > 0 && chance.below(4) === 0 ? 'CAST(? AS TEXT)' : '?'
}

function randomRowid(chance: Chance, row: number): bigint {
  const spread = chance.pick([1n, 1n, 1000n, 2n ** 40n])
  return (BigInt(row) - 20n) * spread
}

function randomValue(chance: Chance): unknown {
  const bytes = () => Buffer.from(Array.from({ length: chance.below(12) }, () => chance.pick([0, 10, 13, 39, 65, 216, 0xff, 0xc3, 0xa9])))
  // Beyond 1e±100 older versions of SQLite, such as the stock program's, read the last digit of one literal in 300 wrongly.
  const double = () => (chance.below(2 ** 32) / 2 ** 31 - 1 + chance.below(2 ** 32) / 2 ** 63) * 10 ** (chance.below(200) - 100)
  const text = () =>
    Array.from({ length: chance.below(9) }, () => chance.pick(["'", '"', '\r', '\n', '\r\n', 'é', '名', '😀', '\0', 'x', ';', '\\r'])).join(
      '',
    )
  return chance.pick([
    () => null,
    () => BigInt.asIntN(64, (BigInt(chance.below(2 ** 32)) << 32n) | BigInt(chance.below(2 ** 32))),
    () => BigInt(chance.below(1000)),
    double,
    () => chance.below(100000) / 100,
    () => -0,
    () => Number.NEGATIVE_INFINITY,
    text,
    text,
    bytes,
    () => Buffer.alloc(chance.pick([0, 70_000]), 39),
  ])()
}
