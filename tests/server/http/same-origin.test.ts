import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { requireSameOrigin } from '../../../server/http/same-origin.ts'

async function isLet(headers: Record<string, string>, given: { method?: string; isAnonymous?: boolean; publicUrl?: string } = {}) {
  const { method = 'POST', isAnonymous = false, publicUrl = null } = given
  const app = new Hono()
  app.all('*', (context) => {
    requireSameOrigin(context, { publicUrl }, isAnonymous)
    return context.text('in')
  })
  app.onError(() => new Response('out', { status: 403 }))
  const request = new Request('http://backup.lan:8080/x', { method, headers: { host: 'backup.lan:8080', ...headers } })
  return (await app.fetch(request)).status === 200
}

test.each<[string, Record<string, string>, boolean]>([
  ['a page of this daemon', { origin: 'http://backup.lan:8080', 'sec-fetch-site': 'same-origin' }, true],
  ['an old browser on a page of this daemon', { origin: 'http://backup.lan:8080' }, true],
  ['a browser that tells no origin', { 'sec-fetch-site': 'same-origin' }, true],
  ['somebody who typed the address', { 'sec-fetch-site': 'none' }, true],
  ['another site', { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' }, false],
  ['another site in an old browser', { origin: 'http://evil.example' }, false],
  ['another port of this host', { origin: 'http://backup.lan:9090', 'sec-fetch-site': 'same-site' }, false],
  ['a sandboxed page', { origin: 'null', 'sec-fetch-site': 'cross-site' }, false],
  ['a site that names us and is not believed', { origin: 'http://backup.lan:8080', 'sec-fetch-site': 'cross-site' }, false],
  ['a program that sends a session', {}, false],
])('%s posts with a session: %o → %s', async (_, headers, expected) => {
  expect(await isLet(headers)).toBe(expected)
})

test('whoever has no session yet may be a program, but no page of another site', async () => {
  expect(await isLet({}, { isAnonymous: true })).toBe(true)
  expect(await isLet({ origin: 'http://evil.example' }, { isAnonymous: true })).toBe(false)
  expect(await isLet({ 'sec-fetch-site': 'cross-site' }, { isAnonymous: true })).toBe(false)
})

test('reading is not held up, and behind a proxy its address counts', async () => {
  expect(await isLet({ origin: 'http://evil.example' }, { method: 'GET' })).toBe(true)
  expect(await isLet({ origin: 'https://backup.example' }, { publicUrl: 'https://backup.example' })).toBe(true)
  expect(await isLet({ origin: 'https://other.example' }, { publicUrl: 'https://backup.example' })).toBe(false)
})
