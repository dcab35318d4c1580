import { html, raw } from 'hono/html'
import { expect, test } from 'vitest'
import { Hub, type HubEvent } from '../../../../server/control/hub.ts'
import type { House } from '../../../../server/http/house.ts'
import { type LivePart, liveResponse } from '../../../../server/http/pages/live.ts'
import { until } from '../api/listening.ts'
import { openPages } from '../pages-browser.ts'
import { LiveReader } from './live-reader.ts'

/** Time passes as soon as somebody waits for it, and in no time. */
class SwiftClock {
  #ms = 0

  now(): Date {
    return new Date(this.#ms)
  }

  monotonicMs(): number {
    return this.#ms
  }

  async sleep(delayMs: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    await new Promise((resolve) => setImmediate(resolve))
    signal.throwIfAborted()
    this.#ms += delayMs
  }
}

/** A clock that stands still: whoever waits on it waits for the signal. */
class StillClock extends SwiftClock {
  waits = 0

  override async sleep(delayMs: number, signal: AbortSignal): Promise<void> {
    // A part may be drawn again soon; only the wait for changes goes on for ever.
    if (delayMs <= 250) return super.sleep(delayMs, signal)
    signal.throwIfAborted()
    this.waits += 1
    await new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
  }
}

interface Stage {
  readonly hub: Hub
  readonly clock: SwiftClock
  readonly leave: AbortController
  readonly stopping: AbortController
  /** What the daemon was told. */
  readonly unexpected: readonly unknown[]
  open(draw: () => Promise<LivePart>, concerns?: (event: HubEvent) => boolean): LiveReader
}

function stageWith(clock: SwiftClock): Stage {
  const hub = new Hub()
  const leave = new AbortController()
  const stopping = new AbortController()
  const unexpected: unknown[] = []
  const onUnexpected = (error: unknown) => unexpected.push(error)
  const house = { control: { hub }, installation: { seams: { clock } }, stopping: stopping.signal, onUnexpected } as unknown as House
  const open: Stage['open'] = (draw, concerns = () => true) =>
    new LiveReader(liveResponse({ house, signal: leave.signal }, { draw, concerns }))
  return { hub, clock, leave, stopping, unexpected, open }
}

/** Draws these one after the other, the last one again and again. */
function drawing(...parts: readonly (string | LivePart)[]): () => Promise<LivePart> {
  let at = 0
  return async () => {
    const part = parts[Math.min(at, parts.length - 1)]!
    at += 1
    return typeof part === 'string' ? { html: html`${part}` } : part
  }
}

const aLine: HubEvent = { type: 'log', jobId: 'a', line: { at: '', level: 'info', message: '' } }

test('a part is sent whole, once for each time that it changed, and nothing after its end', async () => {
  const { hub, open } = stageWith(new SwiftClock())
  const reader = open(drawing('one', 'one', 'two', 'two', { html: html`three`, event: 'done' }, 'four'))
  await reader.rest()
  expect([reader.parts, reader.events]).toEqual([['one', 'two', 'three'], ['done']])
  await until(() => hub.size === 0)
})

test('a line of a part is a line of its message, whatever ends it', async () => {
  const { open } = stageWith(new SwiftClock())
  const reader = open(drawing({ html: html`${raw('<p>\r\n\nevent: x\r</p>')}`, event: 'reload' }))
  await reader.rest()
  expect([reader.parts, reader.events]).toEqual([['<p>\nevent: x\n</p>'], ['reload']])
})

test('who leaves ends the stream, whichever way, and nobody listens any more', async () => {
  const ways: readonly ((stage: Stage, reader: LiveReader) => unknown)[] = [
    (_, reader) => reader.cancel(),
    ({ leave }) => leave.abort(),
    ({ stopping }) => stopping.abort(),
  ]
  for (const way of ways) {
    const clock = new StillClock()
    const stage = stageWith(clock)
    const reader = stage.open(drawing('same'))
    await reader.until(() => true)
    expect(stage.hub.size).toBe(1)
    const rest = reader.rest()
    await until(() => clock.waits > 0)
    await way(stage, reader)
    await rest
    expect(reader.isEnded).toBe(true)
    await until(() => stage.hub.size === 0)
  }
})

test('what concerns the part draws it anew at once, and what does not draws nothing', async () => {
  const clock = new StillClock()
  const { hub, open } = stageWith(clock)
  let shown = 'before'
  let drawn = 0
  const reader = open(
    async () => {
      drawn += 1
      return { html: html`${shown}` }
    },
    ({ type }) => type === 'log',
  )
  await reader.until((part) => part === 'before')
  const next = reader.until((part) => part === 'after')
  await until(() => clock.waits === 1)
  hub.publish({ type: 'progress', jobId: 'a', progress: {} as never })
  // Long enough for whoever listens to be told, and to draw.
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  expect([drawn, clock.waits]).toEqual([1, 1])
  shown = 'after'
  hub.publish(aLine)
  expect(await next).toBe('after')
  await reader.cancel()
})

test('what happens elsewhere is found without being told of', async () => {
  const { open } = stageWith(new SwiftClock())
  let shown = 'before'
  const reader = open(async () => ({ html: html`${shown}` }))
  await reader.until((part) => part === 'before')
  shown = 'after'
  expect(await reader.until((part) => part === 'after')).toBe('after')
  await reader.cancel()
})

test('a part that does not change is still there, and after ten minutes it is asked for anew', async () => {
  const { hub, clock, open } = stageWith(new SwiftClock())
  const reader = open(drawing('same'))
  await reader.rest()
  expect(reader.parts).toEqual(['same'])
  expect(reader.comments.length).toBeGreaterThan(30)
  expect(reader.comments.length).toBeLessThan(45)
  expect(clock.monotonicMs()).toBeLessThan(601_000)
  await until(() => hub.size === 0)
})

test('a part that can not be drawn ends its stream, so that the browser asks again', async () => {
  const { hub, open } = stageWith(new SwiftClock())
  let drawn = 0
  const reader = open(async () => {
    drawn += 1
    if (drawn === 2) throw new Error('The store is away.')
    return { html: html`one` }
  })
  await reader.rest()
  expect(reader.parts).toEqual(['one'])
  await until(() => hub.size === 0)
})

test('whoever only asks whether a live part is there leaves nobody listening', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const request = new Request('http://holdfast.test/live/jobs', { method: 'HEAD', headers: { cookie, host: 'holdfast.test' } })
  const response = await site.app.fetch(request, { address: '127.0.0.1' })
  expect([response.status, await response.text(), site.house.hub.size]).toEqual([200, '', 0])
})

test('what goes wrong while a part is drawn ends the stream, and the daemon is told; not when nobody looks any more', async () => {
  const error = new Error('the disk is gone')
  const failing = async () => {
    throw error
  }
  const { hub, open, unexpected } = stageWith(new SwiftClock())
  const reader = open(failing)
  await reader.rest()
  expect([reader.isEnded, unexpected]).toEqual([true, [error]])
  await until(() => hub.size === 0)
  const left = stageWith(new SwiftClock())
  await left
    .open(() => {
      left.leave.abort()
      return failing()
    })
    .rest()
  expect(left.unexpected).toEqual([])
})

test('pages leave places to programs that listen', () => {
  const { hub, open } = stageWith(new StillClock())
  const stop = new AbortController()
  for (let size = 0; size < 150; size += 1) void hub.subscribe(stop.signal).next()
  expect(() => open(drawing('one'))).toThrow('There are 150 listeners already.')
  stop.abort()
})
