import { describe, expect, test } from 'vitest'
import { Failure } from '../../../plugins/failure.ts'
import { concludeJob, type Remains } from '../../../server/engine/conclusion.ts'
import type { Terminal } from '../../../server/engine/context.ts'
import { completed } from './job-fixture.ts'

const success = completed as Terminal
const failure: Terminal = { type: 'failed', failure: new Failure('exhausted', 'The target is full.').toJSON() }
const leftEarly: Terminal = { type: 'cancelled', reason: 'cancelled' }
const damage = new Failure('corrupt', 'A line is not JSON.')

function remains(change: Partial<Remains>): Remains {
  return {
    reported: null,
    asked: null,
    damage: null,
    spawnFailure: null,
    exitCode: 0,
    exitSignal: null,
    killed: false,
    crashOutput: '',
    ...change,
  }
}

describe('a reported success', () => {
  test('stands when the process ended well', () => {
    expect(concludeJob(remains({ reported: success }))).toEqual(success)
  })

  test('stands although the job was being cancelled, because the backup is there', () => {
    expect(concludeJob(remains({ reported: success, asked: 'timeout' }))).toEqual(success)
    expect(concludeJob(remains({ reported: success, asked: 'cancelled', killed: true, exitCode: null, exitSignal: 'SIGKILL' }))).toEqual(
      success,
    )
  })

  test('is none when the process then failed', () => {
    const crashed = concludeJob(remains({ reported: success, exitCode: 3 }))
    expect(crashed).toMatchObject({ type: 'failed', failure: { code: 'internal', message: expect.stringContaining('exit code 3') } })
    expect(concludeJob(remains({ reported: success, exitCode: null, exitSignal: 'SIGSEGV' })).type).toBe('failed')
  })

  test('is none when the output was damaged', () => {
    expect(concludeJob(remains({ reported: success, damage }))).toMatchObject({ type: 'failed', failure: { code: 'corrupt' } })
  })
})

describe('without a report', () => {
  test('a job that was asked to end was cancelled for that reason', () => {
    for (const asked of ['cancelled', 'timeout', 'idle'] as const) {
      expect(concludeJob(remains({ asked, exitCode: null, exitSignal: 'SIGKILL' }))).toEqual({ type: 'cancelled', reason: asked })
    }
  })

  test('a clean exit is a failure all the same', () => {
    expect(concludeJob(remains({}))).toMatchObject({ type: 'failed', failure: { message: expect.stringContaining('exit code 0') } })
  })

  test('a kill from outside is a failure that says so and what may be the cause', () => {
    const concluded = concludeJob(remains({ exitCode: null, exitSignal: 'SIGKILL', crashOutput: 'last words' }))
    expect(concluded).toMatchObject({
      failure: {
        message: expect.stringContaining('SIGKILL'),
        remedy: expect.stringContaining('memory'),
        detail: { crashOutput: 'last words' },
      },
    })
  })

  test('an exhausted heap is named', () => {
    const crashOutput = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'
    expect(concludeJob(remains({ exitCode: 134, crashOutput }))).toMatchObject({ failure: { code: 'exhausted' } })
  })
})

test('a reported failure stands whatever came after it', () => {
  expect(concludeJob(remains({ reported: failure, asked: 'cancelled', exitCode: 7, damage }))).toEqual(failure)
})

test('a reported cancellation takes the reason of who asked for it', () => {
  expect(concludeJob(remains({ reported: leftEarly, asked: 'idle', exitCode: 130 }))).toEqual({ type: 'cancelled', reason: 'idle' })
  expect(concludeJob(remains({ reported: leftEarly, exitCode: 130 }))).toEqual(leftEarly)
})

test('a process that could not be started failed for that reason', () => {
  const spawnFailure = new Failure('internal', 'no such program')
  expect(concludeJob(remains({ spawnFailure, asked: 'cancelled', exitCode: null }))).toEqual({
    type: 'failed',
    failure: spawnFailure.toJSON(),
  })
})
