import { afterEach, describe, expect, test } from 'vitest'
import type { JobEvent, JobSpecification } from '../../../server/domain/job.ts'
import { type RunningJob, startJob } from '../../../server/engine/runner.ts'
import { type Clock, systemClock } from '../../../server/seams/clock.ts'
import { isRunning } from '../../../server/seams/process-identity.ts'
import { systemSeams } from '../../../server/seams/seams.ts'
import { hastenedClock } from './hastened-clock.ts'
import { completed, logOf, progressOf, specificationOf } from './job-fixture.ts'

/** For tests that wait until patience has run out: four seconds become a fifth of one. */
const hurried = hastenedClock(20)
const started: RunningJob[] = []

interface Start {
  readonly specification?: JobSpecification
  readonly signal?: AbortSignal
  readonly clock?: Clock
}

/** Starts a script in place of the `step` command. It may use `say(event)` and `child(source)`. */
function startScript(source: string, start: Start = {}): RunningJob {
  const { specification = specificationOf(), signal = new AbortController().signal, clock = systemClock } = start
  const frame = `
    const say = (event) => require('node:fs').writeSync(1, typeof event === 'string' ? event : JSON.stringify(event) + '\\n')
    const child = (source) => require('node:child_process').spawn(process.execPath, ['-e', source], { stdio: ['ignore', 'inherit', 'inherit'] })
    const forever = () => setInterval(() => {}, 1000)
    const completed = ${JSON.stringify(completed)}
    ${source}`
  const seams = { ...systemSeams(), clock }
  const job = startJob(specification, {
    seams,
    signal,
    entry: { command: process.execPath, args: ['--max-old-space-size=32', '-e', frame] },
  })
  started.push(job)
  return job
}

async function eventsOf(job: RunningJob): Promise<JobEvent[]> {
  const events: JobEvent[] = []
  for await (const event of job.events) events.push(event)
  return events
}

async function messageOf(job: RunningJob): Promise<string> {
  const outcome = await job.outcome
  return outcome.type === 'failed' ? `${outcome.failure.code}: ${outcome.failure.message}` : outcome.type
}

/** Something killed takes a moment to be gone. */
const died = (pid: number) => expect.poll(() => isRunning(pid, null)).toBe(false)

/** Resolves when the job has said that it is ready. */
async function ready(job: RunningJob): Promise<AsyncIterator<JobEvent>> {
  const events = job.events[Symbol.asyncIterator]()
  for (let next = await events.next(); next.done !== true; next = await events.next()) {
    if (next.value.type === 'log' && next.value.message.startsWith('ready')) return events
  }
  throw new Error('The job was never ready.')
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((job) => job[Symbol.asyncDispose]()))
})

describe('a job that ends by itself', () => {
  test('gets its specification on standard input, and neither as argument nor in the environment', async () => {
    const job = startScript(`
      process.stdin.once('data', (line) => {
        const seen = JSON.parse(line).identities[0]
        const all = require('node:fs').readFileSync('/proc/self/cmdline', 'latin1') + require('node:fs').readFileSync('/proc/self/environ', 'latin1')
        say({ type: 'log', level: 'info', message: seen + ' ' + all.includes('AGE-' + 'SECRET-KEY'), detail: {} })
        say(completed)
        process.exit(0)
      })`)
    const events = await eventsOf(job)
    expect(events).toEqual([logOf('AGE-SECRET-KEY-1QQQQ false'), completed])
    expect(await job.outcome).toEqual(completed)
  })

  test('has an input that stays open as long as it runs', async () => {
    const job = startScript(`
      let ended = false
      process.stdin.on('end', () => { ended = true }).resume()
      setTimeout(() => { say(ended ? 'ended\\n' : completed); process.exit(0) }, 100)`)
    expect(await job.outcome).toEqual(completed)
  })

  test('is over only when its process is gone', async () => {
    const job = startScript(`say(completed); setTimeout(() => process.exit(0), 60)`)
    await job.outcome
    expect(isRunning(job.pid!, null)).toBe(false)
  })

  test('takes what it left in its process group with it', async () => {
    const job = startScript(`
      const left = child('process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)')
      say({ type: 'log', level: 'info', message: 'ready ' + left.pid, detail: {} })
      say(completed)
      process.exit(0)`)
    const events = await eventsOf(job)
    const left = Number((events[0] as { message: string }).message.split(' ')[1])
    await died(left)
    expect(await job.outcome).toEqual(completed)
  })

  test('but lingers after its last word is ended, and its word stands', async () => {
    const job = startScript(`say(completed); forever()`, { clock: hurried })
    expect(await job.outcome).toEqual(completed)
    expect(isRunning(job.pid!, null)).toBe(false)
  })

  test('is not held up by a stranger that holds its streams', async () => {
    const job = startScript(`
      const stranger = require('node:child_process').spawn('sleep', ['3'], { detached: true, stdio: 'inherit' })
      say({ type: 'log', level: 'info', message: String(stranger.pid), detail: {} })
      say(completed)
      process.exit(0)`)
    const events = await eventsOf(job)
    const stranger = Number((events[0] as { message: string }).message)
    expect(await job.outcome).toEqual(completed)
    expect(isRunning(stranger, null)).toBe(true)
    process.kill(stranger, 'SIGKILL')
  })
})

