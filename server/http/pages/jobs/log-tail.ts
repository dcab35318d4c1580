import { readLog } from '../../../control/job-log.ts'
import type { LogLine } from '../../../domain/work.ts'
import type { House } from '../../house.ts'

const linesMax = 200
const warningsMax = 100
/** A line longer than this is cut: the whole log has it. */
const charactersMax = 600

export interface LogTail {
  /** The newest ones, the oldest of them first. */
  readonly lines: readonly LogLine[]
  /** Whether there were more before them. */
  readonly isCut: boolean
  /** What it warned of, whatever came after it; the first ones. */
  readonly warnings: readonly string[]
}

/** Follows the log of a job: each call reads only what came since the one before. */
export function followLog({ installation }: Pick<House, 'installation'>, jobId: string): () => Promise<LogTail> {
  const lines: LogLine[] = []
  const warnings: string[] = []
  let nextByte = 0
  let isCut = false
  return async () => {
    const read = await readLog(installation, jobId, nextByte)
    nextByte = read.nextByte
    for (const { level, message } of read.lines) if (level === 'warn' && warnings.length < warningsMax) warnings.push(message)
    lines.push(...read.lines.slice(-linesMax).map(shortened))
    isCut ||= read.lines.length > linesMax || lines.length > linesMax
    if (lines.length > linesMax) lines.splice(0, lines.length - linesMax)
    return { lines: [...lines], isCut, warnings: [...warnings] }
  }
}

function shortened(line: LogLine): LogLine {
  return line.message.length <= charactersMax ? line : { ...line, message: `${line.message.slice(0, charactersMax)}…` }
}
