// The command line end to end, under the runtime that runs this script: `npm run test:smoke` for Node, `deno task test:smoke` for Deno.
import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { holdfast, resultOf, runtimeName, startDaemon } from './command-line.ts'

/** Deno 2.9 lacks two things that Node has: zstd dictionaries, so that there are no deltas, and links read as bytes, so that they are left out. */
const onDeno = process.versions['deno'] !== undefined

const steps: readonly [string, (folder: string) => Promise<void>][] = [
  ['version, help and wrong usage', checkUsage],
  ['a SQLite database: backup, incremental, list, verify, restore, extract', checkDatabase],
  ['a file tree: backup, verify, restore', checkTree],
  ['what does not exist is said, with its own exit code', checkErrors],
  ['the daemon: ready, healthy, stopped', checkDaemon],
]

async function checkUsage(): Promise<void> {
  assert.match((await holdfast('--version')).out.toString(), /^\d+\.\d+\.\d+\n$/)
  assert.match((await holdfast('help')).out.toString(), /backup/)
  assert.equal((await holdfast('backup', '--nonsense')).code, 2)
}

async function checkDatabase(folder: string): Promise<void> {
  const source = join(folder, 'app.db')
  const backups = join(folder, 'backups')
  fillDatabase(source)
  const full = await resultOf('backup', '--source', `sqlite:${source}`, '--to', backups)
  changeDatabase(source)
  const later = await resultOf('backup', '--source', `sqlite:${source}`, '--to', backups, '--mode', 'incremental')
  assert.equal(later['mode'], 'incremental')
  if (!onDeno) assert.ok(Number(later['sizeBytes']) < Number(full['sizeBytes']) / 2, 'The incremental is not smaller than the full backup.')

  const listed = (await holdfast('list', backups)).out.toString()
  for (const { name } of [full, later]) assert.ok(listed.includes(String(name)), `${name} is not listed.`)

  const archive = join(backups, String(later['name']))
  for (const level of [[], ['--deep'], ['--prove']]) await resultOf('verify', archive, ...level)
  await resultOf('restore', archive, '--into', `sqlite:${join(folder, 'new.db')}`)
  assert.deepEqual(rowsOf(join(folder, 'new.db')), rowsOf(source))

  const { code, out } = await holdfast('extract', join(backups, String(full['name'])), '--entry', 'backup.sql', '--to', '-')
  assert.equal(code, 0)
  assert.match(out.toString(), /CREATE TABLE/)
}

async function checkTree(folder: string): Promise<void> {
  const source = join(folder, 'tree')
  await mkdir(join(source, 'below'), { recursive: true })
  await writeFile(join(source, 'below', '名字.txt'), 'content')
  await chmod(join(source, 'below', '名字.txt'), 0o640)
  if (!onDeno) await symlink('below/名字.txt', join(source, 'link'))
  await writeFile(join(source, 'left.tmp'), 'left out')
  const { name } = await resultOf('backup', '--source', `files:${source}`, '--to', join(folder, 'trees'), '--exclude', '*.tmp')
  const archive = join(folder, 'trees', String(name))
  await resultOf('verify', archive, '--deep')
  const restored = join(folder, 'restored')
  await resultOf('restore', archive, '--into', `files:${restored}`)
  assert.equal(await readFile(join(restored, 'below', '名字.txt'), 'utf8'), 'content')
  assert.equal((await stat(join(restored, 'below', '名字.txt'))).mode & 0o777, 0o640)
  if (!onDeno) assert.equal(await readlink(join(restored, 'link')), 'below/名字.txt')
  await assert.rejects(stat(join(restored, 'left.tmp')))
}

async function checkErrors(folder: string): Promise<void> {
  const missing = await holdfast('backup', '--source', `sqlite:${join(folder, 'missing.db')}`, '--to', join(folder, 'nowhere'))
  assert.equal(missing.code, 4, missing.err)
  assert.match(missing.err, /missing\.db/)
}

async function checkDaemon(folder: string): Promise<void> {
  const daemon = await startDaemon(join(folder, 'data'))
  const response = await fetch(`${daemon.url}/api/v1/health`)
  assert.equal(((await response.json()) as { status: string }).status, 'ok')
  assert.equal((await fetch(`${daemon.url}/nothing`)).status, 404)
  assert.equal(await daemon.stop(), 0)
}

function fillDatabase(path: string): void {
  using database = openDatabase(path)
  database.exec('CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT, data BLOB)')
  const insert = database.prepare('INSERT INTO notes (text, data) VALUES (?, ?)')
  database.transaction(() => {
    for (let row = 0; row < 20_000; row++) insert.run(`Note ${row}: ${Math.sin(row)} 备份`, Buffer.from(`${Math.cos(row)}`))
  })()
}

function changeDatabase(path: string): void {
  using database = openDatabase(path)
  database.exec("UPDATE notes SET text = text || '!' WHERE id % 500 = 0")
}

function rowsOf(path: string): unknown[] {
  using database = openDatabase(path)
  return database.prepare('SELECT * FROM notes ORDER BY id').all()
}

function openDatabase(path: string): Database.Database & Disposable {
  const database = new Database(path)
  return Object.assign(database, { [Symbol.dispose]: () => void database.close() })
}

const folder = await mkdtemp(join(tmpdir(), 'holdfast-smoke-'))
try {
  for (const [title, run] of steps) {
    await run(folder)
    process.stdout.write(`${runtimeName}: ${title}: good\n`)
  }
} finally {
  await rm(folder, { recursive: true })
}
