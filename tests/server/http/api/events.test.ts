import { expect, test } from 'vitest'
import type { WorkProgress } from '../../../../server/domain/work.ts'
import { EventFeed } from '../../../../server/http/api/events-feed.ts'
import { eventStream, isGap, parseEventId } from '../../../../server/http/api/events-stream.ts'
import { createApp } from '../../../../server/http/app.ts'
import { openSite, type Site } from '../../../support/http.ts'
import { listenTo, until } from './listening.ts'
import { backUp, openShop } from './shop.ts'

interface Told {
  readonly event: string
  readonly id: string | null
  readonly data: Record<string, unknown>
}

/** Reads a stream of events as a browser does. */
class Listening {
  readonly told: Told[] = []
  readonly comments: string[] = []
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  #text = ''
  isEnded = false

  constructor(body: ReadableStream<Uint8Array>) {
    this.#reader = body.getReader()
  }

  /** Until one comes that is so; throws when the stream ends before. */
  async until(isSo: (told: Told) => boolean): Promise<Told> {
    for (let at = 0; ; at += 1) {
      while (at >= this.told.length) if (!(await this.read())) throw new Error('The stream ended.')
      if (isSo(this.told[at]!)) return this.told[at]!
    }
  }

  async read(): Promise<boolean> {
    const { done, value } = await this.#reader.read()
    if (done) {
      this.isEnded = true
      return false
    }
    this.#text += Buffer.from(value).toString('utf8')
    const blocks = this.#text.split('\n\n')
    this.#text = blocks.pop()!
    for (const block of blocks) this.#take(block.split('\n'))
    return true
  }

  async cancel(): Promise<void> {
    await this.#reader.cancel()
  }

  #take(lines: readonly string[]): void {
    const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? null
    const event = field('event')
    if (event === null) this.comments.push(lines.join('\n'))
    else this.told.push({ event, id: field('id'), data: JSON.parse(field('data')!) })
  }
}

async function listenAt(site: Site, query = '', options = {}): Promise<Listening> {
  const response = await site.get(`/api/v1/events${query}`, options)
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8'])
  const listening = new Listening(response.body!)
  await listening.read()
  await until(() => site.house.hub.size > 0)
  return listening
}

test('a job is told from its start to its end, and who comes back goes on where they were', async () => {
  await using site = await openSite()
  await openShop(site)
  const listening = await listenAt(site)
  const backup = await backUp(site, { source: 'shop', target: 'shop-disk' })
  const running = await listening.until(({ event, data }) => event === 'job' && data['state'] === 'running' && data['id'] === backup.jobId)
  const ended = await listening.until(({ event, data, id }) => event === 'job' && data['state'] === 'completed' && id !== null)
  expect(ended.id).toMatch(/^[0-9a-f]{12}-\d+$/)
  expect(listening.told.some(({ event }) => event === 'reset')).toBe(false)
  await listening.cancel()
  await until(() => site.house.hub.size === 0)
  const [epoch, number] = ended.id!.split('-')
  const before = `${epoch}-${Number(number) - 1}`
  for (const [query, options] of [
    [`?last_event_id=${before}`, {}],
    ['', { headers: { 'last-event-id': before } }],
  ] as const) {
    const resumed = await listenAt(site, query, options)
    const next = await resumed.until(() => true)
    expect([next.event, next.id]).toEqual(['job', ended.id])
    await resumed.cancel()
  }
  expect(running.data).toMatchObject({ kind: 'backup' })
})

test('who missed something, or listened to another daemon, is told to load again', async () => {
  await using site = await openSite({ isWorking: false })
  const { source } = await openShop(site)
  const { id } = await site.house.enqueue({
    kind: 'backup',
    sourceId: source.id,
    planId: null,
    targetIds: null,
    mode: null,
    tables: null,
    description: '',
    purpose: 'regular',
  })
  const say = (message: string) => site.house.hub.publish({ type: 'log', jobId: id, line: { at: '', level: 'info', message } })
  const first = await listenAt(site)
  say('0')
  const { id: eventId } = await first.until(({ event }) => event === 'log')
  await first.cancel()
  for (let at = 1; at <= 1100; at += 1) say(String(at))
  for (const lastEventId of [eventId, '000000000000-1', 'nonsense']) {
    const listening = await listenAt(site, '', { headers: { 'last-event-id': lastEventId } })
    if (lastEventId !== eventId) say('more')
    await listening.until(({ event }) => event === 'log')
    expect(listening.told[0]!.event).toBe('reset')
    expect(listening.told.filter(({ event }) => event === 'reset')).toHaveLength(1)
    await listening.cancel()
  }
})

test('one job alone is listened to, and a key for some sources hears of those alone', async () => {
  await using site = await openSite()
  const { source } = await openShop(site)
  await openShop(site, 'depot')
  const bound = await listenAt(site, '', { as: 'viewer', sourceIds: [source.id] })
  await backUp(site, { source: 'depot', target: 'depot-disk' })
  const own = await backUp(site, { source: 'shop', target: 'shop-disk' })
  await bound.until(({ data }) => data['id'] === own.jobId && data['state'] === 'completed')
  for (const { data } of bound.told) expect(data['jobId'] ?? data['id']).toBe(own.jobId)
  await bound.cancel()
  const foreign = await site.get(`/api/v1/events?job=${own.jobId}`, { as: 'viewer', sourceIds: ['other'] })
  expect(foreign.status).toBe(403)
  expect((await site.get('/api/v1/events?job=ffffffff')).status).toBe(404)
  const one = await listenAt(site, `?job=${own.jobId}`)
  const proof = (await (await site.post('/api/v1/drills?wait=60', { backup: own.id, level: 'stored' })).json()) as { id: string }
  site.house.hub.publish({ type: 'log', jobId: own.jobId!, line: { at: '', level: 'info', message: 'last' } })
  await one.until(({ event, data }) => event === 'log' && data['message'] === 'last')
  expect(one.told.some(({ data }) => data['id'] === proof.id || data['jobId'] === proof.id)).toBe(false)
  await one.cancel()
})

