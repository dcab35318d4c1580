import { expect, test } from 'vitest'
import { judge, renderVerdicts } from './aims.ts'
import { exampleOutcome } from './example-outcome.ts'

const claims = (outcomes: Parameters<typeof judge>[0]) => judge(outcomes).map(({ claim, isMet }) => [claim, isMet])

test('an aim is met up to its limit and missed above it', () => {
  const rival = exampleOutcome({ tool: '.dump | zstd -3', runs: [{ wallSeconds: 10 }] })
  const first = (wallSeconds: number) => claims([exampleOutcome({ runs: [{ wallSeconds }] }), rival])[0]
  expect(first(11)).toEqual(['sqlite/first: time ≤ 1.10 × .dump | zstd -3', true])
  expect(first(11.1)).toEqual(['sqlite/first: time ≤ 1.10 × .dump | zstd -3', false])
})

test('stored bytes are judged by themselves', () => {
  const outcomes = [
    exampleOutcome({ step: 'scattered', runs: [{ storedBytes: 10, wallSeconds: 9 }] }),
    exampleOutcome({ step: 'scattered', tool: '.dump | restic', runs: [{ storedBytes: 400, wallSeconds: 1 }] }),
  ]
  expect(claims(outcomes).slice(0, 2)).toEqual([
    ['sqlite/scattered: stored bytes ≤ 0.025 × .dump | restic', true],
    ['sqlite/scattered: time ≤ 1.00 × .dump | restic', false],
  ])
})

test('nothing is claimed about what was not measured, failed, or has no rival', () => {
  expect(claims([exampleOutcome({}), exampleOutcome({ tool: '.dump | restic', problem: 'broken' })])).toEqual([
    ['peak memory of all processes together ≤ 256 MiB', true],
  ])
  expect(judge([exampleOutcome({ tool: 'restic' })])).toEqual([])
})

test('memory is judged by the worst run of any command of ours', () => {
  const outcomes = [
    exampleOutcome({ runs: [{ treePeakBytes: 300 * 2 ** 20 }, { treePeakBytes: 2 ** 20 }, { treePeakBytes: 2 ** 20 }] }),
    exampleOutcome({ step: 'verify', tool: 'holdfast --deep' }),
  ]
  expect(judge(outcomes)).toEqual([
    { claim: 'peak memory of all processes together ≤ 256 MiB', isMet: false, measured: '300 MiB in sqlite/first' },
  ])
})

test('a verdict is one line that says better or worse first', () => {
  const lines = renderVerdicts([
    { claim: 'a', isMet: true, measured: '1' },
    { claim: 'b', isMet: false, measured: '2' },
  ])
  expect(lines).toBe('- better: a; measured 1\n- **worse**: b; measured 2')
})
