import type { JobEvent, Phase, Progress } from '../domain/job.ts'
import type { CommandIo } from './command.ts'
import { formatDuration, formatSize, printable } from './format.ts'

const repaintMs = 150
const plainLineMs = 10_000
/** How long it takes until a change of speed is mostly shown. */
const smoothingMs = 3_000

const phaseTitle: Readonly<Record<Phase, string>> = {
  probing: 'Looking at the source',
  dumping: 'Backing up',
  reading: 'Reading',
  verifying: 'Reading back',
  committing: 'Committing',
  restoring: 'Restoring',
  proving: 'Proving',
  copying: 'Copying',
  scanning: 'Looking through the target',
  removing: 'Removing',
}

/** Shows a job's events as they come. `end` takes the status line away; call it before the result is printed, whatever happened. */
export interface JobView {
  show(event: JobEvent): void
  end(): void
}

/** For programs every event as a JSON line; on a terminal one repainted line; elsewhere a plain line now and then. Warnings always. */
export function createJobView(io: Pick<CommandIo, 'out' | 'err' | 'status' | 'isTerminal' | 'json' | 'seams'>): JobView {
  if (io.json) return { show: (event) => io.out(JSON.stringify(event)), end() {} }
  const meter = new RateMeter()
  const intervalMs = io.isTerminal ? repaintMs : plainLineMs
  let shownMs = io.isTerminal ? Number.NEGATIVE_INFINITY : io.seams.clock.monotonicMs()
  const showProgress = (progress: Progress) => {
    const nowMs = io.seams.clock.monotonicMs()
    meter.add(nowMs, progress)
    if (nowMs - shownMs < intervalMs) return
    shownMs = nowMs
    const line = progressLine(progress, meter.bytesPerSecond)
    if (io.isTerminal) io.status(line)
    else io.err(line)
  }
  return {
    show(event) {
      if (event.type === 'progress') showProgress(event.progress)
      if (event.type === 'warning') io.err(`Warning: ${printable(event.warning.subject)}: ${printable(event.warning.message)}`)
      if (event.type === 'log' && event.level !== 'debug') io.err(`${event.level === 'warn' ? 'Warning: ' : ''}${printable(event.message)}`)
    },
    end: () => io.status(''),
  }
}

/** `Backing up: 1.4 GB of 5.2 GB, 27 %, 130.0 MB/s, 29 s left`, with what isn't known left out. */
export function progressLine(progress: Progress, bytesPerSecond: number | null): string {
  const { phase, bytesRead, bytesExpected } = progress
  const facts: string[] = []
  if (bytesRead > 0) facts.push(bytesExpected === null ? formatSize(bytesRead) : `${formatSize(bytesRead)} of ${formatSize(bytesExpected)}`)
  if (bytesExpected !== null && bytesExpected > 0) facts.push(`${percentOf(bytesRead, bytesExpected)} %`)
  if (bytesPerSecond !== null) facts.push(`${formatSize(bytesPerSecond)}/s`)
  const left = timeLeftMs(progress, bytesPerSecond)
  if (left !== null) facts.push(`${formatDuration(left)} left`)
  return facts.length === 0 ? `${phaseTitle[phase]} …` : `${phaseTitle[phase]}: ${facts.join(', ')}`
}

/** Whole percent. What is expected is an estimate, so that 100 is never said of work that still goes on. */
function percentOf(bytes: number, bytesExpected: number): number {
  return Math.min(99, Math.floor((bytes / bytesExpected) * 100))
}

function timeLeftMs({ bytesRead, bytesExpected }: Progress, bytesPerSecond: number | null): number | null {
  if (bytesExpected === null || bytesPerSecond === null || bytesPerSecond <= 0 || bytesRead >= bytesExpected) return null
  return ((bytesExpected - bytesRead) / bytesPerSecond) * 1000
}

/** The speed of late, not since the start: an exponential moving average over uneven intervals. */
export class RateMeter {
  #phase: Phase | null = null
  #atMs = 0
  #bytes = 0
  #rate: number | null = null

  /** Null until there were two moments to compare. A new phase counts anew. */
  get bytesPerSecond(): number | null {
    return this.#rate
  }

  add(nowMs: number, { phase, bytesRead }: Progress): void {
    const elapsedMs = nowMs - this.#atMs
    if (phase !== this.#phase || bytesRead < this.#bytes) {
      this.#rate = null
    } else {
      if (elapsedMs < repaintMs) return
      const current = ((bytesRead - this.#bytes) / elapsedMs) * 1000
      const weight = 1 - Math.exp(-elapsedMs / smoothingMs)
      this.#rate = this.#rate === null ? current : this.#rate + weight * (current - this.#rate)
    }
    this.#phase = phase
    this.#atMs = nowMs
    this.#bytes = bytesRead
  }
}
