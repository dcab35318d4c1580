import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { formatAddress, listen } from '../../../../server/http/listener.ts'
import { until } from '../../../faults/daemon-kill-process.ts'
import { openSite, type Site } from '../../../support/http.ts'
import { zipOf } from '../../engine/upload-fixture.ts'
import { openShop } from '../api/shop.ts'
import { lyingZip } from './lying-zip.ts'
import { holdOpen, sendRaw } from './raw-client.ts'

const statement = 'create table a (b integer);\n'
const spaces = Buffer.alloc(64 * 1024 * 1024, ' ')

/** What somebody with bad intentions uploads; nothing of it is ever restored. */
const hostile: Record<string, () => Uint8Array> = {
  'a name out of its folder': () => lyingZip('../../dump.sql'),
  'an absolute name': () => lyingZip('/etc/cron.d/dump.sql'),
  'a name of another system': () => lyingZip('..\\dump.sql'),
  'a name with a NUL': () => lyingZip('dump.sql\0.txt'),
  'a link': () => lyingZip('dump.sql', { mode: 0o120777, content: Buffer.from('/etc/passwd') }),
  'a device': () => lyingZip('dump.sql', { mode: 0o060666 }),
  'a pipe': () => lyingZip('dump.sql', { mode: 0o010666 }),
  'a lie about its size': () => lyingZip('dump.sql', { plainBytes: 1 }),
  'a size of 4 GiB of nothing': () => lyingZip('dump.sql', { plainBytes: 0xffffffff }),
  'more entries than there are': () => lyingZip('dump.sql', { count: 60_000 }),
  'a wide end that names 2^63 entries': () => lyingZip('dump.sql', { count: 0xffff, wide: [2n ** 63n, 2n ** 63n, 2n ** 63n, 2n ** 63n] }),
  'a wide end that leads behind the file': () => lyingZip('dump.sql', { count: 0xffff, wide: [1n, 1n, 54n, 2n ** 62n] }),
  'a million entries': () => lyingZip('dump.sql', { count: 0xffff, wide: [1_000_000n, 1_000_000n, 54n, 0n] }),
  '100,001 entries': () => zipOf(Object.fromEntries(Array.from({ length: 100_001 }, (_, at) => [`${at}`, ''])), 0),
  'a bomb of zstd': () => zstdCompressSync(spaces),
  'a bomb of zstd that calls itself a ZIP entry': () =>
    lyingZip('dump.sql', { method: 93, content: zstdCompressSync(spaces), plainBytes: 10 }),
  'a bomb of deflate that says it is small': () => lyingZip('dump.sql', { method: 8, content: deflateRawSync(spaces), plainBytes: 10 }),
  'a ZIP file in a ZIP file': () => zipOf({ 'dump.sql': zipOf({ 'dump.sql': statement }) }),
  'a packed file in a packed file': () => gzipSync(gzipSync(statement)),
  'two dumps of one name': () => Buffer.concat([lyingZip('dump.sql'), lyingZip('dump.sql')]),
  'a program': () => Buffer.from('\x7fELF\x02\x01\x01\0'),
  'a way out of the database': () => Buffer.from("attach database '/proc/canary.db' as other;\n"),
}

async function uploaded(site: Site, bytes: Uint8Array, name = 'dump.zip'): Promise<string> {
  const response = await site.request(`/api/v1/uploads?name=${name}`, { method: 'POST', body: Uint8Array.from(bytes) })
  expect(response.status).toBe(201)
  return ((await response.json()) as { id: string }).id
}

/** What lies in the folder of uploads. */
async function kept(site: Site): Promise<string[]> {
  return readdir(join(site.house.installation.dataPath, 'uploads')).catch(() => [])
}

test('hostile uploads are looked at, named for what they are, and restored by neither way', async () => {
  await using site = await openSite()
  await openShop(site)
  for (const [what, make] of Object.entries(hostile)) {
    const bytes = make()
    const id = await uploaded(site, bytes)
    const report = (await (await site.get(`/api/v1/uploads/${id}/inspect`)).json()) as { problems: { code: string }[] }
    expect([what, report.problems.map(({ code }) => code)]).toEqual([what, [expect.stringMatching(/invalid|unsupported|corrupt/)]])
    const restore = await site.post('/api/v1/restores', { upload: id, to: { source: 'shop' } })
    expect([what, restore.status, (await restore.json()) as object]).toEqual([
      what,
      422,
      expect.objectContaining({ plan: expect.anything() }),
    ])
    await site.delete(`/api/v1/uploads/${id}`)
    const form = new FormData()
    form.set('file', new Blob([Uint8Array.from(bytes)]), bytes[0] === 0x50 ? 'dump.zip' : 'dump.sql')
    const answer = (await (await site.request('/api/backup/upload-restore', { method: 'POST', body: form })).json()) as { code: number }
    expect([what, answer.code]).toEqual([what, 1])
  }
  expect(site.house.rows('shop.db', 'select name from item order by id')).toEqual([{ name: 'pen' }, { name: 'ink' }])
  expect(await kept(site)).toEqual([])
  expect(site.unexpected).toEqual([])
}, 300_000)