test('what other processes do is found in the store', async () => {
  await using site = await openSite({ isWorking: false })
  const { source, target } = await openShop(site)
  const feed = new EventFeed(site.http, { jobId: null, sourceIds: null })
  expect(await feed.look(true)).toEqual([])
  const { id } = await site.house.enqueue({
    kind: 'backup',
    sourceId: source.id,
    planId: null,
    targetIds: [target.id],
    mode: null,
    tables: null,
    description: '',
    purpose: 'regular',
  })
  expect(await feed.look()).toMatchObject([{ type: 'job', number: null, data: { id, state: 'pending' } }])
  expect(await feed.look()).toEqual([])
  const claimed = await claim(site, id)
  expect(await feed.look()).toMatchObject([{ type: 'job', data: { id, state: 'running' } }])
  await claimed.progress(1)
  expect(await feed.look()).toMatchObject([{ type: 'progress', data: { jobId: id, bytesRead: 1 } }])
  await claimed.progress(2)
  expect(await feed.look()).toMatchObject([{ type: 'progress', data: { jobId: id, bytesRead: 2 } }])
  await claimed.end()
  expect(await feed.look()).toMatchObject([{ type: 'job', data: { id, state: 'cancelled' } }])
  expect(await feed.look()).toEqual([])
})

test('a stream ends when the daemon stops, when its time is over and when its listener is too slow', async () => {
  await using site = await openSite({ isWorking: false })
  await openShop(site)
  const stopping = new AbortController()
  const app = createApp({ ...site.http, stopping: stopping.signal })
  const headers = { authorization: `Bearer ${site.key('admin')}` }
  const response = await app.fetch(new Request('http://127.0.0.1/api/v1/events', { headers }), { address: '127.0.0.1' })
  const listening = new Listening(response.body!)
  await listening.read()
  stopping.abort()
  while (await listening.read());
  expect(site.house.hub.size).toBe(0)
  const slow = await listenAt(site)
  const say = () => site.house.hub.publish({ type: 'log', jobId: 'x', line: { at: '', level: 'info', message: 'x' } })
  for (let round = 0; round < 5; round += 1) {
    for (let at = 0; at < 600; at += 1) say()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await until(() => site.house.hub.size === 0)
  while (await slow.read());
  expect(slow.told.length).toBeLessThan(3000)
})

test('a stream says that it is still there, and ends after ten minutes to be asked for anew', async () => {
  await using site = await openSite({ isWorking: false })
  let nowMs = 0
  const clock = {
    now: () => new Date(nowMs),
    monotonicMs: () => nowMs,
    async sleep(delayMs: number, signal: AbortSignal) {
      await new Promise((resolve) => setImmediate(resolve))
      signal.throwIfAborted()
      nowMs += delayMs
    },
  }
  const feed = new EventFeed(site.http, { jobId: null, sourceIds: null })
  const signal = new AbortController().signal
  const listening = new Listening(eventStream({ feed, hub: site.house.hub, clock, epoch: 'abc', lastEventId: null, signal }))
  while (await listening.read());
  expect(nowMs).toBe(600_000)
  expect(listening.comments.filter((comment) => comment.includes('still here'))).toHaveLength(40)
})

test('over a real connection events come as they happen, and nothing is held for who went away', async () => {
  await using site = await openSite()
  await openShop(site)
  await using listening = await listenTo(site)
  const leaving = new AbortController()
  const response = await fetch(`${listening.url}/api/v1/events`, { headers: listening.headers, signal: leaving.signal })
  const heard = new Listening(response.body!)
  await heard.read()
  const backup = await backUp(site, { source: 'shop', target: 'shop-disk' })
  await heard.until(({ data }) => data['id'] === backup.jobId && data['state'] === 'completed')
  leaving.abort()
  await until(() => site.house.hub.size === 0)
})

test('more listeners than can be looked after are refused', async () => {
  await using site = await openSite({ isWorking: false })
  Object.assign(site.http.control, { hub: { size: 200 } })
  expect((await site.get('/api/v1/events')).status).toBe(503)
})

test('an event is known by the start of the daemon and its number', () => {
  expect(parseEventId('abc-12', 'abc')).toBe(12)
  for (const text of ['abd-12', 'abc-', '-12', 'abc-1x', '12', 'abc--1']) expect(parseEventId(text, 'abc')).toBeNull()
  expect(isGap('abc-12', { epoch: 'abc', number: 13 })).toBe(false)
  expect(isGap('abc-12', { epoch: 'abc', number: 14 })).toBe(true)
})

/** Takes a job as a worker of another process would. */
async function claim(site: Site, id: string) {
  const { store } = site.house.installation
  const leaseUntil = new Date(Date.now() + 3_600_000)
  const lease = (await store.leases.claim((await store.jobs.find(id))!, { owner: 'another-process', now: new Date(), leaseUntil }))!
  const progressAt = (bytesRead: number): WorkProgress => ({
    step: 'backup',
    at: new Date(bytesRead).toISOString(),
    phase: 'dumping',
    bytesRead,
    bytesStored: 0,
    bytesExpected: null,
    sections: 0,
  })
  const nothing = { reason: null, failure: null, result: null, progress: null, warnings: 0, backupId: null }
  return {
    progress: (bytesRead: number) => store.leases.renew(lease, { leaseUntil, progress: progressAt(bytesRead), warnings: 0 }),
    end: () => store.leases.finish(lease, { ...nothing, state: 'cancelled', at: new Date() }),
  }
}
