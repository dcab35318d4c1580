import { medianRun, type Outcome, type Run } from './outcome.ts'
import { formatRatio } from './table.ts'

type Figure = 'wallSeconds' | 'storedBytes'

/** Ours divided by the rival's must not be above `limit`. */
export interface Aim {
  readonly series: string
  readonly step: string
  readonly rival: string
  readonly figure: Figure
  readonly limit: number
}

export interface Verdict {
  readonly claim: string
  readonly isMet: boolean
  readonly measured: string
}

const memoryMaxBytes = 256 * 2 ** 20

/** What the project sets out to reach. */
export const aims: readonly Aim[] = [
  ...(['sqlite', 'postgres', 'mariadb'] as const).flatMap((series): Aim[] => {
    const [zstd, restic] = series === 'sqlite' ? ['.dump | zstd -3', '.dump | restic'] : ['zstd -3', 'restic']
    return [
      { series, step: 'first', rival: zstd, figure: 'wallSeconds', limit: 1.1 },
      { series, step: 'first', rival: restic, figure: 'wallSeconds', limit: 1 },
      { series, step: 'scattered', rival: restic, figure: 'storedBytes', limit: 1 / 40 },
      { series, step: 'scattered', rival: restic, figure: 'wallSeconds', limit: 1 },
    ]
  }),
  ...['first', 'unchanged', 'changed', 'restore'].map(
    (step): Aim => ({ series: 'tree', step, rival: 'restic', figure: 'wallSeconds', limit: 1 }),
  ),
  { series: 'sqlite', step: 'restore', rival: 'sqlite3 < dump', figure: 'wallSeconds', limit: 0.5 },
]

/** A verdict for each aim whose two figures were measured, and one on memory over everything of ours. */
export function judge(outcomes: readonly Outcome[]): Verdict[] {
  const find = (series: string, step: string, tool: string) => {
    const outcome = outcomes.find((candidate) => candidate.series === series && candidate.step === step && candidate.tool === tool)
    return outcome === undefined ? null : medianRun(outcome)
  }
  const verdicts = aims.flatMap((aim) => {
    const [ours, rival] = [find(aim.series, aim.step, 'holdfast'), find(aim.series, aim.step, aim.rival)]
    return ours === null || rival === null ? [] : [compare(aim, ours, rival)]
  })
  return [...verdicts, ...judgeMemory(outcomes)]
}

function compare(aim: Aim, ours: Run, rival: Run): Verdict {
  const ratio = (ours[aim.figure] ?? 0) / (rival[aim.figure] ?? 0)
  const what = aim.figure === 'wallSeconds' ? 'time' : 'stored bytes'
  return {
    claim: `${aim.series}/${aim.step}: ${what} ≤ ${formatRatio(aim.limit)} × ${aim.rival}`,
    isMet: ratio <= aim.limit,
    measured: `${formatRatio(ratio)} ×`,
  }
}

/** The whole process tree counts, code that its processes share in each of them. */
function judgeMemory(outcomes: readonly Outcome[]): Verdict[] {
  const ours = outcomes.filter(({ tool, runs }) => tool.startsWith('holdfast') && runs.length > 0)
  if (ours.length === 0) return []
  const peakOf = ({ runs }: Outcome) => Math.max(...runs.map((run) => run.treePeakBytes))
  const worst = ours.reduce((one, other) => (peakOf(other) > peakOf(one) ? other : one))
  return [
    {
      claim: 'peak memory of all processes together ≤ 256 MiB',
      isMet: peakOf(worst) <= memoryMaxBytes,
      measured: `${(peakOf(worst) / 2 ** 20).toFixed(0)} MiB in ${worst.series}/${worst.step}`,
    },
  ]
}

/** One line an aim. */
export function renderVerdicts(verdicts: readonly Verdict[]): string {
  return verdicts.map(({ claim, isMet, measured }) => `- ${isMet ? 'better' : '**worse**'}: ${claim}; measured ${measured}`).join('\n')
}
