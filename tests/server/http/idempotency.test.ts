import { expect, test } from 'vitest'
import { z } from 'zod'
import { answer } from '../../../server/http/answer.ts'
import { forgetUnanswered } from '../../../server/http/idempotency.ts'
import { defineRoute, type RouteGroup } from '../../../server/http/route.ts'
import { openSite } from '../../support/http.ts'
import { openShop } from './api/shop.ts'

const headers = { 'idempotency-key': 'one' }

/** A route that is done once, with an answer for those that wait. */
function groupOf(later: (signal: AbortSignal) => Promise<void>): RouteGroup {
  return {
    name: 'test',
    bases: ['/test'],
    routes: [
      defineRoute({
        method: 'post',
        path: '/test/work',
        access: 'admin',
        scope: 'none',
        tags: [],
        summary: 'Work',
        query: z.object({ is_trial: z.stringbool().default(false), wait: z.string().optional() }),
        isIdempotent: true,
        responses: {},
        handle: async ({ signal, query }) => ({
          ...answer({ isDone: false, isTrial: query.is_trial }, 202),
          later: async () => {
            await later(signal)
            return answer({ isDone: true, isTrial: query.is_trial })
          },
        }),
      }),
    ],
  }
}

test('a client that goes away while it waits and asks again finds the job that it asked for', async () => {
  await using site = await openSite({ isWorking: false })
  await openShop(site)
  const client = new AbortController()
  const lost = site.post('/api/v1/backups?wait=60', { source: 'shop' }, { headers, signal: client.signal })
  const { store } = site.house.installation
  await expect.poll(() => store.jobs.list({}, { limit: 10 })).toHaveLength(1)
  const [job] = await store.jobs.list({}, { limit: 10 })
  client.abort()
  await expect
    .poll(async () => {
      const again = await site.post('/api/v1/backups', { source: 'shop' }, { headers })
      return [again.status, again.headers.get('idempotency-replayed'), ((await again.json()) as { id: string }).id]
    })
    .toEqual([202, 'true', job!.id])
  expect(await store.jobs.list({}, { limit: 10 })).toHaveLength(1)
  // Its end is what the waiting ends with, though nobody hears of it.
  await site.http.jobs.cancel(job!.id)
  await lost
})

test('whoever asks again while the first one waits is told what is known, and afterwards how it ended', async () => {
  const waiting = Promise.withResolvers<void>()
  await using site = await openSite({ isWorking: false, groups: [groupOf(() => waiting.promise)] })
  const first = site.post('/test/work', undefined, { headers })
  const ask = async () => (await (await site.post('/test/work?wait=5', undefined, { headers })).json()) as { isDone: boolean }
  await expect.poll(async () => (await ask()).isDone).toBe(false)
  waiting.resolve()
  expect(await (await first).json()).toMatchObject({ isDone: true })
  expect(await ask()).toMatchObject({ isDone: true })
})

test('waiting that comes to nothing takes back nothing', async () => {
  await using site = await openSite({ isWorking: false, groups: [groupOf(() => Promise.reject(new Error('the daemon stops')))] })
  expect((await site.post('/test/work', undefined, { headers })).status).toBe(202)
  expect((await site.post('/test/work', undefined, { headers })).headers.get('idempotency-replayed')).toBe('true')
})

test('a key that was used with another query was used for another request', async () => {
  await using site = await openSite({ isWorking: false, groups: [groupOf(async () => {})] })
  expect(await (await site.post('/test/work?is_trial=true', undefined, { headers })).json()).toMatchObject({ isTrial: true })
  expect((await site.post('/test/work', undefined, { headers })).status).toBe(400)
})

test('the key of a request that the daemon was ended in the middle of is free again after a start', async () => {
  await using site = await openSite({ isWorking: false, groups: [groupOf(async () => {})] })
  const { answers } = site.house.installation.store
  const claim = { actor: 'key:1001', requestDigest: 'd', at: site.house.clock.now() }
  await answers.claim({ ...claim, key: 'open' })
  await answers.claim({ ...claim, key: 'answered' })
  await answers.settle('key:1001', 'answered', { status: 202, body: '{}' })
  await forgetUnanswered(site.house.installation)
  expect(await answers.claim({ ...claim, key: 'open' })).toBeNull()
  expect(await answers.claim({ ...claim, key: 'answered' })).toMatchObject({ status: 202 })
})
