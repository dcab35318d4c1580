import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { expect, test } from 'vitest'
import { openSite, type Site } from '../../../support/http.ts'

/** Every one is a name like any other, or refused. `CANARY` is a file that nothing but a shell would make. */
const names = (canary: string) => [
  '--help',
  '--file=x',
  '-',
  'host=evil',
  'host=evil dbname=x',
  '../../x',
  '..',
  'a/../../b',
  '/etc/passwd',
  'C:\\x',
  "'; drop table item; --",
  '"; .shell touch x',
  `$(touch ${canary})`,
  `\`touch ${canary}\``,
  `; touch ${canary} #`,
  `| touch ${canary}`,
  `&& touch ${canary}`,
  '%2e%2e%2f',
  '${HOME}',
  '{{7*7}}',
  '<b>x</b>',
  'constructor',
  '__proto__',
  'toString',
  'null',
  'x'.repeat(100),
  '备份 库',
  'ﬁle',
]

const refused = [
  '',
  ' ',
  'a\u0000b',
  'a\nb',
  'a\r\nset-cookie: x=y',
  '\u001b[31mred',
  '\u202eevil',
  'x'.repeat(101),
  '0123456789abcdef0123456789abcdef',
]

test('hostile names of sources, targets and plans are literal from the first request to the file of the backup', async () => {
  await using site = await openSite()
  const canary = site.house.path('canary')
  site.house.sqlite('shop.db', "create table item (id integer primary key, name text); insert into item values (1, 'pen')")
  for (const [at, name] of names(canary).entries()) {
    const made = [
      await site.post('/api/v1/sources', { name, dialect: 'sqlite', config: { path: site.house.path('shop.db') } }),
      await site.post('/api/v1/targets', { name, kind: 'local', config: { path: site.house.path('disks', String(at)) } }),
      await site.post('/api/v1/plans', { name, sources: [name], targets: [name] }),
    ]
    expect([name, ...made.map(({ status }) => status)]).toEqual([name, 201, 201, 201])
    const shown = await Promise.all(made.map(async (response) => (await response.json()) as { id: string; name: string }))
    expect(shown.map((noun) => noun.name)).toEqual([name, name, name].map((one) => one.normalize('NFC')))
    // Two dots are a way up in any address, whoever encodes them: what is called so is found by its id.
    const address = name === '..' ? shown[2]!.id : encodeURIComponent(name)
    const run = await site.post(`/api/v1/plans/${address}/run?wait=60`, { description: name })
    const { jobs } = (await run.json()) as { jobs: { state: string; backupIds: string[] }[] }
    expect([name, run.status, jobs.map(({ state }) => state)]).toEqual([name, 200, ['completed']])
    const download = await site.get(`/api/v1/backups/${jobs[0]!.backupIds[0]}/download`)
    expect([name, download.status]).toEqual([name, 200])
    await download.body?.cancel()
    expect(await filesIn(site.house.path('disks', String(at)))).toContainEqual(expect.stringMatching(/\.zip$/))
  }
  expect(existsSync(canary)).toBe(false)
  // What a name led elsewhere would lie beside the folders of the targets, or above.
  const beside = (await readdir(site.house.folder)).sort()
  expect(beside).toEqual(['data', 'disks', 'shop.db', 'tmp'])
  expect(await readdir(site.house.path('disks'))).toHaveLength(names(canary).length)
  expect(site.house.rows('shop.db', 'select name from item')).toEqual([{ name: 'pen' }])
  expect(site.unexpected).toEqual([])
}, 300_000)

test('names that nobody could see, type or tell apart are refused for every noun', async () => {
  await using site = await openSite({ isWorking: false })
  site.house.sqlite('shop.db', 'create table item (id integer)')
  const config = { path: site.house.path('shop.db') }
  for (const name of refused) {
    const answers = [
      await site.post('/api/v1/sources?probe=false', { name, dialect: 'sqlite', config }),
      await site.post('/api/v1/targets?probe=false', { name, kind: 'local', config }),
      await site.post('/api/v1/plans', { name, sources: [], targets: [] }),
      await site.post('/api/v1/keys', { name, role: 'viewer' }),
      await site.post('/api/v1/users', { name, password: 'correct horse battery', role: 'admin' }),
    ]
    const isId = /^[0-9a-f]{32}$/.test(name)
    // A key or user may be called like an id: it is found by a number or by what it is.
    for (const { status } of isId ? answers.slice(0, 3) : answers) expect([name, status]).toEqual([name, 400])
  }
  for (const path of ['sources', 'targets', 'plans']) {
    expect(JSON.stringify(await (await site.get(`/api/v1/${path}`)).json())).not.toContain('evil')
  }
})

test('tables and prefixes with hostile names are looked for as they stand, or refused', async () => {
  await using site = await openSite()
  const canary = site.house.path('canary')
  site.house.sqlite(
    'shop.db',
    'create table item (id integer primary key); create table "--help" (id integer); create table "a""; drop" (id integer)',
  )
  await site.post('/api/v1/sources', { name: 'shop', dialect: 'sqlite', config: { path: site.house.path('shop.db') } })
  await site.post('/api/v1/targets', { name: 'disk', kind: 'local', config: { path: site.house.path('disk') } })
  for (const table of ['--help', 'a"; drop']) expect(await backUpTable(site, table)).toBe('completed')
  const missing = names(canary).filter((_, at) => at % 4 === 1 || (at >= 12 && at < 17))
  for (const table of [...missing, 'a\u0000b', 'a\nb']) {
    expect([table, await backUpTable(site, table)]).toEqual([table, 'failed'])
  }
  for (const prefix of ['..', '../x', 'a/../../b', 'a\u0000b', '--help/../..', '\\..\\x']) {
    const body = { name: `at ${prefix.replaceAll(/[\u0000]/g, '')}`, kind: 'local', config: { path: site.house.path('disk') }, prefix }
    const made = await site.post('/api/v1/targets', body)
    expect([prefix, made.status]).toEqual([prefix, 400])
    const browse = await site.get(`/api/v1/targets/disk/browse?prefix=${encodeURIComponent(prefix)}`)
    expect([prefix, browse.status === 400 || ((await browse.json()) as { items: unknown[] }).items.length === 0]).toEqual([prefix, true])
  }
  expect(existsSync(canary)).toBe(false)
  expect((await readdir(site.house.folder)).sort()).toEqual(['data', 'disk', 'shop.db', 'tmp'])
  expect(site.unexpected).toEqual([])
}, 300_000)

async function backUpTable(site: Site, table: string): Promise<string> {
  const response = await site.post('/api/v1/backups?wait=60', { source: 'shop', target: 'disk', tables: [table] })
  const { state } = (await response.json()) as { state?: string }
  return response.status === 400 ? 'failed' : (state ?? String(response.status))
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true })
  for (const entry of entries) expect(join(folder, entry).startsWith(folder + sep)).toBe(true)
  return entries
}
