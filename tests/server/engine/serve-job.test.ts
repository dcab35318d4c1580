import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Failure } from '../../../plugins/failure.ts'
import type { JobEvent, JobResult } from '../../../server/domain/job.ts'
import type { JobContext, RunJob } from '../../../server/engine/context.ts'
import { parseEvent, readLines, writeLine } from '../../../server/engine/job-channel.ts'
import { serveJob } from '../../../server/engine/serve-job.ts'
import { systemSeams } from '../../../server/seams/seams.ts'
import { hastenedClock } from './hastened-clock.ts'
import { logOf, progressOf, result, specificationOf } from './job-fixture.ts'

let root: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'holdfast-serve-'))
})

afterEach(async () => {
  await rm(root, { recursive: true, force: true })
})

function serve(runJob: RunJob, line: string = writeLine(specificationOf())) {
  const input = new PassThrough()
  const output = new PassThrough()
  const stop = new AbortController()
  const crash = new AbortController()
  input.write(line)
  const seams = { ...systemSeams(), clock: hastenedClock(20) }
  const code = serveJob(runJob, { input, output, seams, temporaryRoot: root, stopped: stop.signal, crashed: crash.signal })
  const seen: JobEvent[] = []
  const reading = (async () => {
    for await (const text of readLines(output)) seen.push(parseEvent(text))
  })().catch(() => {})
  const end = async () => {
    const exitCode = await code
    output.end()
    await reading
    return { exitCode, events: seen }
  }
  return { input, output, stop, crash, code, end }
}

/** A job that waits until it is told to end, and then does `last`: by itself it rethrows the reason. */
function waitingJob(last?: () => JobResult | Promise<never>): { runJob: RunJob; running: Promise<JobContext> } {
  const running = Promise.withResolvers<JobContext>()
  const runJob: RunJob = async (_specification, context) => {
    const told = new Promise((resolve) => context.signal.addEventListener('abort', resolve))
    running.resolve(context)
    await told
    if (last === undefined) throw context.signal.reason
    return await last()
  }
  return { runJob, running: running.promise }
}

describe('the end', () => {
  test('of a job that succeeds is its result with the number of its warnings', async () => {
    const { exitCode, events } = await serve(async (specification, { emit }) => {
      emit(logOf(specification.id))
      emit({ type: 'warning', warning: { code: 'vanished', subject: 'a', message: 'It is gone.' } })
      emit(progressOf(5))
      return result
    }).end()
    expect(exitCode).toBe(0)
    expect(events.at(-1)).toEqual({ type: 'completed', result, warnings: 1 })
    expect(events).toContainEqual(progressOf(5))
  })

  test('of a job that fails is its failure', async () => {
    const failure = new Failure('exhausted', 'The target is full.', { remedy: 'Make room.' })
    const { exitCode, events } = await serve(() => Promise.reject(failure)).end()
    expect({ exitCode, events }).toEqual({ exitCode: 1, events: [{ type: 'failed', failure: failure.toJSON() }] })
  })

  test('of a job that throws at once is a failure too', async () => {
    const { events } = await serve(() => {
      throw new TypeError('broken')
    }).end()
    expect(events).toMatchObject([{ type: 'failed', failure: { code: 'internal', message: 'running the job: broken' } }])
  })

  test('comes for an input that names no job', async () => {
    for (const line of ['nonsense\n', '{"kind":"erase"}\n']) {
      const { exitCode, events } = await serve(() => expect.unreachable(), line).end()
      expect({ exitCode, events }).toMatchObject({ exitCode: 1, events: [{ type: 'failed', failure: { code: 'invalid' } }] })
    }
  })

  test('comes for an input that ends before it named a job', async () => {
    const serving = serve(() => expect.unreachable(), '{"half')
    serving.input.end()
    expect(await serving.end()).toMatchObject({ exitCode: 1, events: [{ type: 'failed', failure: { code: 'invalid' } }] })
  })
})

