import type { Writable } from 'node:stream'
import type { JobEvent } from '../domain/job.ts'
import type { Clock } from '../seams/clock.ts'
import type { JobReport, Terminal } from './context.ts'
import { writeLine } from './job-channel.ts'

const progressIntervalMs = 100

/**
 * Writes the events of a job as lines, in order. A slow reader is waited for, which holds up nothing but this queue: of the progress
 * only the newest is kept. Once the reader is gone all is dropped silently, because there is nobody to tell.
 */
export class EventWriter {
  readonly #output: Writable
  readonly #clock: Clock
  #queue: JobEvent[] = []
  #progress: JobReport | null = null
  #progressAtMs = Number.NEGATIVE_INFINITY
  #pumping: Promise<void> | null = null
  #readerGone = false
  #warnings = 0

  /** `onReaderGone` is called once when writing is refused. */
  constructor(output: Writable, clock: Clock, onReaderGone: () => void) {
    this.#output = output
    this.#clock = clock
    output.on('error', () => {
      if (this.#readerGone) return
      this.#readerGone = true
      onReaderGone()
    })
  }

  get warnings(): number {
    return this.#warnings
  }

  readonly emit = (event: JobReport): void => {
    if (event.type === 'warning') this.#warnings += 1
    if (event.type === 'progress') this.#progress = event
    else this.#queue.push(event)
    this.#pumping ??= this.#pump().finally(() => {
      this.#pumping = null
    })
  }

  /** Writes the newest progress and the end; resolves when the reader's side of the pipe has taken all of it. */
  async end(terminal: Terminal): Promise<void> {
    while (this.#pumping !== null) await this.#pumping
    if (this.#progress !== null) await this.#write(this.#progress)
    await this.#write(terminal)
  }

  async #pump(): Promise<void> {
    for (let event = this.#next(); event !== null; event = this.#next()) await this.#write(event)
  }

  #next(): JobEvent | null {
    const due = this.#progress !== null && this.#clock.monotonicMs() - this.#progressAtMs >= progressIntervalMs
    if (!due) return this.#queue.shift() ?? null
    const progress = this.#progress
    this.#progress = null
    this.#progressAtMs = this.#clock.monotonicMs()
    return progress
  }

  #write(event: JobEvent): Promise<void> {
    return new Promise((resolve) => {
      this.#output.write(lineOf(event), () => resolve())
    })
  }
}

/** A detail that JSON can't say (it holds itself, say) is left out: no log line is worth a job. */
function lineOf(event: JobEvent): string {
  try {
    return writeLine(event)
  } catch (error) {
    if (event.type !== 'log') throw error
    return writeLine({ ...event, detail: {} })
  }
}
