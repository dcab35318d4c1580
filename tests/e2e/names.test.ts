import { expect, test } from 'vitest'
import { openBrowser } from './support/browser.ts'
import { type Furnished, type Made, openFurnished, password, people } from './support/furnished.ts'
import { openVisitor } from './support/visitor.ts'

/** As long as names may be, with nothing in them where a line could break. */
const long = (letter: string) => letter.repeat(100)

/** Takes some seconds to back up. */
const slow = `create table items (id integer primary key, body blob);
  with recursive n(i) as (select 1 union all select i + 1 from n where i < 30000) insert into items select i, randomblob(4000) from n`

test('on a phone no page is wider than the window, however long names are', { timeout: 240_000 }, async () => {
  await using furnished = await openFurnished('names')
  const { api, daemon } = furnished
  const pages = await longNamed(furnished)
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, daemon.url, { width: 360, height: 740 })
  await visitor.signIn(people.admin, password)
  const found: string[] = []
  const look = async (address: string) => {
    await visitor.go(address)
    const overflow = await visitor.overflow()
    if (overflow > 0) found.push(`${address}: ${overflow} pixels wider than the window: ${await visitor.page.evaluate(widest)}`)
  }
  for (const address of pages) await look(address)
  const running = await api.post<Made>('/api/v1/backups', { source: long('l'), target: long('t') })
  for (const address of [`/jobs/${running.id}`, '/', '/jobs', '/backups']) await look(address)
  expect(found).toEqual([])
})

const widest = `[...document.querySelectorAll('main *')].filter((part) => part.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 6).map(({ localName, className }) => localName + '.' + className).join(' > ')`

/** Everything that has a name, with a long one. Resolves with the pages that show it. */
async function longNamed({ api, daemon }: Furnished): Promise<string[]> {
  const wait = '?wait=60'
  const addSource = (name: string, sql: string) =>
    api.post<Made>('/api/v1/sources', { name, dialect: 'sqlite', config: { path: daemon.database(name[0]!, sql) } })
  const source = await addSource(long('s'), `create table ${long('b')} (at text)`)
  await addSource(long('l'), slow)
  const target = await api.post<Made>('/api/v1/targets', { name: long('t'), kind: 'local', config: { path: `${daemon.folder}/t` } })
  const settings = { mode: 'incremental', schedule: { kind: 'daily', time: '03:00' }, zone: 'UTC' }
  const plan = await api.post<Made>('/api/v1/plans', { name: long('p'), sources: [long('s')], targets: [long('t')], settings })
  const run = async () => (await api.post<{ jobs: Made[] }>(`/api/v1/plans/${plan.id}/run${wait}`, {})).jobs[0]!
  const job = await run()
  const [backup] = job.backupIds
  const restored = await api.post<Made>(`/api/v1/restores${wait}`, { backup, to: { source: long('s') }, existing: 'replace' })
  await api.post(`/api/v1/drills${wait}`, { backup })
  const { backupIds } = await run()
  const under = (page: string, ...parts: string[]) => ['', ...parts].map((part) => `${page}${part}`)
  return [
    ...['/', '/plans', '/plans/new', '/sources', '/targets', '/backups', '/admin/backups', '/backups/new', '/backups/new?by=source'],
    ...['/restore', '/jobs', '/drills', '/audit', '/welcome/target', '/welcome/source', '/welcome/backup', '/sources/new?dialect=bundle'],
    ...under(`/plans/${plan.id}`, '/edit', '/delete', '/retention'),
    ...under(`/sources/${source.id}`, '/edit', '/delete', '/tables'),
    ...under(`/targets/${target.id}`, '/edit', '/delete', '/browse'),
    ...under(`/backups/${backup}`, '/delete', '/manifest'),
    ...under(`/restore/${restored.id}`, '/undo'),
    ...['', '/what', '/where'].map((part) => `/restore${part}?backup=${backup}`),
    ...[`/restore/check?backup=${backup}&to=origin`, `/jobs/${job.id}`, `/jobs/${restored.id}`, `/backups/${backupIds[0]}`],
  ]
}
