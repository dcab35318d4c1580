import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Failure } from '../../../../plugins/failure.ts'
import { answer } from '../../../../server/http/answer.ts'
import { receiveUpload } from '../../../../server/http/api/uploads-receive.ts'
import { defineRoute } from '../../../../server/http/route.ts'
import { openSite, type Site } from '../../../support/http.ts'
import { listenTo, until } from './listening.ts'

interface Shown {
  readonly id: string
  readonly name: string
  readonly sizeBytes: number
  readonly sha256: string
}

const text = 'create table item (id integer);\n'
const sha256 = createHash('sha256').update(text).digest('hex')

function formOf(...files: { readonly name: string; readonly content: string }[]): FormData {
  const form = new FormData()
  form.append('note', 'before')
  for (const { name, content } of files) form.append('file', new Blob([content]), name)
  return form
}

async function upload(site: Site, given: RequestInit['body'], { query = '', headers = {} } = {}): Promise<Response> {
  const form = given instanceof FormData ? new Response(given) : null
  const type = form === null ? {} : { 'content-type': form.headers.get('content-type')! }
  const body = form === null ? given : await form.arrayBuffer()
  return site.request(`/api/v1/uploads${query}`, { method: 'POST', body: body ?? null, headers: { ...type, ...headers } })
}

async function left({ house }: Site): Promise<string[]> {
  return readdir(join(house.installation.dataPath, 'uploads')).catch(() => [])
}

test('a file is uploaded as a body or in a form, listed, shown and removed', async () => {
  await using site = await openSite({ isWorking: false })
  const raw = await upload(site, text, { query: '?name=..%2Fdump.sql' })
  const first = (await raw.json()) as Shown
  expect([raw.status, raw.headers.get('location')]).toEqual([201, `/api/v1/uploads/${first.id}`])
  expect(first).toEqual({
    id: first.id,
    name: 'dump.sql',
    sizeBytes: text.length,
    sha256,
    createdAt: expect.any(String),
    keptUntil: expect.any(String),
  })
  const form = await upload(site, formOf({ name: '备份.sql', content: text }))
  const second = (await form.json()) as Shown
  expect([form.status, second]).toEqual([201, expect.objectContaining({ name: '备份.sql', sizeBytes: text.length, sha256 })])
  const path = join(site.house.installation.dataPath, 'uploads', second.id, '备份.sql')
  expect(await readFile(path, 'utf8')).toBe(text)
  const page = (await (await site.get('/api/v1/uploads?page=1&page_size=1')).json()) as {
    items: Shown[]
    nextCursor: string
    total: number
  }
  expect([page.items.map(({ id }) => id), page.total]).toEqual([[second.id], 2])
  const next = (await (await site.get(`/api/v1/uploads?page_size=1&cursor=${page.nextCursor}`)).json()) as {
    items: Shown[]
    nextCursor: null
  }
  expect([next.items.map(({ id }) => id), next.nextCursor]).toEqual([[first.id], null])
  expect(await (await site.get(`/api/v1/uploads/${first.id}`)).json()).toEqual(first)
  expect((await site.delete(`/api/v1/uploads/${first.id}`)).status).toBe(204)
  expect((await site.get(`/api/v1/uploads/${first.id}`)).status).toBe(404)
  expect((await site.get('/api/v1/uploads/..%2f..%2fmetadata.db')).status).toBe(404)
  expect(JSON.stringify([page, next])).not.toContain(site.house.folder)
  expect(await left(site)).toEqual([second.id])
})

test('what was announced is checked', async () => {
  await using site = await openSite({ isWorking: false })
  const base64 = Buffer.from(sha256, 'hex').toString('base64')
  const fine = [
    { 'x-content-sha256': sha256 },
    { 'content-digest': `sha-256=:${base64}:` },
    { 'content-digest': `md5=:AAAA:, sha-256=:${base64}:` },
  ]
  for (const headers of fine) expect((await upload(site, text, { headers })).status).toBe(201)
  expect((await upload(site, formOf({ name: 'a', content: text }), { headers: { 'x-content-sha256': sha256 } })).status).toBe(201)
  const kept = (await left(site)).length
  const wrong = [
    { 'x-content-sha256': '0'.repeat(64) },
    { 'x-content-sha256': 'none' },
    { 'content-digest': 'sha-256=:AAAA:' },
    { 'content-digest': `sha-256=:${Buffer.alloc(32).toString('base64')}:` },
  ]
  for (const headers of wrong) expect((await upload(site, text, { headers })).status).toBe(400)
  expect((await upload(site, text, { headers: { 'content-encoding': 'gzip' } })).status).toBe(422)
  expect((await upload(site, null)).status).toBe(400)
  expect((await upload(site, '')).status).toBe(400)
  expect(await left(site)).toHaveLength(kept)
})

