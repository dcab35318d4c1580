import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs, promisify } from 'node:util'
import Database from 'better-sqlite3'
import { systemSeams } from '../../server/seams/seams.ts'
import { openSealedStore } from '../../server/store/open-sealed.ts'
import { fillStore } from './workloads/metadata.ts'

const usage = `npx node tests/bench/http.ts [--records N (1000000)] [--requests N (5000)] [--concurrency N (100)] [--work DIR (.bench)]
Starts a daemon over N backup records and asks it with ApacheBench ("ab", of Debian's apache2-utils): idle, and while a backup runs.
`

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '../..')
const program = join(root, 'server/main.ts')
const lists = ['/api/v1/health/live', '/api/v1/backups', '/api/v1/backups?page=1', '/api/v1/backups?source=shop', '/api/v1/jobs']

await main()

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      records: { type: 'string', default: '1000000' },
      requests: { type: 'string', default: '5000' },
      concurrency: { type: 'string', default: '100' },
      work: { type: 'string', default: join(root, '.bench') },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return void process.stdout.write(usage)
  const folder = resolve(values.work, 'http')
  await rm(folder, { recursive: true, force: true })
  await mkdir(join(folder, 'data'), { recursive: true })
  try {
    await fill(folder, Number(values.records))
    await using daemon = await startDaemon(join(folder, 'data'))
    const { stdout: key } = await run(process.execPath, [
      program,
      'key',
      'create',
      '--role',
      'admin',
      '--name',
      'bench',
      '--data',
      join(folder, 'data'),
    ])
    const load = { url: daemon.url, key: key.trim(), requests: values.requests, concurrency: values.concurrency }
    const { job } = await measureAll(load)
    process.stdout.write(`the backup that ran meanwhile: ${job}\n`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface Load {
  readonly url: string
  readonly key: string
  readonly requests: string
  readonly concurrency: string
}

async function measureAll(load: Load): Promise<{ readonly job: string }> {
  for (const path of lists) await measure('idle', path, { ...load, concurrency: '1', requests: '200' })
  await measure('idle, burst', '/api/v1/backups', load)
  const answer = await fetch(`${load.url}/api/v1/backups`, {
    method: 'POST',
    headers: { 'x-api-key': load.key, 'content-type': 'application/json' },
    body: JSON.stringify({ source: 'shop', target: 'near' }),
  })
  const job = (await answer.json()) as { id: string }
  if (answer.status !== 202) throw new Error(JSON.stringify(job))
  for (const path of lists.slice(0, 2)) await measure('backup runs', path, { ...load, concurrency: '1', requests: '200' })
  await measure('backup runs, burst', '/api/v1/backups', load)
  const ended = await fetch(`${load.url}/api/v1/jobs/${job.id}`, { headers: { 'x-api-key': load.key } })
  return { job: ((await ended.json()) as { state: string }).state }
}

/** One line of figures of one run of ab. Throws when a request failed. */
async function measure(when: string, path: string, { url, key, requests, concurrency }: Load): Promise<void> {
  const { stdout } = await run('ab', ['-q', '-k', '-l', '-n', requests, '-c', concurrency, '-H', `X-API-Key: ${key}`, url + path])
  const figure = (pattern: RegExp) => pattern.exec(stdout)?.[1] ?? '0'
  const [failed, refused] = [figure(/Failed requests:\s+(\d+)/), figure(/Non-2xx responses:\s+(\d+)/)]
  const percentiles = ['50', '95', '99'].map((percent) => `p${percent} ${figure(new RegExp(`${percent}%\\s+(\\d+)`)).padStart(5)} ms`)
  const rate = figure(/Requests per second:\s+([\d.]+)/)
  const line = [when.padEnd(20), path.padEnd(28), ...percentiles, `${rate.padStart(8)}/s`, `${failed} failed`, `${refused} not 2xx`]
  process.stdout.write(`${line.join('  ')}\n`)
  if (failed !== '0' || refused !== '0') process.exitCode = 1
}

/** A million records of others, and a database of its own that takes a while to back up. */
async function fill(folder: string, records: number): Promise<void> {
  const dataPath = join(folder, 'data')
  {
    await using store = await openSealedStore({ dataPath, env: {}, seams: systemSeams() })
    await fillStore(store, join(dataPath, 'metadata.db'), records)
  }
  const shop = new Database(join(folder, 'shop.db'))
  shop.exec(`create table item (id integer primary key, body text);
    with recursive n(i) as (select 1 union all select i + 1 from n where i < 600000)
    insert into item select i, hex(randomblob(400)) from n`)
  shop.close()
  await holdfast('source', 'add', 'shop', '--dialect', 'sqlite', '--set', `path=${join(folder, 'shop.db')}`, '--data', dataPath)
  await holdfast('target', 'add', 'near', '--kind', 'local', '--set', `path=${join(folder, 'near')}`, '--data', dataPath)
}

async function holdfast(...words: string[]): Promise<void> {
  await run(process.execPath, [program, ...words])
}

async function startDaemon(dataPath: string): Promise<AsyncDisposable & { readonly url: string }> {
  const child: ChildProcess = spawn(process.execPath, [program, 'serve', '--data', dataPath, '--listen', '127.0.0.1:0', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  for await (const line of createInterface({ input: child.stdout! })) {
    const said = JSON.parse(line) as { type: string; url: string }
    if (said.type !== 'ready') continue
    return {
      url: said.url,
      async [Symbol.asyncDispose]() {
        child.kill('SIGTERM')
        await exited
      },
    }
  }
  throw new Error('The daemon ended before it was ready.')
}
