import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { readJson, readText } from '../../../server/http/body.ts'
import { failureOf } from '../../../server/http/failure.ts'
import { systemClock } from '../../../server/seams/clock.ts'

async function read(
  body: RequestInit['body'],
  given: { bytesMax?: number; clock?: typeof systemClock; isJson?: boolean; takesComments?: boolean } = {},
) {
  const app = new Hono()
  const clock = given.clock ?? systemClock
  app.post('/', async (context) =>
    context.json(
      given.isJson === true ? await readJson(context, clock, given.takesComments) : await readText(context, clock, given.bytesMax),
    ),
  )
  app.onError((error) => new Response(failureOf(error).message, { status: 400 }))
  const response = await app.fetch(new Request('http://h/', { method: 'POST', body: body ?? null, duplex: 'half' } as RequestInit))
  return response.status === 200 ? response.json() : response.text()
}

function endless(piece: string): ReadableStream<Uint8Array> {
  return new ReadableStream({ pull: (controller) => controller.enqueue(new TextEncoder().encode(piece)) })
}

test('a body is read as text or JSON, and none is an empty object', async () => {
  expect(await read('grüße')).toBe('grüße')
  expect(await read('{"a":[1]}', { isJson: true })).toEqual({ a: [1] })
  expect(await read(' ', { isJson: true })).toEqual({})
})

test('comments are left out where they are taken, and nothing of a text that looks like one', async () => {
  const text = '{ // first\n"a": "http://h//x \\"//\\" \\\\", // "b": 1,\n"c": [] } //'
  expect(await read(text, { isJson: true, takesComments: true })).toEqual({ a: 'http://h//x "//" \\', c: [] })
  expect(await read(text, { isJson: true })).toContain('no JSON')
  expect(await read('"//', { isJson: true, takesComments: true })).toContain('no JSON')
  // Over and over from each quote on, this would take minutes.
  expect(await read(`"${'\\"'.repeat(300_000)}`, { isJson: true, takesComments: true })).toContain('no JSON')
})

test('what never ends is cut off at the limit, however it is sent', async () => {
  expect(await read(endless('x'.repeat(1000)), { bytesMax: 10_000 })).toContain('larger than 10000 bytes')
  expect(await read('x'.repeat(10_001), { bytesMax: 10_000 })).toContain('larger than 10000 bytes')
})

test('a client that sends too slowly is not waited for', async () => {
  const clock = { ...systemClock, sleep: async () => {} }
  const stalled = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(new Uint8Array(3)) })
  expect(await read(stalled, { clock })).toContain('too slowly')
})

test('what is nested so deep that nobody means it is refused before anything walks through it', async () => {
  expect(await read(`${'['.repeat(64)}${']'.repeat(64)}`, { isJson: true })).toBeInstanceOf(Array)
  expect(await read(`${'['.repeat(200_000)}${']'.repeat(200_000)}`, { isJson: true })).toContain('deeper than 64 levels')
})
