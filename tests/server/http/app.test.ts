import { expect, test } from 'vitest'
import { z } from 'zod'
import { Failure, type FailureCode, failureCodes } from '../../../plugins/failure.ts'
import { answer } from '../../../server/http/answer.ts'
import { statusOf } from '../../../server/http/failure.ts'
import { defineRoute, type RouteGroup } from '../../../server/http/route.ts'
import { openSite } from '../../support/http.ts'

const plain = { scope: 'checked', tags: ['test'], summary: 'A test', responses: { 200: { description: 'Well.' } } } as const

function groupOf(thrown: unknown = null): RouteGroup {
  return {
    name: 'test',
    bases: ['/test'],
    routes: [
      defineRoute({
        ...plain,
        method: 'get',
        path: '/test/throws',
        access: 'viewer',
        async handle() {
          throw thrown
        },
      }),
      defineRoute({
        ...plain,
        method: 'post',
        path: '/test/things/{id}',
        access: 'backup_operator',
        params: z.object({ id: z.coerce.number().int() }),
        query: z.object({ deep: z.stringbool().default(false) }),
        body: z.strictObject({ name: z.string() }),
        isIdempotent: true,
        handle: async ({ params, query, body }) => answer({ ...params, ...query, ...body, at: Math.random() }, 202),
      }),
      defineRoute({ ...plain, method: 'post', path: '/test/bare', access: 'admin', handle: async () => answer({}) }),
      defineRoute({ ...plain, method: 'get', path: '/test/all', access: 'viewer', scope: 'none', handle: async () => answer({}) }),
      defineRoute({ ...plain, method: 'get', path: '/test/open', access: 'public', handle: async () => answer({ isOpen: true }) }),
      defineRoute({ ...plain, method: 'get', path: '/test/own', access: 'public', handle: async () => new Response('bytes') }),
    ],
  }
}

test('what nobody is to blame for says nothing to the outside and everything to the log', async () => {
  const error = new Error('/srv/secret is broken')
  await using site = await openSite({ groups: [groupOf(error)] })
  const response = await site.get('/test/throws')
  expect(response.status).toBe(500)
  expect(await response.text()).not.toContain('secret')
  expect(site.unexpected).toEqual([error])
})

test('a failure is a problem document with its message, its remedy and the fields that it names', async () => {
  const failure = new Failure('conflict', 'The name is taken.', {
    remedy: 'Choose another.',
    detail: { fields: ['name'], token: 'canary' },
  })
  await using site = await openSite({ groups: [groupOf(failure)] })
  const response = await site.get('/test/throws')
  expect(response.status).toBe(409)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(await response.json()).toEqual({
    type: 'about:blank',
    title: 'Conflict',
    status: 409,
    detail: 'The name is taken.',
    instance: '/test/throws',
    code: 'conflict',
    remedy: 'Choose another.',
    fields: ['name'],
  })
  expect(site.unexpected).toEqual([])
})

test('too much is 413 and too often is 429 with when to come again', async () => {
  await using often = await openSite({ groups: [groupOf(new Failure('denied', 'Too often.', { detail: { retryAfterSeconds: 2.1 } }))] })
  const response = await often.get('/test/throws')
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '3'])
  await using site = await openSite({ groups: [groupOf()] })
  const body = `"${'x'.repeat(1024 * 1024)}"`
  expect((await site.request('/test/things/1', { method: 'POST', body })).status).toBe(413)
})

test('every failure code has a status of the family that fits it', () => {
  const ours: readonly FailureCode[] = ['exhausted', 'unavailable', 'corrupt', 'internal']
  for (const code of failureCodes) expect(statusOf({ code, detail: {} }) >= 500).toBe(ours.includes(code))
})

