export interface MetricSample {
  readonly labels?: Readonly<Record<string, string>>
  readonly value: number
}

/** Samples of one thing, told apart by their labels. */
export interface Metric {
  readonly name: string
  readonly type: 'gauge' | 'counter'
  readonly help: string
  readonly samples: readonly MetricSample[]
}

/** More of one metric would cost whoever collects them more than they say. */
export const seriesMax = 1000

const leftOutName = 'holdfast_metrics_series_left_out'

/** Metrics in Prometheus' text format 0.0.4, at most `seriesMax` series of each; one more says how many were left out. */
export function metricsText(metrics: readonly Metric[]): string {
  const leftOut = metrics.filter(({ samples }) => samples.length > seriesMax)
  const telling: Metric = {
    name: leftOutName,
    type: 'gauge',
    help: `How many series of a metric are beyond the ${seriesMax} that are shown.`,
    samples: leftOut.map(({ name, samples }) => ({ labels: { metric: name }, value: samples.length - seriesMax })),
  }
  return [...metrics, telling]
    .filter(({ samples }) => samples.length > 0)
    .map(metricText)
    .join('')
}

function metricText({ name, type, help, samples }: Metric): string {
  const lines = samples.slice(0, seriesMax).map(({ labels = {}, value }) => `${name}${labelsText(labels)} ${numberText(value)}`)
  return [`# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`, `# TYPE ${name} ${type}`, ...lines, ''].join('\n')
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)
  return parts.length === 0 ? '' : `{${parts.join(',')}}`
}

/** Names are given by people, and may hold whatever ends a label or a line. */
function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}

function numberText(value: number): string {
  return Number.isFinite(value) ? String(value) : value > 0 ? '+Inf' : value < 0 ? '-Inf' : 'NaN'
}
