import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { get } from 'node:http'
import { expect, test } from 'vitest'
import { dispositionOf, isSameFor, rangeOf } from '../../../../server/http/api/downloads-range.ts'
import { streamOf } from '../../../../server/http/api/downloads-stream.ts'
import { placeOfFirst } from '../../../../server/services/places.ts'
import { openSite, type Site } from '../../../support/http.ts'
import { listenTo, until } from './listening.ts'
import { backUp, openShop } from './shop.ts'

async function backedUp(site: Site) {
  const { source, target } = await openShop(site)
  const backup = await backUp(site, { source: 'shop', target: 'shop-disk' })
  const copies = await site.house.installation.store.copies.list(backup.id)
  const path = placeOfFirst(copies, [target])!
  return { source, target, backup, path, file: await readFile(path), url: `/api/v1/backups/${backup.id}/download` }
}

/** Of a response whose body nobody wants, which is given back. */
async function statusOf(responding: Promise<Response>): Promise<number> {
  const { status, body } = await responding
  await body?.cancel()
  return status
}

const ranged = (range: string, more = {}) => ({ headers: { range, ...more } })

test('an archive is downloaded whole, with all that a client needs to keep and check it', async () => {
  await using site = await openSite()
  const { backup, file, url } = await backedUp(site)
  const response = await site.get(url)
  expect(response.status).toBe(200)
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/zip',
    'content-length': String(file.length),
    'content-disposition': `attachment; filename="${backup.name}"`,
    'accept-ranges': 'bytes',
    etag: `"${backup.sha256}"`,
    'repr-digest': `sha-256=:${Buffer.from(backup.sha256, 'hex').toString('base64')}:`,
    'x-content-type-options': 'nosniff',
  })
  expect(Buffer.from(await response.arrayBuffer()).equals(file)).toBe(true)
  const head = await site.request(url, { method: 'HEAD' })
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, String(file.length), ''])
  const downloads = site.audited.filter(({ action }) => action === 'backup.download')
  expect(downloads).toEqual([expect.objectContaining({ subject: backup.name })])
})

