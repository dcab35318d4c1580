import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import type { JobEvent } from '../../../server/domain/job.ts'
import type { Terminal } from '../../../server/engine/context.ts'
import { EventWriter } from '../../../server/engine/event-writer.ts'
import { systemClock } from '../../../server/seams/clock.ts'
import { completed, logOf, progressOf } from './job-fixture.ts'

/** A pipe whose reader takes a line only when told to; without a gate it takes all at once. */
class Pipe extends Writable {
  readonly events: JobEvent[] = []
  gate: Promise<void> | null = null

  override async _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): Promise<void> {
    await this.gate
    this.events.push(JSON.parse(chunk.toString()))
    done()
  }
}

function writerTo(output: Writable, clock = systemClock) {
  let gone = 0
  const writer = new EventWriter(output, clock, () => {
    gone += 1
  })
  return { writer, gone: () => gone }
}

test('everything but progress is written, in order, and the end last', async () => {
  const pipe = new Pipe()
  const { writer } = writerTo(pipe)
  for (let at = 0; at < 100; at++) writer.emit(logOf(`${at}`))
  await writer.end(completed as Terminal)
  expect(pipe.events).toEqual([...Array.from({ length: 100 }, (_, at) => logOf(`${at}`)), completed])
})

test('progress is thinned out by the clock, and its last figures come before the end', async () => {
  let nowMs = 0
  const pipe = new Pipe()
  const { writer } = writerTo(pipe, { ...systemClock, monotonicMs: () => nowMs })
  for (nowMs = 0; nowMs < 1000; nowMs++) {
    writer.emit(progressOf(nowMs))
    await new Promise((resolve) => setImmediate(resolve))
  }
  await writer.end(completed as Terminal)
  const progress = pipe.events.slice(0, -1)
  expect(progress.length).toBeGreaterThanOrEqual(10)
  expect(progress.length).toBeLessThanOrEqual(11)
  expect(progress.at(-1)).toEqual(progressOf(999))
  expect(pipe.events.at(-1)).toEqual(completed)
})

test('the end is written only when the reader has taken what came before', async () => {
  const pipe = new Pipe({ highWaterMark: 1 })
  const gate = Promise.withResolvers<void>()
  pipe.gate = gate.promise
  const { writer } = writerTo(pipe)
  writer.emit(logOf('held'))
  let ended = false
  const ending = writer.end(completed as Terminal).then(() => {
    ended = true
  })
  await new Promise((resolve) => setImmediate(resolve))
  expect(ended).toBe(false)
  gate.resolve()
  await ending
  expect(pipe.events).toEqual([logOf('held'), completed])
})

test('a reader that is gone is told once, and nothing hangs or throws', async () => {
  const broken = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error('broken pipe'), { code: 'EPIPE' })),
  })
  const { writer, gone } = writerTo(broken)
  writer.emit(logOf('a'))
  writer.emit(logOf('b'))
  await writer.end(completed as Terminal)
  expect(gone()).toBe(1)
})

test('what JSON cannot say costs its detail, not the job', async () => {
  const pipe = new Pipe()
  const { writer } = writerTo(pipe)
  const circle: Record<string, unknown> = {}
  circle['self'] = circle
  writer.emit({ ...logOf('round'), detail: circle })
  await writer.end(completed as Terminal)
  expect(pipe.events).toEqual([logOf('round'), completed])
})

test('warnings are counted', async () => {
  const { writer } = writerTo(new Pipe())
  writer.emit({ type: 'warning', warning: { code: 'vanished', subject: 'a', message: 'It is gone.' } })
  writer.emit(logOf('no warning'))
  expect(writer.warnings).toBe(1)
})

test('what was found is written whole however much there is', async () => {
  const pipe = new Pipe({ highWaterMark: 1 })
  const { writer } = writerTo(pipe)
  const archives = (at: number) => [{ key: `${at}`, record: null, manifest: null, failure: null }]
  for (let at = 0; at < 2000; at++) {
    writer.emit({ type: 'found', archives: archives(at) })
    writer.emit(progressOf(at))
  }
  await writer.end(completed as Terminal)
  const found = pipe.events.filter((event) => event.type === 'found')
  expect(found.map((event) => event.archives)).toEqual(Array.from({ length: 2000 }, (_, at) => archives(at)))
})
