import { expect, test } from 'vitest'
import { metricsText, seriesMax } from '../../../server/http/metrics-text.ts'

test('metrics are lines of name, labels and value, with what ends a label or a line escaped', () => {
  const text = metricsText([
    { name: 'a', type: 'gauge', help: 'One\nline, a \\.', samples: [{ value: 1.5 }] },
    {
      name: 'b',
      type: 'counter',
      help: 'Two.',
      samples: [{ labels: { plan: 'x"} 1\nevil 2\\', of: '夜' }, value: Number.POSITIVE_INFINITY }],
    },
    { name: 'c', type: 'gauge', help: 'None.', samples: [] },
  ])
  expect(text).toBe(
    [
      '# HELP a One\\nline, a \\\\.',
      '# TYPE a gauge',
      'a 1.5',
      '# HELP b Two.',
      '# TYPE b counter',
      'b{plan="x\\"} 1\\nevil 2\\\\",of="夜"} +Inf',
      '',
    ].join('\n'),
  )
})

test('of too many series some are left out, and it is said how many', () => {
  const samples = Array.from({ length: seriesMax + 7 }, (_, at) => ({ labels: { at: String(at) }, value: at }))
  const lines = metricsText([{ name: 'many', type: 'gauge', help: 'Many.', samples }]).split('\n')
  expect(lines.filter((line) => line.startsWith('many{'))).toHaveLength(seriesMax)
  expect(lines).toContain('holdfast_metrics_series_left_out{metric="many"} 7')
})