describe('a job is cancelled', () => {
  test('when it is told to stop', async () => {
    const { runJob, running } = waitingJob()
    const serving = serve(runJob)
    await running
    serving.stop.abort()
    expect(await serving.end()).toEqual({ exitCode: 130, events: [{ type: 'cancelled', reason: 'cancelled' }] })
  })

  test('before it has begun', async () => {
    const serving = serve(() => expect.unreachable(), '')
    serving.stop.abort()
    expect(await serving.end()).toEqual({ exitCode: 130, events: [{ type: 'cancelled', reason: 'cancelled' }] })
  })

  test('when its input ends, for then nobody waits for it any more', async () => {
    const { runJob, running } = waitingJob()
    const serving = serve(runJob)
    await running
    serving.input.end()
    expect((await serving.end()).exitCode).toBe(130)
  })

  test('when nobody reads its events any more', async () => {
    const { runJob, running } = waitingJob()
    const serving = serve(runJob)
    const { emit } = await running
    serving.output.destroy(Object.assign(new Error('broken pipe'), { code: 'EPIPE' }))
    emit(logOf('into the void'))
    expect(await serving.code).toBe(130)
  })

  test('although what it was doing failed of that, which is told', async () => {
    const { runJob, running } = waitingJob(() => Promise.reject(new Failure('internal', 'pg_dump was killed by SIGTERM')))
    const serving = serve(runJob)
    await running
    serving.stop.abort()
    const { exitCode, events } = await serving.end()
    expect(exitCode).toBe(130)
    expect(events.at(-2)).toMatchObject({ type: 'log', level: 'warn', message: expect.stringContaining('pg_dump') })
  })

  test('but has succeeded when it was done nevertheless', async () => {
    const { runJob, running } = waitingJob(() => result)
    const serving = serve(runJob)
    await running
    serving.stop.abort()
    expect((await serving.end()).exitCode).toBe(0)
  })
})

describe('an error that nobody caught', () => {
  test('ends the job, which may clean up, and fails it without telling secrets', async () => {
    const { runJob, running } = waitingJob()
    const serving = serve(runJob)
    await running
    serving.crash.abort(new Error('cannot reach user:hunter22'))
    const { exitCode, events } = await serving.end()
    expect(exitCode).toBe(1)
    expect(events).toMatchObject([{ type: 'failed', failure: { code: 'internal', message: expect.stringContaining('user:[redacted]') } }])
  })

  test('fails even a job that hangs', async () => {
    const running = Promise.withResolvers<void>()
    const serving = serve(() => {
      running.resolve()
      return new Promise(() => {})
    })
    await running.promise
    serving.crash.abort(new Error('lost'))
    expect((await serving.end()).exitCode).toBe(1)
  })

  test('fails even a job that thinks that it is done', async () => {
    const { runJob, running } = waitingJob(() => result)
    const serving = serve(runJob)
    await running
    serving.crash.abort(new Error('lost'))
    expect((await serving.end()).exitCode).toBe(1)
  })
})

describe('the temporary folder', () => {
  test('is there while the job runs, and gone with all its content when it ended, well or badly', async () => {
    for (const fails of [false, true]) {
      const seen: string[] = []
      await serve(async (_specification, { temporaryRoot }) => {
        await writeFile(join(temporaryRoot, 'dump'), 'bytes')
        seen.push(temporaryRoot)
        if (fails) throw new Failure('internal', 'no')
        return result
      }).end()
      expect(seen[0]).toMatch(/holdfast-jobs\/job-1-\d+-\d+$/)
      expect(await readdir(join(root, 'holdfast-jobs'))).toEqual([])
    }
  })

  test('is not made for an id that leads elsewhere', async () => {
    const { events } = await serve(() => expect.unreachable(), writeLine(specificationOf({ id: '../../etc' }))).end()
    expect(events).toMatchObject([{ type: 'failed', failure: { code: 'invalid' } }])
    expect(await readdir(root)).toEqual([])
  })

  test('that can not be removed is told, and fails nothing', async () => {
    const input = new PassThrough()
    const output = new PassThrough()
    input.write(writeLine(specificationOf()))
    const files = { ...systemSeams().files, rm: () => Promise.reject(Object.assign(new Error('disk'), { code: 'EIO' })) }
    const never = new AbortController().signal
    const code = await serveJob(async () => result, {
      input,
      output,
      seams: { ...systemSeams(), files },
      temporaryRoot: root,
      stopped: never,
      crashed: never,
    })
    expect(code).toBe(0)
    expect(output.read().toString()).toContain('removing the temporary folder')
  })
})
