import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { shell } from './command.ts'
import { measure } from './measure.ts'
import { parseMemory } from './process-tree.ts'
import { parseEndedChildren, parseMachine } from './processor-time.ts'

const signal = new AbortController().signal
const hasProc = existsSync('/proc/self/stat')

test('the memory lines of a process status are read in KiB', () => {
  expect(parseMemory('Name:\tnode\nVmHWM:\t    2048 kB\nVmRSS:\t    1024 kB\n')).toEqual({ residentBytes: 2 ** 20, peakBytes: 2 ** 21 })
})

test('a zombie, which has no memory lines, is told from a process without memory', () => {
  expect(parseMemory('Name:\tnode\nState:\tZ (zombie)\n')).toBeNull()
})

test('the times of ended children are found behind any process name', () => {
  const fields = Array.from({ length: 20 }, (_, position) => String(position))
  expect(parseEndedChildren(`7 (a) b (c d) ${fields.join(' ')}`)).toBeCloseTo((13 + 14) / 100)
})

test('the busy time of the machine leaves out waiting', () => {
  expect(parseMachine('cpu  100 10 50 9999 77 1 2 0 0 0\ncpu0 1 1 1 1\n')).toBeCloseTo(1.6)
})

describe.skipIf(!hasProc)(`a measured command${hasProc ? '' : ' (skipped: no /proc on this system)'}`, () => {
  test('is charged for the work of its grandchildren', async () => {
    const spin = 'for ((i = 0; i < 200000; i++)); do :; done'
    const { usage } = await measure(shell(`bash -c '${spin}; true' | cat; true`), signal)
    expect(usage.cpuSeconds).toBeGreaterThan(0.05)
  })

  test('gives back what it printed', async () => {
    expect((await measure(shell('printf %s "$WORD"', { WORD: "a 'b" }), signal)).output).toBe("a 'b")
  })

  test('fails when any part of a pipe does, with what it said', async () => {
    await expect(measure(shell('(echo broken >&2; exit 3) | cat'), signal)).rejects.toThrow(/ended with 3, saying: broken/)
  })

  test('fails when there is no such program', async () => {
    await expect(measure({ program: 'no-such-program-anywhere', args: [] }, signal)).rejects.toThrow(/ENOENT/)
  })

  test('is ended by its signal, whose reason passes through', async () => {
    const controller = new AbortController()
    const running = measure(shell('sleep 60 | cat'), controller.signal)
    controller.abort(new Error('enough'))
    await expect(running).rejects.toThrow('enough')
  })

  test('is not started when the signal has aborted already', async () => {
    await expect(measure(shell('true'), AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough')
  })
})