describe('a job that goes wrong', () => {
  test.each([
    ['leaves without a word', `process.exit(0)`, /internal: .*exit code 0 without saying/],
    ['crashes', `process.exit(7)`, /internal: .*exit code 7/],
    ['is killed from outside', `process.kill(process.pid, 'SIGKILL')`, /internal: .*killed by SIGKILL/],
    ['ends in the middle of its last word', `say(JSON.stringify(completed)); process.exit(0)`, /exit code 0 without saying/],
    ['prints what is no event', `say('hello\\n'); say(completed); process.exit(0)`, /corrupt: .*not JSON/],
    ['prints bytes', `require('node:fs').writeSync(1, Buffer.from([255, 254, 10])); forever()`, /corrupt: .*UTF-8/],
    ['goes on after its end', `say(completed); say(completed); process.exit(0)`, /corrupt: .*after the end/],
    ['fails after it reported success', `say(completed); process.exit(3)`, /reported success, but then ended with exit code 3/],
    ['never ends its line', `for (;;) say('x'.repeat(65536))`, /corrupt: .*longer than/],
  ])('because it %s has failed', async (_how, source, message) => {
    const job = startScript(source)
    expect(await messageOf(job)).toMatch(message)
    expect(isRunning(job.pid!, null)).toBe(false)
  })

  test('tells the end of what its process wrote, without secrets', async () => {
    const job = startScript(`process.stderr.write('x'.repeat(9000) + ' AGE-SECRET-' + 'KEY-1QQQQ the end', () => process.exit(1))`)
    const outcome = await job.outcome
    expect(outcome).toMatchObject({ failure: { detail: { exitCode: 1, crashOutput: expect.stringMatching(/^x+ \[redacted\] the end$/) } } })
  })

  test('runs out of memory alone', async () => {
    const job = startScript(`
      const all = []
      for (;;) all.push(new Array(10000).fill(all.length))`)
    expect(await messageOf(job)).toMatch(/exhausted: .*memory/)
  })

  test('cannot even start', async () => {
    for (const command of ['/nowhere/holdfast', '\0']) {
      const job = startJob(specificationOf(), { seams: systemSeams(), signal: new AbortController().signal, entry: { command, args: [] } })
      expect(job.pid).toBeNull()
      expect(await messageOf(job)).toMatch(/internal: The job process could not be started/)
      expect((await eventsOf(job)).map((event) => event.type)).toEqual(['failed'])
    }
  })

  test('never read its specification, however long that is', async () => {
    const job = startScript(`process.exit(9)`, { specification: specificationOf({ identities: ['x'.repeat(4_000_000)] }) })
    expect(await messageOf(job)).toMatch(/exit code 9/)
  })
})