test('a range is sent alone, and everything where the client holds a part of something else', async () => {
  await using site = await openSite()
  const { backup, file, url } = await backedUp(site)
  const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer())
  for (const [range, from, to] of [
    ['bytes=0-9', 0, 10],
    ['bytes=100-', 100, file.length],
    ['bytes=-7', file.length - 7, file.length],
    [`bytes=5-${file.length + 100}`, 5, file.length],
  ] as const) {
    const response = await site.get(url, ranged(range))
    expect([response.status, response.headers.get('content-range')]).toEqual([206, `bytes ${from}-${to - 1}/${file.length}`])
    expect(response.headers.get('content-length')).toBe(String(to - from))
    expect((await bytesOf(response)).equals(file.subarray(from, to))).toBe(true)
  }
  const beyond = await site.get(url, ranged(`bytes=${file.length}-`))
  expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${file.length}`])
  expect(await statusOf(site.get(url, ranged('bytes=0-9', { 'if-range': `"${backup.sha256}"` })))).toBe(206)
  for (const ifRange of ['"another"', `W/"${backup.sha256}"`, 'Fri, 02 Jan 2026 03:04:05 GMT']) {
    expect(await statusOf(site.get(url, ranged('bytes=0-9', { 'if-range': ifRange })))).toBe(200)
  }
  for (const range of ['bytes=0-1,4-5', 'bytes=9-1', 'lines=1-2', 'bytes=-', 'bytes=x-y']) {
    expect(await statusOf(site.get(url, ranged(range)))).toBe(200)
  }
})

test('a part or a table of an archive is downloaded as text, by ranges too', async () => {
  await using site = await openSite()
  const { backup, url } = await backedUp(site)
  const part = await site.get(`${url}?part=backup.sql`)
  const text = await part.text()
  expect([part.status, part.headers.get('content-type')]).toEqual([200, 'application/octet-stream'])
  expect(part.headers.get('content-disposition')).toContain(backup.name.replace('.zip', ''))
  expect(text).toContain("'pen'")
  expect(await (await site.get(`${url}?part=backup.sql`, ranged('bytes=10-19'))).text()).toBe(text.slice(10, 20))
  const table = await (await site.get(`${url}?table=bill`)).text()
  expect(table).toContain('bill')
  expect(table).not.toContain("'pen'")
  expect(await (await site.get(`${url}?table=bill&table=item`)).text()).toContain("'pen'")
  expect(await statusOf(site.get(`${url}?part=nothing`))).toBe(404)
  expect(await statusOf(site.get(`${url}?table=nothing`))).toBe(404)
})

test('what can not be read is said in words, and a target that can not be read is no refusal of who asks', async () => {
  await using site = await openSite()
  const { path, url, target } = await backedUp(site)
  expect(await statusOf(site.get(`${url}?target=shop-disk`))).toBe(200)
  expect(await statusOf(site.get(`${url}?target=nowhere`))).toBe(404)
  await site.house.installation.store.targets.update({ ...target, identity: 'another', kind: 'unheard-of' })
  const away = await site.get(url)
  expect([away.status, away.headers.get('content-type')]).toEqual([503, 'application/problem+json'])
  const known = (await site.house.installation.store.targets.list()).find(({ id }) => id === target.id)!
  await site.house.installation.store.targets.update({ ...known, identity: null, kind: 'local' })
  await writeFile(path, 'short')
  expect(await statusOf(site.get(url))).toBe(500)
  expect(await statusOf(site.get('/api/v1/backups/ffffffff/download'))).toBe(404)
})

test('who may download: an operator whose key allows it, and of a sealed archive only an admin a part', async () => {
  await using site = await openSite()
  const { backup, source, url } = await backedUp(site)
  expect(await statusOf(site.get(url, { as: 'viewer' }))).toBe(403)
  expect(await statusOf(site.get(url, { as: 'backup_operator', sourceIds: [source.id] }))).toBe(200)
  for (const path of [url, `${url}-links`]) {
    const ask = { as: 'backup_operator', sourceIds: ['other'] } as const
    expect(await statusOf(path === url ? site.get(path, ask) : site.post(path, {}, ask))).toBe(403)
  }
  const { store } = site.house.installation
  await store.transaction((nouns) => nouns.backups.put({ ...backup, isSealed: true }))
  expect(await statusOf(site.get(`${url}?part=backup.sql`, { as: 'backup_operator' }))).toBe(403)
  expect(await statusOf(site.post(`${url}-links`, { part: 'backup.sql' }, { as: 'backup_operator' }))).toBe(403)
  expect(await statusOf(site.get(url, { as: 'backup_operator' }))).toBe(200)
})

test('a link downloads without a key what it was made for, and nothing once it was altered or has expired', async () => {
  await using site = await openSite({ config: { publicUrl: 'https://backup.example/' } })
  const { file, url } = await backedUp(site)
  const made = await site.post(`${url}-links`, { expiresInSeconds: 60 })
  const link = (await made.json()) as { url: string; expiresAt: string }
  expect([made.status, link.url]).toEqual([201, expect.stringMatching(/^https:\/\/backup\.example\/api\/v1\/downloads\/[\w-]+\.[\w-]+$/)])
  const path = new URL(link.url).pathname
  const open = await site.get(path, { as: null })
  expect([open.status, Buffer.from(await open.arrayBuffer()).equals(file)]).toEqual([200, true])
  expect(await statusOf(site.get(path, { as: null, ...ranged('bytes=0-9') }))).toBe(206)
  const other = await site.get(`${path}?part=backup.sql`, { as: null })
  expect(Buffer.from(await other.arrayBuffer()).equals(file)).toBe(true)
  for (const altered of [
    `${path}x`,
    path.slice(0, -1),
    path.replace(/.(?=\.)/, (letter) => (letter === 'A' ? 'B' : 'A')),
    '/api/v1/downloads/x',
  ]) {
    expect(await statusOf(site.get(altered, { as: null }))).toBe(403)
  }
  const part = (await (await site.post(`${url}-links`, { part: 'backup.sql', tables: ['item'] })).json()) as { url: string }
  expect(await (await site.get(new URL(part.url).pathname, { as: null })).text()).toContain("'pen'")
  site.house.clock.advance(61_000)
  expect(await statusOf(site.get(path, { as: null }))).toBe(403)
  for (const expiresInSeconds of [0, 86_401, 1.5]) expect(await statusOf(site.post(`${url}-links`, { expiresInSeconds }))).toBe(400)
  expect(site.audited.map(({ action }) => action)).toEqual(expect.arrayContaining(['backup.link', 'backup.download']))
})

test('over a real connection it arrives whole, resumes, and a HEAD has no body', async () => {
  await using site = await openSite()
  const { backup, file, url } = await backedUp(site)
  await using listening = await listenTo(site)
  const { headers } = listening
  const whole = await fetch(`${listening.url}${url}`, { headers })
  expect(
    createHash('sha256')
      .update(Buffer.from(await whole.arrayBuffer()))
      .digest('hex'),
  ).toBe(backup.sha256)
  const rest = await fetch(`${listening.url}${url}`, {
    headers: { ...headers, range: 'bytes=100-', 'if-range': whole.headers.get('etag')! },
  })
  expect(Buffer.from(await rest.arrayBuffer()).equals(file.subarray(100))).toBe(true)
  const head = await fetch(`${listening.url}${url}`, { headers, method: 'HEAD' })
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(file.length)])
})

test('a file that breaks off while it is sent breaks the connection: nothing short looks whole', async () => {
  await using site = await openSite()
  const { url, backup } = await backedUp(site)
  await using listening = await listenTo(site)
  const piece = Buffer.alloc(64 * 1024)
  async function* broken() {
    yield piece
    yield piece
    throw new Error('the disk is gone')
  }
  const sizeBytes = 10 * piece.length
  const open = async () => ({
    name: 'a.zip',
    sizeBytes,
    sha256: null,
    tag: 'x',
    target: 'disk',
    read: broken,
    async [Symbol.asyncDispose]() {},
  })
  Object.assign(site.http.downloads, { open })
  const outcome = await new Promise<{ received: number; isWhole: boolean }>((resolve) => {
    get(`${listening.url}${url}`, { headers: listening.headers }, (response) => {
      let received = 0
      response.on('data', (bytes: Buffer) => (received += bytes.length))
      response.on('error', () => {})
      response.on('close', () => resolve({ received, isWhole: response.complete }))
    })
  })
  expect(outcome.isWhole).toBe(false)
  expect(outcome.received).toBeLessThan(sizeBytes)
  expect(backup.state).toBe('kept')
})

test('a client that goes away closes what is read for it, and a slow one is read for no faster than it takes', async () => {
  await using site = await openSite()
  const { url } = await backedUp(site)
  await using listening = await listenTo(site)
  const state = { pieces: 0, isClosed: false }
  async function* endless() {
    try {
      for (;;) {
        state.pieces += 1
        yield Buffer.alloc(256 * 1024)
      }
    } finally {
      state.isClosed = true
    }
  }
  const open = async () => ({
    name: 'a',
    sizeBytes: 2 ** 40,
    sha256: null,
    tag: 'x',
    target: 'disk',
    read: endless,
    async [Symbol.asyncDispose]() {},
  })
  Object.assign(site.http.downloads, { open })
  const socket = await listening.connect()
  socket.pause()
  socket.write(`GET ${url} HTTP/1.1\r\nHost: x\r\nAuthorization: ${listening.headers.authorization}\r\n\r\n`)
  let before = -1
  // Until the buffers of both ends are full and nothing moves any more.
  await until(async () => {
    const now = state.pieces
    await new Promise((resolve) => setTimeout(resolve, 200))
    const isStill = now > 1 && now === before && state.pieces === now
    before = now
    return isStill
  })
  expect(state.pieces).toBeLessThan(200)
  expect(state.isClosed).toBe(false)
  socket.destroy()
  await until(() => state.isClosed)
})

test('a client that takes nothing is cut off after a while', async () => {
  const clock = { sleep: (_: number, signal: AbortSignal) => (signal.aborted ? Promise.reject(signal.reason) : Promise.resolve()) } as never
  let isCancelled = false
  async function* two() {
    yield Buffer.from('a')
    yield Buffer.from('b')
  }
  const stream = await streamOf(two(), { clock, idleMs: 1, cancel: () => (isCancelled = true) })
  const reader = stream.getReader()
  await reader.read()
  await until(() => isCancelled)
  await expect(reader.read()).rejects.toMatchObject({ code: 'unavailable' })
})

test('ranges are read as the standard says', () => {
  expect(rangeOf(undefined, 100)).toBeNull()
  expect(rangeOf('bytes=0-0', 100)).toEqual({ fromByte: 0, toByte: 1 })
  expect(rangeOf('Bytes= 90 - ', 100)).toEqual({ fromByte: 90, toByte: 100 })
  expect(rangeOf('bytes=1 -\t2 ', 100)).toEqual({ fromByte: 1, toByte: 3 })
  expect(rangeOf('bytes=', 100) ?? rangeOf('bytes=-', 100) ?? rangeOf('bytes=1 2-3', 100)).toBeNull()
  expect(rangeOf('bytes=-200', 100)).toEqual({ fromByte: 0, toByte: 100 })
  expect(rangeOf('bytes=-0', 100)).toBe('unsatisfiable')
  expect(rangeOf('bytes=0-', 0)).toBe('unsatisfiable')
  expect(rangeOf('bytes=99999999999999999999-', 100)).toBeNull()
  expect(isSameFor(undefined, 'x') && isSameFor('"x"', 'x')).toBe(true)
})

test('a name is written so that every client keeps it, whatever it holds', () => {
  expect(dispositionOf('backup.zip')).toBe('attachment; filename="backup.zip"')
  expect(dispositionOf('备份 é.zip')).toBe(`attachment; filename="__ e.zip"; filename*=UTF-8''%E5%A4%87%E4%BB%BD%20%C3%A9.zip`)
  expect(dispositionOf('a"b\r\nX: y;c.zip')).not.toMatch(/[\r\n]/)
  expect(dispositionOf("it's (1).zip")).toBe(`attachment; filename="it's (1).zip"`)
  expect(dispositionOf("é'(1).zip")).toContain('%27%281%29.zip')
  expect(dispositionOf('\ud800.zip')).toContain("filename*=UTF-8''%EF%BF%BD.zip")
})