test('an honest upload made the same way is restored', async () => {
  await using site = await openSite()
  await openShop(site)
  const id = await uploaded(site, lyingZip('dump.sql'))
  expect(await (await site.get(`/api/v1/uploads/${id}/inspect`)).json()).toMatchObject({ problems: [] })
  const restore = await site.post('/api/v1/restores?wait=60', { upload: id, to: { source: 'shop' } })
  expect(await restore.json()).toMatchObject({ state: expect.stringMatching('^completed') })
  expect(site.house.rows('shop.db', 'select * from a')).toEqual([])
})

test('whatever a form calls its file, it lies in the folder of uploads under a name of one segment', async () => {
  await using site = await openSite({ isWorking: false })
  const names = [
    '../../etc/passwd',
    '/etc/passwd',
    'C:\\evil.sql',
    '..',
    '.',
    '',
    '\u202egpj.sql',
    'con',
    '--help',
    'a\u0000b.sql',
    '.upload.json',
  ]
  for (const name of names) {
    const form = new FormData()
    form.set('file', new Blob([statement]), name)
    const response = await site.request('/api/v1/uploads', { method: 'POST', body: form })
    const { id, name: shown } = (await response.json()) as { id: string; name: string }
    expect([name, response.status, shown]).toEqual([name, 201, expect.stringMatching(/^[^./\\\p{Cc}][^/\\\p{Cc}]*$/u)])
    expect(await readdir(join(site.house.installation.dataPath, 'uploads', id))).toEqual(expect.arrayContaining([shown]))
  }
  expect(await kept(site)).toHaveLength(names.length)
})

test('an upload of 100 GB that is only announced is refused before a byte of it is kept', async () => {
  await using site = await openSite({ isWorking: false, config: { uploadBytesMax: 1_000_000 } })
  const listener = await listen((request, peer) => site.app.fetch(request, peer), { host: '127.0.0.1', port: 0 })
  const url = `http://${formatAddress(listener.address)}`
  const head = ['POST /api/v1/uploads?name=a.sql HTTP/1.1', 'Host: 127.0.0.1', `Authorization: Bearer ${site.key('admin')}`]
  const announced = `${[...head, 'Content-Length: 100000000000'].join('\r\n')}\r\n\r\ncreate`
  expect((await sendRaw(url, announced, (text) => text.includes('\r\n\r\n'))).statuses).toEqual([413])
  // Whoever announces nothing is stopped at the limit.
  const piece = `10000\r\n${' '.repeat(0x10000)}\r\n`
  const chunked = `${[...head, 'Transfer-Encoding: chunked'].join('\r\n')}\r\n\r\n${piece.repeat(40)}`
  expect((await sendRaw(url, chunked, (text) => text.includes('\r\n\r\n'))).statuses).toEqual([413])
  expect(await kept(site)).toEqual([])
  await listener.drain(AbortSignal.timeout(1000))
})

test('an upload that stands still is ended, and one whose sender goes away, and nothing is left of either', async () => {
  await using site = await openSite({ isWorking: false })
  const { clock } = site.house
  // A minute without a byte is over at once; whoever sleeps shorter than that sleeps.
  const sleep = clock.sleep.bind(clock)
  const stall = Promise.withResolvers<void>()
  clock.sleep = async (delayMs, signal) =>
    delayMs >= 60_000 ? await Promise.race([stall.promise, sleep(delayMs, signal)]) : sleep(delayMs, signal)
  const listener = await listen((request, peer) => site.app.fetch(request, peer), { host: '127.0.0.1', port: 0 })
  const url = `http://${formatAddress(listener.address)}`
  const head = ['POST /api/v1/uploads?name=a.sql HTTP/1.1', 'Host: 127.0.0.1', `Authorization: Bearer ${site.key('admin')}`]
  const bytes = `${[...head, 'Content-Length: 1000000'].join('\r\n')}\r\n\r\ncreate`
  const left = await holdOpen(url, bytes)
  await until('an upload begins', 10_000, async () => ((await kept(site)).length === 1 ? true : null))
  left.end()
  await until('nothing is left of it', 10_000, async () => ((await kept(site)).length === 0 ? true : null))
  const stalled = sendRaw(url, bytes, (text) => text.includes('\r\n\r\n'))
  await until('another one begins', 10_000, async () => ((await kept(site)).length === 1 ? true : null))
  stall.resolve()
  expect((await stalled).statuses).toEqual([400])
  expect(await kept(site)).toEqual([])
  await listener.drain(AbortSignal.timeout(1000))
  expect(site.unexpected).toEqual([])
})
