import { expect, test } from 'vitest'
import { exampleOutcome } from './example-outcome.ts'
import { formatRatio, renderTables } from './table.ts'

const cellsOf = (text: string, tool: string) =>
  text
    .split('\n')
    .find((line) => line.startsWith(`| ${tool} |`))!
    .split(' | ')
    .map((cell) => cell.replaceAll('|', '').trim())

test('a rival shows our figure divided by its own: time, processor time, stored bytes', () => {
  const text = renderTables([
    exampleOutcome({ runs: [{ wallSeconds: 1, cpuSeconds: 3, storedBytes: 1e6 }] }),
    exampleOutcome({ tool: 'restic', runs: [{ wallSeconds: 2, cpuSeconds: 1, storedBytes: 8e8 }] }),
  ])
  expect(cellsOf(text, '**holdfast**')).toEqual(['**holdfast**', '1.00', '', '3.00', '', '1', '1', '1.0', ''])
  expect(cellsOf(text, 'restic')).toEqual(['restic', '2.00', '0.50', '1.00', '3.00', '1', '1', '800.0', '0.0013'])
})

test('ratios are to the same step, and every series gets its own table', () => {
  const text = renderTables([
    exampleOutcome({ runs: [{ wallSeconds: 1 }] }),
    exampleOutcome({ step: 'restore', stepTitle: 'restore', runs: [{ wallSeconds: 5 }] }),
    exampleOutcome({ step: 'restore', stepTitle: 'restore', tool: 'borg', runs: [{ wallSeconds: 10 }] }),
    exampleOutcome({ series: 'tree', seriesTitle: 'File tree' }),
  ])
  expect(cellsOf(text, 'borg')[2]).toBe('0.50')
  expect(text.match(/^### .*/gm)).toEqual(['### SQLite', '### File tree'])
})

test('a rival without one of ours to compare with shows its figures and no ratio', () => {
  const text = renderTables([exampleOutcome({ tool: 'restic' })])
  expect(cellsOf(text, 'restic').slice(1, 3)).toEqual(['1.00', ''])
})

test('a tool that failed or was skipped says why in one cell, which no bar or line break ends', () => {
  const text = renderTables([
    exampleOutcome({ tool: 'borg', runs: [], problem: 'borg not installed', isSkipped: true }),
    exampleOutcome({ tool: 'restic', problem: 'a | b\nc' }),
  ])
  expect(text).toContain('| borg | skipped: borg not installed |')
  expect(text).toContain('| restic | failed: a \\| b c |')
})

test('every row has as many cells as the header', () => {
  const text = renderTables([
    exampleOutcome({}),
    exampleOutcome({ tool: 'borg', runs: [], problem: 'no', isSkipped: true }),
    exampleOutcome({ tool: 'tar | zstd' }),
  ]).replaceAll('\\|', '')
  const widths = text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').length)
  expect(new Set(widths).size).toBe(1)
})

test('a small ratio keeps its first digits', () => {
  expect([1.234, 0.5, 0.0031, 0.025, 0].map(formatRatio)).toEqual(['1.23', '0.50', '0.0031', '0.025', '0.00'])
})

test('an incremental that stores next to nothing still shows how much', () => {
  expect(cellsOf(renderTables([exampleOutcome({ tool: 'borg', runs: [{ storedBytes: 23_456 }] })]), 'borg')[7]).toBe('0.023')
})
