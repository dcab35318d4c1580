import { appendFileSync } from 'node:fs'

/** What goes wrong, and when. It travels to a job process as JSON in the environment variable `HOLDFAST_TEST_FAULT`. */
export interface FaultPlan {
  /**
   * `none` only counts. `error` makes the chosen step fail with `errno`, `kill` ends the process there, `short` writes half of what is asked,
   * `full` writes until `fullAtBytes` were written in all and then fails with ENOSPC.
   */
  readonly kind: 'none' | 'error' | 'kill' | 'short' | 'full'
  /** Which step, counted from 1 among those that `steps` matches. */
  readonly at?: number
  /** Fails from there on, not once. */
  readonly sticky?: boolean
  readonly errno?: 'EIO' | 'ENOSPC'
  readonly fullAtBytes?: number
  /** A regular expression over labels like `sync archive`; absent means every step. */
  readonly steps?: string
  /** A file that gets the label of each matching step, one a line. */
  readonly log?: string
}

/** What is done to which kind of path: `rename partial`, `sync folder`. */
export type StepLabel = string

/** Decides at each step whether the plan strikes. One for each thread: steps are counted where they happen. */
export class FaultCounter {
  /** Every step so far that the plan's pattern matches. */
  readonly labels: StepLabel[] = []
  readonly #plan: FaultPlan
  readonly #steps: RegExp
  #writtenBytes = 0

  constructor(plan: FaultPlan) {
    this.#plan = plan
    this.#steps = new RegExp(plan.steps ?? '')
  }

  /** Throws, or ends the process, when it is this step's turn. */
  strike(label: StepLabel): void {
    if (!this.#steps.test(label)) return
    this.labels.push(label)
    const count = this.labels.length
    if (this.#plan.log !== undefined) appendFileSync(this.#plan.log, `${label}\n`)
    const { kind, at = Number.POSITIVE_INFINITY, sticky = false, errno = 'EIO' } = this.#plan
    const isTurn = count === at || (sticky && count > at)
    if (!isTurn) return
    if (kind === 'error') throw systemError(errno, label)
    if (kind === 'kill') endProcess()
  }

  /** How many of `askedBytes` may be written now; throws ENOSPC when the plan has the disk full. */
  allow(askedBytes: number): number {
    if (this.#plan.kind === 'short') return Math.max(1, askedBytes >> 1)
    if (this.#plan.kind !== 'full') return askedBytes
    const leftBytes = (this.#plan.fullAtBytes ?? 0) - this.#writtenBytes
    if (leftBytes <= 0 && askedBytes > 0) throw systemError('ENOSPC', 'write')
    const allowedBytes = Math.min(leftBytes, askedBytes)
    this.#writtenBytes += allowedBytes
    return allowedBytes
  }
}

function systemError(code: 'EIO' | 'ENOSPC', label: string): Error {
  const text = code === 'EIO' ? 'i/o error' : 'no space left on device'
  return Object.assign(new Error(`${code}: ${text}, ${label}`), { code, syscall: label.split(' ')[0] })
}

function endProcess(): never {
  process.kill(process.pid, 'SIGKILL')
  for (;;);
}

/** What kind of thing a path is to the engine. */
export function kindOfPath(path: unknown): string {
  const text = String(path)
  if (text.startsWith('/proc/')) return 'proc'
  if (text.includes('holdfast-jobs')) return 'scratch'
  if (/partial|\.tmp/i.test(text)) return 'partial'
  if (text.endsWith('.claim')) return 'claim'
  if (text.endsWith('.json')) return 'record'
  if (/\.zip(\.age)?$/.test(text)) return 'archive'
  return 'other'
}