test('path, query and body are checked, and what is wrong is named', async () => {
  await using site = await openSite({ groups: [groupOf()] })
  const well = await site.post('/test/things/7?deep=true', { name: 'a' })
  expect([well.status, await well.json()]).toEqual([202, { id: 7, deep: true, name: 'a', at: expect.any(Number) }])
  expect(await (await site.post('/test/things/x', { name: 'a' })).json()).toMatchObject({ status: 400, fields: ['id'] })
  expect(await (await site.post('/test/things/7?deep=perhaps', { name: 'a' })).json()).toMatchObject({ status: 400, fields: ['deep'] })
  expect(await (await site.post('/test/things/7', { name: 1 })).json()).toMatchObject({ status: 400, fields: ['name'] })
  expect(await (await site.post('/test/things/7', { name: 'a', nmae: 1 })).json()).toMatchObject({ status: 400, fields: ['nmae'] })
  const broken = await site.request('/test/things/7', { method: 'POST', body: '{"name":' })
  expect(await broken.json()).toMatchObject({ status: 400, detail: 'The body of the request is no JSON.' })
  const latin = await site.request('/test/things/7', { method: 'POST', body: Buffer.from('{"name":"\xe9"}', 'latin1') })
  expect(await latin.json()).toMatchObject({ status: 400, detail: 'The body of the request is no UTF-8 text.' })
})

test('what a route does not take is refused, so that a mistyped word is not taken for none', async () => {
  await using site = await openSite({ groups: [groupOf()] })
  const mistyped = await site.post('/test/things/7?dep=true', { name: 'a' })
  expect(await mistyped.json()).toMatchObject({ status: 400, fields: ['dep'], remedy: 'It takes deep.' })
  expect(await (await site.post('/test/bare?dry_run=true')).json()).toMatchObject({ status: 400, fields: ['dry_run'] })
  expect(await (await site.post('/test/bare', { dryRun: true })).json()).toMatchObject({ status: 400, fields: ['dryRun'] })
  for (const body of [undefined, {}]) expect((await site.post('/test/bare?api_key=none', body)).status).toBe(200)
  expect((await site.get('/test/open?at=1', { as: null })).status).toBe(200)
})

test('nobody gets in without a key, with less than the role that is needed, or with a key for some sources where all are concerned', async () => {
  await using site = await openSite({ groups: [groupOf()] })
  const nobody = await site.get('/test/all', { as: null })
  expect([nobody.status, nobody.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
  expect((await site.post('/test/things/1', { name: 'a' }, { as: 'viewer' })).status).toBe(403)
  expect((await site.post('/test/things/1', { name: 'a' }, { as: 'backup_operator' })).status).toBe(202)
  expect((await site.get('/test/all', { as: 'viewer' })).status).toBe(200)
  expect((await site.get('/test/all', { as: 'admin', sourceIds: ['s'] })).status).toBe(403)
  expect((await site.get('/test/open', { as: null })).status).toBe(200)
})

test('a request with an idempotency key is done once, however often it is sent', async () => {
  await using site = await openSite({ groups: [groupOf()] })
  const send = (name: string, key: string, as: 'admin' | 'backup_operator' = 'admin') =>
    site.post('/test/things/1', { name }, { headers: { 'idempotency-key': key }, as })
  const first = await (await send('a', 'one')).json()
  const again = await send('a', 'one')
  expect([again.status, again.headers.get('idempotency-replayed'), await again.json()]).toEqual([202, 'true', first])
  expect((await send('b', 'one')).status).toBe(400)
  expect(await (await send('a', 'two')).json()).not.toEqual(first)
  expect(await (await send('a', 'one', 'backup_operator')).json()).not.toEqual(first)
  expect((await send('a', 'no spaces please')).status).toBe(400)
})

test('what isn’t there is 404, and what takes another method is 405 and says which', async () => {
  await using site = await openSite({ groups: [groupOf()] })
  expect((await site.get('/nothing')).status).toBe(404)
  const other = await site.delete('/test/things/1')
  expect([other.status, other.headers.get('allow')]).toEqual([405, 'POST'])
})

test('a slash at the end makes no difference, and every answer forbids framing, foreign scripts and caching', async () => {
  await using site = await openSite({ groups: [groupOf()] })
  for (const path of ['/test/open/', '/test/own', '/test/nothing']) {
    const { headers } = await site.get(path)
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('content-security-policy')).not.toContain('unsafe')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  }
  expect((await site.get('/test/open/')).headers.get('cache-control')).toBe('no-store')
  expect((await site.get('/test/open/')).status).toBe(200)
})