test('a file that is too large is refused, whether that was said before or not', async () => {
  await using site = await openSite({ isWorking: false, config: { uploadBytesMax: 1000 } })
  const large = 'x'.repeat(1001)
  const stream = () => new Blob([large]).stream()
  expect((await upload(site, large, { headers: { 'content-length': '1001' } })).status).toBe(413)
  expect((await upload(site, stream())).status).toBe(413)
  expect((await upload(site, formOf({ name: 'a.sql', content: large }))).status).toBe(413)
  expect((await upload(site, formOf({ name: 'a.sql', content: 'x'.repeat(1000) }))).status).toBe(201)
  expect(await left(site)).toHaveLength(1)
})

test('a form has one file and little else, and a malformed one leaves nothing', async () => {
  await using site = await openSite({ isWorking: false })
  const many = new FormData()
  for (let at = 0; at < 60; at += 1) many.append(`field${at}`, 'x')
  many.append('file', new Blob([text]), 'a.sql')
  const long = new FormData()
  long.append('field', 'x'.repeat(70_000))
  long.append('file', new Blob([text]), 'a.sql')
  const none = new FormData()
  none.append('field', 'x')
  const twice = formOf({ name: 'a.sql', content: text }, { name: 'b.sql', content: text })
  for (const form of [twice, many, long, none]) expect((await upload(site, form)).status).toBe(400)
  const type = 'multipart/form-data; boundary=edge'
  const part = (head: string, content = text) => `--edge\r\n${head}\r\n\r\n${content}\r\n`
  const disposition = 'Content-Disposition: form-data; name="file"; filename="a.sql"'
  const bodies = [
    '',
    'nothing of the kind',
    '--edge',
    part(disposition),
    part(disposition).slice(0, 90),
    `${part('X: y')}--edge--\r\n`,
    `${part(`X-Long: ${'x'.repeat(20_000)}\r\n${disposition}`)}--edge--\r\n`,
  ]
  for (const body of bodies)
    expect([body.slice(0, 60), (await upload(site, body, { headers: { 'content-type': type } })).status]).toEqual([body.slice(0, 60), 400])
  expect((await upload(site, text, { headers: { 'content-type': 'multipart/form-data' } })).status).toBe(400)
  expect(await left(site)).toEqual([])
  expect((await upload(site, `${part(disposition)}--edge--\r\n`, { headers: { 'content-type': type } })).status).toBe(201)
  expect(site.unexpected).toEqual([])
})

test('what a contract takes is asked before the file is read, and the fields beside it are told', async () => {
  const route = defineRoute({
    method: 'post',
    path: '/test/take',
    access: 'admin',
    scope: 'none',
    tags: ['test'],
    summary: 'A test',
    streams: { contentType: 'multipart/form-data', description: 'A file.' },
    responses: { 200: { description: 'Well.' } },
    async handle(call) {
      const accepts = (name: string) => {
        if (!name.endsWith('.sql')) throw new Failure('invalid', 'Only .sql.')
      }
      const { upload: taken, fields } = await receiveUpload(call, { accepts })
      return answer({ name: taken.name, fields: [...fields] })
    },
  })
  await using site = await openSite({ isWorking: false, groups: [{ name: 'test', bases: ['/test'], routes: [route] }] })
  const send = (name: string) => site.request('/test/take', { method: 'POST', body: formOf({ name, content: text }) })
  expect(await (await send('a.sql')).json()).toEqual({ name: 'a.sql', fields: [['note', 'before']] })
  expect(await (await send('a.exe')).json()).toMatchObject({ status: 400, detail: 'Only .sql.' })
  expect(await left(site)).toHaveLength(1)
})

test('only an admin with a key for everything uploads, and sees uploads', async () => {
  await using site = await openSite({ isWorking: false })
  for (const options of [{ as: 'viewer' }, { as: 'backup_operator' }, { as: 'admin', sourceIds: ['s'] }] as const) {
    expect((await site.request('/api/v1/uploads', { method: 'POST', body: text, ...options })).status).toBe(403)
    expect((await site.get('/api/v1/uploads', options)).status).toBe(403)
  }
})

test('a client that goes away in the middle leaves nothing, in a form or without', async () => {
  await using site = await openSite({ isWorking: false })
  await using listening = await listenTo(site)
  const heads = [
    'Content-Length: 100000\r\n\r\n',
    'Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nff\r\n',
    'Content-Type: multipart/form-data; boundary=edge\r\nContent-Length: 100000\r\n\r\n--edge\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n',
  ]
  for (const head of heads) {
    const socket = await listening.connect()
    socket.write(`POST /api/v1/uploads HTTP/1.1\r\nHost: x\r\nAuthorization: ${listening.headers.authorization}\r\n${head}some bytes`)
    await until(async () => (await left(site)).length === 1)
    socket.destroy()
    await until(async () => (await left(site)).length === 0)
  }
  expect(site.unexpected).toEqual([])
})
