import { expect, test } from 'vitest'
import { Failure, type FailureCode } from '../../../plugins/failure.ts'
import { type AppOptions, createApp } from '../../../server/http/app.ts'
import { statusOf } from '../../../server/http/failure.ts'
import { systemClock } from '../../../server/seams/clock.ts'

function appWith(changes: { isReady?: boolean; thrown?: unknown } & Pick<AppOptions, 'vitals'> = {}) {
  const time = { ms: 0 }
  const unexpected: unknown[] = []
  const clock = { ...systemClock, monotonicMs: () => time.ms, now: () => new Date('2026-11-21T12:00:00Z') }
  const app = createApp({
    version: '1.2.3',
    clock,
    isReady: () => changes.isReady ?? true,
    ...(changes.vitals === undefined ? {} : { vitals: changes.vitals }),
    onUnexpected: (error) => unexpected.push(error),
  })
  app.get('/throws', () => {
    throw changes.thrown
  })
  return { app, time, unexpected }
}

test('health tells status, version and uptime, and is never cached', async () => {
  const { app, time } = appWith()
  time.ms = 61_999
  const response = await app.request('/api/v1/health')
  expect(response.status).toBe(200)
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(await response.json()).toEqual({ status: 'ok', version: '1.2.3', uptimeSeconds: 61, time: '2026-11-21T12:00:00.000Z' })
})

test('a draining daemon is alive but not ready', async () => {
  const { app } = appWith({ isReady: false })
  expect((await app.request('/api/v1/health/live')).status).toBe(200)
  expect((await app.request('/api/v1/health/ready')).status).toBe(503)
  expect(await (await app.request('/api/v1/health')).json()).toMatchObject({ status: 'draining' })
})

test.each([
  [{ store: true, worker: true }, 'ok', 200],
  [{ store: true, worker: false }, 'degraded', 200],
  [{ store: false, worker: false }, 'degraded', 503],
])('health with %o is %s, and readiness answers %i', async (vitals, status, ready) => {
  const { app } = appWith({ vitals: async () => vitals })
  expect(await (await app.request('/api/v1/health')).json()).toMatchObject({ status, ...vitals })
  expect((await app.request('/api/v1/health/ready')).status).toBe(ready)
  expect((await app.request('/api/v1/health/live')).status).toBe(200)
})

test('HEAD answers like GET without the body', async () => {
  const response = await appWith().app.request('/api/v1/health', { method: 'HEAD' })
  expect([response.status, await response.text()]).toEqual([200, ''])
})

test.each(['/', '/nothing', '/api/v1/health/', '/api/v1/health/other', '/%00'])(
  '%s, which does not exist, is answered with a problem document',
  async (path) => {
    const response = await appWith().app.request(path)
    expect(response.status).toBe(404)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toMatchObject({
      type: 'about:blank',
      title: 'Not found',
      status: 404,
      code: 'not_found',
      remedy: expect.any(String),
    })
  },
)

test('every answer carries the security headers', async () => {
  for (const path of ['/api/v1/health', '/nothing', '/throws']) {
    const { headers } = await appWith({ thrown: new Error('x') }).app.request(path)
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
  }
})

test('a failure is answered with its own status, words and remedy', async () => {
  const { app, unexpected } = appWith({ thrown: new Failure('conflict', 'It is busy.', { remedy: 'Wait.', detail: { secret: 'x' } }) })
  const response = await app.request('/throws')
  expect(response.status).toBe(409)
  expect(await response.json()).toEqual({
    type: 'about:blank',
    title: 'Conflict',
    status: 409,
    detail: 'It is busy.',
    instance: '/throws',
    code: 'conflict',
    remedy: 'Wait.',
  })
  expect(unexpected).toEqual([])
})

test('an unexpected error says nothing to the outside and everything to the log', async () => {
  const error = new Error('/srv/secret is broken')
  const { app, unexpected } = appWith({ thrown: error })
  const response = await app.request('/throws')
  expect(response.status).toBe(500)
  expect(await response.text()).not.toContain('secret')
  expect(unexpected).toEqual([error])
})

test('every failure code has a status of the family that fits it', () => {
  const ours: readonly FailureCode[] = ['exhausted', 'unavailable', 'corrupt', 'internal']
  const theirs: readonly FailureCode[] = ['invalid', 'unauthenticated', 'denied', 'not_found', 'conflict', 'unsupported']
  expect(ours.map(statusOf).every((status) => status >= 500)).toBe(true)
  expect(theirs.map(statusOf).every((status) => status >= 400 && status < 500)).toBe(true)
})
