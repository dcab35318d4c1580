import { expect, test } from 'vitest'
import { shell } from './command.ts'
import { type Attempt, isNeeded, type Series, type Step } from './series.ts'

const attempt = (tool: string, rest: Partial<Attempt> = {}): Attempt => ({ tool, programs: [], command: () => shell('true'), ...rest })
const ours = { repository: 'holdfast', isWriter: true }
const steps: Step[] = [
  {
    name: 'first',
    title: '',
    attempts: [attempt('holdfast', ours), attempt('restic', { repository: 'restic', isWriter: true }), attempt('zstd')],
  },
  { name: 'verify', title: '', attempts: [attempt('holdfast', { repository: 'holdfast' })] },
  { name: 'unchanged', title: '', attempts: [attempt('holdfast', ours)] },
]
const series: Series = { name: 'tree', title: '', begin: async () => steps }

function needed(only: RegExp): string[] {
  return steps.flatMap((step) =>
    step.attempts.filter((candidate) => isNeeded(candidate, { series, steps, step, only })).map(({ tool }) => `${step.name}/${tool}`),
  )
}

test('everything runs when nothing is chosen', () => {
  expect(needed(/(?:)/)).toEqual(['first/holdfast', 'first/restic', 'first/zstd', 'verify/holdfast', 'unchanged/holdfast'])
})

test('what fills the repository that a chosen command reads runs too, and nothing else', () => {
  expect(needed(/verify/)).toEqual(['first/holdfast', 'verify/holdfast'])
  expect(needed(/tree\/unchanged/)).toEqual(['first/holdfast', 'unchanged/holdfast'])
})

test('what comes after a chosen command does not run', () => {
  expect(needed(/first\/restic/)).toEqual(['first/restic'])
})