describe('cancelling', () => {
  const obliging = `
    process.on('SIGTERM', () => { say({ type: 'cancelled', reason: 'cancelled' }); process.exit(130) })
    say({ type: 'log', level: 'info', message: 'ready', detail: {} })
    forever()`
  const stubborn = `
    process.on('SIGTERM', () => {})
    const kept = child('process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.error("up")')
    setTimeout(() => say({ type: 'log', level: 'info', message: 'ready ' + kept.pid, detail: {} }), 50)
    forever()`

  test('lets an obliging job leave by itself', async () => {
    const job = startScript(obliging)
    await ready(job)
    job.cancel('cancelled')
    expect(await job.outcome).toEqual({ type: 'cancelled', reason: 'cancelled' })
  })

  test('keeps the first reason', async () => {
    const job = startScript(obliging)
    await ready(job)
    job.cancel('idle')
    job.cancel('cancelled')
    expect(await job.outcome).toEqual({ type: 'cancelled', reason: 'idle' })
  })

  test('ends a stubborn job with its whole group', async () => {
    const job = startScript(stubborn, { clock: hurried })
    const events = job.events[Symbol.asyncIterator]()
    const first = await events.next()
    const kept = Number((first.value as { message: string }).message.split(' ')[1])
    expect(isRunning(kept, null)).toBe(true)
    job.cancel('cancelled')
    expect(await job.outcome).toEqual({ type: 'cancelled', reason: 'cancelled' })
    expect(isRunning(job.pid!, null)).toBe(false)
    await died(kept)
  })

  test('does not undo a success that was reported meanwhile', async () => {
    const job = startScript(`
      process.on('SIGTERM', () => { say(completed); process.exit(0) })
      say({ type: 'log', level: 'info', message: 'ready', detail: {} })
      forever()`)
    await ready(job)
    job.cancel('cancelled')
    expect(await job.outcome).toEqual(completed)
  })

  test('lets the last word through although the reader has stopped reading', async () => {
    const job = startScript(`
      process.on('SIGTERM', () => { say(completed); process.exit(0) })
      for (let at = 0; at < 3000; at++) say({ type: 'log', level: 'info', message: 'ready', detail: {} })
      forever()`)
    await ready(job)
    job.cancel('cancelled')
    expect(await job.outcome).toEqual(completed)
  })

  test('works by signal, before and after the start', async () => {
    const controller = new AbortController()
    const job = startScript(obliging, { signal: controller.signal })
    await ready(job)
    controller.abort()
    expect(await job.outcome).toEqual({ type: 'cancelled', reason: 'cancelled' })
    const never = startScript(obliging, { signal: AbortSignal.abort() })
    expect(await never.outcome).toEqual({ type: 'cancelled', reason: 'cancelled' })
  })

  test('changes nothing after the end', async () => {
    const job = startScript(`say(completed); process.exit(0)`)
    await job.outcome
    job.cancel('cancelled')
    await job[Symbol.asyncDispose]()
    expect(await job.outcome).toEqual(completed)
  })

  test('comes out one way or the other at any instant', async () => {
    const source = `
      process.on('SIGTERM', () => { say({ type: 'cancelled', reason: 'cancelled' }); process.exit(130) })
      setTimeout(() => { say(completed); process.exit(0) }, 20)`
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, async (_, at) => {
        const job = startScript(source)
        await new Promise((resolve) => setTimeout(resolve, at * 25))
        job.cancel('cancelled')
        const events = await eventsOf(job)
        expect(events.filter((event) => ['completed', 'failed', 'cancelled'].includes(event.type))).toHaveLength(1)
        expect(isRunning(job.pid!, null)).toBe(false)
        return (await job.outcome).type
      }),
    )
    for (const outcome of outcomes) expect(['completed', 'cancelled']).toContain(outcome)
  })
})

describe('limits', () => {
  const busy = `let bytes = 0; setInterval(() => say({ type: 'progress', progress: { ...${JSON.stringify(progressOf(0).progress)}, bytesRead: ++bytes } }), 5)`
  const repeating = `setInterval(() => say(${JSON.stringify(progressOf(1))}), 5)`

  test('end a job that takes too long', async () => {
    const job = startScript(busy, { specification: specificationOf({ limits: { timeoutMs: 300, idleMs: null } }) })
    expect(await job.outcome).toEqual({ type: 'cancelled', reason: 'timeout' })
  })

  test('end a job that moves no byte, although it keeps saying so', async () => {
    const job = startScript(repeating, { specification: specificationOf({ limits: { timeoutMs: null, idleMs: 300 } }) })
    expect(await job.outcome).toEqual({ type: 'cancelled', reason: 'idle' })
  })
})

test('progress reaches the reader, and the last event is the end', async () => {
  const job = startScript(`
    for (let at = 1; at <= 50; at++) say({ type: 'progress', progress: { ...${JSON.stringify(progressOf(0).progress)}, bytesRead: at } })
    say(completed)
    process.exit(0)`)
  const events = await eventsOf(job)
  expect(events.at(-2)).toEqual(progressOf(50))
  expect(events.at(-1)).toEqual(completed)
})

test('no pipe of an ended job stays open', async () => {
  const open = () => process.getActiveResourcesInfo().filter((name) => name === 'PipeWrap').length
  const before = open()
  await Promise.all(Array.from({ length: 6 }, () => startScript(`say(completed); process.exit(0)`).outcome))
  await expect.poll(open).toBeLessThanOrEqual(before)
})
