import { medianRun, type Outcome, type Run } from './outcome.ts'

/** The tool that all others are compared with is the first of its step. */
const header = ['', 'wall s', 'ours ÷', 'CPU s', 'ours ÷', 'peak MiB', 'largest MiB', 'stored MB', 'ours ÷']

/** One Markdown table a series: per step our line, then each rival's with our figure divided by its. Below 1 is better. */
export function renderTables(outcomes: readonly Outcome[]): string {
  const tables = [...Map.groupBy(outcomes, (outcome) => outcome.seriesTitle)].map(([title, ofSeries]) => {
    const steps = [...Map.groupBy(ofSeries, (outcome) => outcome.stepTitle)]
    const lines = steps.flatMap(([stepTitle, ofStep]) => renderStep(stepTitle, ofStep))
    return [`### ${title}`, '', row(header), row(header.map((_, column) => (column === 0 ? ':--' : '--:'))), ...lines].join('\n')
  })
  return tables.join('\n\n')
}

function renderStep(title: string, outcomes: readonly Outcome[]): string[] {
  const ours = outcomes.find(({ tool }) => tool === 'holdfast')
  const our = ours === undefined ? null : medianRun(ours)
  return [row([`**${title}**`, ...Array<string>(header.length - 1).fill('')]), ...outcomes.map((outcome) => renderOutcome(outcome, our))]
}

function renderOutcome(outcome: Outcome, our: Run | null): string {
  const its = medianRun(outcome)
  if (its === null)
    return row([oneLine(outcome.tool), `${outcome.isSkipped ? 'skipped' : 'failed'}: ${oneLine(outcome.problem)}`, ...Array(7).fill('')])
  const isOurs = outcome.tool === 'holdfast'
  const ratio = (figure: (run: Run) => number | null) => {
    const [above, below] = [our === null || isOurs ? null : figure(our), figure(its)]
    return above === null || below === null || below === 0 ? '' : formatRatio(above / below)
  }
  return row([
    isOurs ? `**${outcome.tool}**` : oneLine(outcome.tool),
    its.wallSeconds.toFixed(2),
    ratio((run) => run.wallSeconds),
    its.cpuSeconds.toFixed(2),
    ratio((run) => run.cpuSeconds),
    mebibytes(its.treePeakBytes),
    mebibytes(its.largestPeakBytes),
    its.storedBytes === null ? '' : megabytes(its.storedBytes),
    ratio((run) => run.storedBytes),
  ])
}

/** Two decimals, or as many as show a small ratio's first digits: 0.0031 is not 0.00. */
export function formatRatio(ratio: number): string {
  return ratio >= 0.1 || ratio <= 0 ? ratio.toFixed(2) : ratio.toPrecision(2)
}

/** Thousandths of a small figure, since an incremental may store next to nothing. */
function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e6 ? 3 : 1)
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0)
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

/** A bar or a line break would end the cell. */
function oneLine(text: string | null): string {
  return (text ?? '').replaceAll('|', '\\|').replace(/\s+/g, ' ').slice(0, 200)
}
