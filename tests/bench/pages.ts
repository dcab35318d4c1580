import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { systemSeams } from '../../server/seams/seams.ts'
import { openSealedStore } from '../../server/store/open-sealed.ts'
import { openBrowser } from '../e2e/support/browser.ts'
import { openVisitor, type Visitor } from '../e2e/support/visitor.ts'
import { type DaemonFolder, openDaemonFolder } from '../support/daemon.ts'
import { median } from './median.ts'
import { fillStore } from './workloads/metadata.ts'

const usage = `npx node tests/bench/pages.ts [--records N (1000)] [--visits N (7)]
Starts a daemon over N backup records and visits its pages with Chromium: how large each is, how long the daemon takes for it, when something is
painted first and last of note, how long scripts held up the page, and how far anything jumps. Medians over the visits.
`

const password = 'some words in a row'
const paths = ['/', '/backups', '/jobs', '/plans', '/sources', '/targets', '/drills', '/restore', '/audit', '/settings', '/docs']

await main()

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      records: { type: 'string', default: '1000' },
      visits: { type: 'string', default: '7' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return void process.stdout.write(usage)
  await using daemon = await openDaemonFolder('bench-pages')
  await daemon.holdfast(['user', 'add', 'ada', '--role', 'admin'], `${password}\n`)
  await fill(daemon, Number(values.records))
  await daemon.start()
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, daemon.url)
  await visitor.signIn('ada', password)
  const head = ['page', 'packed', 'plain', 'answer', 'first paint', 'largest paint', 'blocked', 'shift']
  process.stdout.write(`${row(head)}\n`)
  for (const path of [...paths, await aBackup(visitor)]) await measure(visitor, path, Number(values.visits))
}

async function fill({ data }: DaemonFolder, records: number): Promise<void> {
  await using store = await openSealedStore({ dataPath: data, env: {}, seams: systemSeams() })
  await fillStore(store, join(data, 'metadata.db'), records)
}

/** The page of the newest backup. */
async function aBackup({ page, base }: Visitor): Promise<string> {
  await page.goto(`${base}/backups`)
  const href = await page.getAttribute('main a[href^="/backups/"]:not([href$="/new"])', 'href')
  if (href === null) throw new Error('The list of backups leads to none.')
  return href
}

interface Figures {
  readonly answerMs: number
  readonly firstMs: number
  readonly largestMs: number
  /** What tasks of more than 50 ms took above that. */
  readonly blockedMs: number
  readonly shift: number
}

async function measure(visitor: Visitor, path: string, visits: number): Promise<void> {
  const { page, base } = visitor
  const cookies = await page.context().cookies()
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  const packed = await packedBytes(`${base}${path}`, cookie)
  const figures: Figures[] = []
  for (let visit = 0; visit < visits; visit++) {
    await page.goto(base + path, { waitUntil: 'load' })
    figures.push(await figuresOf(page))
  }
  const of = (name: keyof Figures) => median(figures.map((one) => one[name]))
  const ms = (name: keyof Figures) => `${of(name).toFixed(0)} ms`
  const plain = gunzipSync(packed).length
  const cells = [
    path,
    `${(packed.length / 1000).toFixed(1)} kB`,
    `${(plain / 1000).toFixed(1)} kB`,
    ms('answerMs'),
    ms('firstMs'),
    ms('largestMs'),
    ms('blockedMs'),
  ]
  process.stdout.write(`${row([...cells, of('shift').toFixed(3)])}\n`)
}

/** What goes over the wire: `fetch` would unpack it. */
async function packedBytes(url: string, cookie: string): Promise<Buffer> {
  const { get } = await import('node:http')
  return new Promise((resolve, reject) => {
    const request = get(url, { headers: { cookie, 'accept-encoding': 'gzip' } }, async (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url} was answered with ${response.statusCode}`))
      resolve(Buffer.concat(await response.toArray()))
    })
    request.on('error', reject)
  })
}

/** What the browser itself measured of the page that it shows. */
async function figuresOf(page: Page): Promise<Figures> {
  return (await page.evaluate(`new Promise((resolve) => {
    const entries = []
    const observer = new PerformanceObserver((list) => entries.push(...list.getEntries()))
    for (const type of ['paint', 'largest-contentful-paint', 'longtask', 'layout-shift']) observer.observe({ type, buffered: true })
    setTimeout(() => {
      const [navigation] = performance.getEntriesByType('navigation')
      const last = (type) => entries.filter((entry) => entry.entryType === type).at(-1)
      resolve({
        answerMs: navigation.responseEnd - navigation.requestStart,
        firstMs: entries.find((entry) => entry.name === 'first-contentful-paint')?.startTime ?? NaN,
        largestMs: last('largest-contentful-paint')?.startTime ?? NaN,
        blockedMs: entries.filter((entry) => entry.entryType === 'longtask').reduce((sum, entry) => sum + entry.duration - 50, 0),
        shift: entries.filter((entry) => entry.entryType === 'layout-shift').reduce((sum, entry) => sum + entry.value, 0),
      })
    }, 300)
  })`)) as Figures
}

function row(cells: readonly string[]): string {
  return cells.map((cell, at) => (at === 0 ? cell.padEnd(44) : cell.padStart(14))).join('')
}
